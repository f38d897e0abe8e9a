// Compiles every schema of ../../schema in ajv's strict mode, then judges instances with it: an independent second opinion on them.
//
// stdin:  { "schema": "policy", "instances": [ … ] }
// stdout: { "compiled": ["journal", …], "verdicts": [ { "valid": false, "errors": ["/rules/0 must …"] }, … ] }
import { readdirSync, readFileSync } from "node:fs";
import Ajv from "ajv";

const suffix = ".schema.json";
const folder = new URL("../../schema/", import.meta.url);
const compiled = {};
for (const file of readdirSync(folder).filter((name) => name.endsWith(suffix)).sort()) {
  // A choice of types, and keys required of a choice that the object around it declares, are common in a policy; all else of strict mode holds.
  const ajv = new Ajv({ strict: true, strictRequired: false, strictTypes: false, allowUnionTypes: true, allErrors: true });
  ajv.addVocabulary(["defaultSnippets", "markdownDescription", "errorMessage", "patternErrorMessage"]);
  try {
    compiled[file.slice(0, -suffix.length)] = ajv.compile(JSON.parse(readFileSync(new URL(file, folder), "utf8")));
  } catch (error) {
    throw new Error(`${file}: ${error.message}`);
  }
}

const { schema, instances } = JSON.parse(readFileSync(0, "utf8"));
const verdicts = instances.map((instance) => {
  const validate = compiled[schema];
  const valid = validate(instance);
  return { valid, errors: (validate.errors ?? []).map((error) => `${error.instancePath} ${error.message}`) };
});
console.log(JSON.stringify({ compiled: Object.keys(compiled), verdicts }));
