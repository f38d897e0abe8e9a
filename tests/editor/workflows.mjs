// Judges workflows and actions by GitHub's own parser: structure, names of contexts, expressions.
//
// stdin:  [ { "name": "action.yml", "content": "…" }, … ]
// stdout: [ [ "action.yml (Line: 3, Col: 5): Unexpected value …" ], … ]
import { register } from "node:module";
import { readFileSync } from "node:fs";

// The parser imports JSON without saying so, which bundlers accept and node does not.
register("data:text/javascript," + encodeURIComponent(`
export async function resolve(specifier, context, next) {
  if (!specifier.endsWith(".json")) return next(specifier, context);
  const importAttributes = { type: "json" };
  return { ...(await next(specifier, { ...context, importAttributes })), importAttributes };
}`));
const { parseWorkflow, convertWorkflowTemplate, NoOperationTraceWriter } = await import("@actions/workflow-parser");
const { parseAction } = await import(new URL("node_modules/@actions/workflow-parser/dist/actions/action-parser.js", import.meta.url));

async function errorsOf(file) {
  const isAction = file.name === "action.yml";
  const { context, value } = (isAction ? parseAction : parseWorkflow)(file, new NoOperationTraceWriter());
  const template = !isAction && value ? await convertWorkflowTemplate(context, value) : undefined;
  const errors = [...context.errors.getErrors().map((error) => error.message), ...(template?.errors ?? []).map((error) => error.Message)];
  return [...new Set(errors)];
}

const files = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(await Promise.all(files.map(errorsOf))));
