// Shows documents to yaml-language-server.
//
// stdin:  { "documents": [ { "path": "/…/retention.yaml", "text": "…", "at": { "line": 1, "column": 3 } }, … ] }, "at" is optional
// stdout: [ { "diagnostics": [ { "line", "column", "endColumn", "message", "fixes": ["…"] } ], "completions": ["id", …], "hover": "…" }, … ]
// Lines and columns are counted from 1.
import { readFileSync } from "node:fs";
import { start } from "./yaml-server.mjs";

const { documents } = JSON.parse(readFileSync(0, "utf8"));
const server = await start();
const answers = [];
for (const { path, text, at } of documents) {
  const { uri, diagnostics } = server.open(path, text);
  const answer = { diagnostics: [] };
  for (const diagnostic of await diagnostics) {
    const { range, message } = diagnostic;
    answer.diagnostics.push({
      line: range.start.line + 1,
      column: range.start.character + 1,
      endColumn: range.end.character + 1,
      message,
      fixes: ((await server.fixes(uri, diagnostic)) ?? []).filter(({ edit }) => edit).map(({ title }) => title),
    });
  }

  if (at) {
    const position = { line: at.line - 1, character: at.column - 1 };
    answer.completions = (await server.complete(uri, position)).map(({ label }) => label);
    answer.hover = (await server.hover(uri, position))?.contents?.value ?? "";
  }
  answers.push(answer);
}

console.log(JSON.stringify(answers));
await server.stop();
