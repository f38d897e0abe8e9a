// Judges SARIF logs by the schema of SARIF 2.1.0 as Microsoft's package has it, in draft 4 of JSON
// Schema, with formats, by the ajv that this package comes with.
//
// stdin:  [ log, … ]
// stdout: [ { "valid": false, "errors": ["/runs/0 should …"] }, … ]
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";

const require = createRequire(import.meta.url);
const home = require.resolve("@microsoft/jest-sarif/package.json");
const theirs = createRequire(home);
const Ajv = theirs("ajv");
const schema = JSON.parse(readFileSync(new URL("lib/schemas/sarif-2.1.0-rtm.5.json", `file://${home}`), "utf8"));
const ajv = new Ajv({ schemaId: "id", allErrors: true, format: "full", jsonPointers: true });
ajv.addMetaSchema(theirs("ajv/lib/refs/json-schema-draft-04.json"));
const validate = ajv.compile(schema);
const verdicts = JSON.parse(readFileSync(0, "utf8")).map((log) => {
  const valid = validate(log);
  return { valid, errors: (validate.errors ?? []).map(({ dataPath, message }) => `${dataPath} ${message}`) };
});
console.log(JSON.stringify(verdicts));
