// Drives yaml-language-server, the backend of the YAML extensions of most editors, over stdio, as an editor would.
// The schema of a document is the one of its modeline; the catalog of schemas on the web is off.
//
// stdin:  { "documents": [ { "path": "/…/retention.yaml", "text": "…", "at": { "line": 1, "column": 3 } }, … ] }, "at" is optional
// stdout: [ { "diagnostics": [ { "line", "column", "endColumn", "message" } ], "completions": ["id", …], "hover": "…" }, … ]
// Lines and columns are counted from 1.
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import rpc from "vscode-jsonrpc/node.js";

const settings = {
  yaml: { validate: true, hover: true, completion: true, schemaStore: { enable: false }, kubernetesCRDStore: { enable: false } },
};
const { documents } = JSON.parse(readFileSync(0, "utf8"));
const server = spawn(process.execPath, [createRequire(import.meta.url).resolve("yaml-language-server/bin/yaml-language-server"), "--stdio"], {
  stdio: ["pipe", "pipe", "inherit"],
});
const connection = rpc.createMessageConnection(new rpc.StreamMessageReader(server.stdout), new rpc.StreamMessageWriter(server.stdin));

let configured;
const isConfigured = new Promise((resolve) => (configured = resolve));
connection.onRequest("workspace/configuration", ({ items }) => {
  configured();
  return items.map(({ section }) => settings[section] ?? {});
});
connection.onRequest("client/registerCapability", () => null);

const published = new Map();
connection.onNotification("textDocument/publishDiagnostics", ({ uri, diagnostics }) => published.get(uri)?.(diagnostics));
connection.listen();

await connection.sendRequest("initialize", {
  processId: process.pid,
  rootUri: null,
  capabilities: {
    workspace: { configuration: true, didChangeConfiguration: { dynamicRegistration: true } },
    textDocument: { completion: { completionItem: { snippetSupport: true } }, hover: { contentFormat: ["markdown"] } },
  },
});
await connection.sendNotification("initialized", {});
await connection.sendNotification("workspace/didChangeConfiguration", { settings });
await isConfigured;

const answers = [];
for (const { path, text, at } of documents) {
  const uri = pathToFileURL(path).href;
  const diagnostics = new Promise((resolve) => published.set(uri, resolve));
  await connection.sendNotification("textDocument/didOpen", { textDocument: { uri, languageId: "yaml", version: 1, text } });
  const answer = {
    diagnostics: (await diagnostics).map(({ range, message }) => ({
      line: range.start.line + 1,
      column: range.start.character + 1,
      endColumn: range.end.character + 1,
      message,
    })),
  };
  if (at) {
    const place = { textDocument: { uri }, position: { line: at.line - 1, character: at.column - 1 } };
    const completion = await connection.sendRequest("textDocument/completion", place);
    const hover = await connection.sendRequest("textDocument/hover", place);
    answer.completions = (completion?.items ?? completion ?? []).map(({ label }) => label);
    answer.hover = hover?.contents?.value ?? "";
  }
  answers.push(answer);
}

console.log(JSON.stringify(answers));
await connection.sendRequest("shutdown");
await connection.sendNotification("exit");
connection.dispose();
server.kill();
