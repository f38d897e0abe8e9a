// Talks to 'policyengine lsp' as an independent client: the types and framing of vscode-languageserver-protocol.
//
// stdin:  { "command": ["dotnet", "…/policyengine.dll", "lsp"], "options": {}, "steps": [ { "open": "file:///…", "text": "…" },
//           { "change": "file:///…", "changes": [ { "range", "text" } ] }, { "request": "textDocument/hover", "params": {} }, { "raw": "…" } ] }
// stdout: { "status": 0, "capabilities": {}, "answers": [ … ] }: diagnostics after open and change, the result or error of a request, null after raw bytes
import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import protocol from "vscode-languageserver-protocol/node.js";

const { command, options, steps } = JSON.parse(readFileSync(0, "utf8"));
const server = spawn(command[0], command.slice(1), { stdio: ["pipe", "pipe", "inherit"] });
const ended = new Promise((resolve) => server.on("exit", resolve));
const connection = protocol.createProtocolConnection(new protocol.StreamMessageReader(server.stdout), new protocol.StreamMessageWriter(server.stdin));
const versions = new Map();
const waiting = new Map();
connection.onNotification(protocol.PublishDiagnosticsNotification.type, ({ uri, version, diagnostics }) => {
  if (version === versions.get(uri)) {
    waiting.get(uri)?.(diagnostics);
  }
});
connection.onNotification(protocol.LogMessageNotification.type, ({ message }) => console.error(message));
// What a server answers to raw bytes belongs to no request.
connection.onError(() => {});
connection.listen();

const { capabilities } = await connection.sendRequest(protocol.InitializeRequest.type, {
  processId: process.pid,
  rootUri: null,
  capabilities: { textDocument: { completion: { completionItem: { snippetSupport: true } } } },
  initializationOptions: options,
});
await connection.sendNotification(protocol.InitializedNotification.type, {});

const answers = [];
for (const step of steps) {
  const uri = step.open ?? step.change;
  if (uri) {
    const version = (versions.get(uri) ?? 0) + 1;
    versions.set(uri, version);
    const diagnostics = new Promise((resolve) => waiting.set(uri, resolve));
    if (step.open) {
      connection.sendNotification(protocol.DidOpenTextDocumentNotification.type, { textDocument: { uri, languageId: "yaml", version, text: step.text } });
    } else {
      connection.sendNotification(protocol.DidChangeTextDocumentNotification.type, { textDocument: { uri, version }, contentChanges: step.changes });
    }
    answers.push(step.quiet ? null : await diagnostics);
  } else if (step.raw) {
    server.stdin.write(step.raw);
    answers.push(null);
  } else {
    answers.push(await connection.sendRequest(step.request, step.params).catch(({ code, message }) => ({ error: { code, message } })));
  }
}

await connection.sendRequest(protocol.ShutdownRequest.type);
await connection.sendNotification(protocol.ExitNotification.type);
console.log(JSON.stringify({ status: await ended, capabilities, answers }));
