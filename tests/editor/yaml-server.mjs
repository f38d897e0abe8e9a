// yaml-language-server, the backend of the YAML extensions of most editors, driven over stdio as an editor would.
// The schema of a document is the one of its modeline; the catalog of schemas on the web is off.
import { spawn } from "node:child_process";
import { createRequire } from "node:module";
import { pathToFileURL } from "node:url";
import rpc from "vscode-jsonrpc/node.js";

const settings = {
  yaml: { validate: true, hover: true, completion: true, schemaStore: { enable: false }, kubernetesCRDStore: { enable: false } },
};

export async function start() {
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
      textDocument: {
        completion: { completionItem: { snippetSupport: true } },
        hover: { contentFormat: ["markdown"] },
        codeAction: { codeActionLiteralSupport: { codeActionKind: { valueSet: ["quickfix"] } } },
      },
    },
  });
  await connection.sendNotification("initialized", {});
  await connection.sendNotification("workspace/didChangeConfiguration", { settings });
  await isConfigured;

  return {
    // Opens a document and returns its address and the promise of what is wrong with it: the server waits for a while before it looks.
    open(path, text) {
      const uri = pathToFileURL(path).href;
      const diagnostics = new Promise((resolve) => published.set(uri, resolve));
      connection.sendNotification("textDocument/didOpen", { textDocument: { uri, languageId: "yaml", version: 1, text } });
      return { uri, diagnostics };
    },
    close: (uri) => connection.sendNotification("textDocument/didClose", { textDocument: { uri } }),
    async complete(uri, position) {
      const completion = await connection.sendRequest("textDocument/completion", { textDocument: { uri }, position });
      return completion?.items ?? completion ?? [];
    },
    hover: (uri, position) => connection.sendRequest("textDocument/hover", { textDocument: { uri }, position }),
    fixes: (uri, diagnostic) =>
      connection.sendRequest("textDocument/codeAction", { textDocument: { uri }, range: diagnostic.range, context: { diagnostics: [diagnostic] } }),
    async stop() {
      await connection.sendRequest("shutdown");
      await connection.sendNotification("exit");
      connection.dispose();
      server.kill();
    },
  };
}
