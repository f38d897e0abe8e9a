// Starts 'policyengine lsp' for policies and their tests.
import { commands, ExtensionContext, window, workspace } from "vscode";
import { LanguageClient } from "vscode-languageclient/node";

let client: LanguageClient | undefined;

export async function activate(context: ExtensionContext): Promise<void> {
  context.subscriptions.push(
    commands.registerCommand("policyengine.restart", restart),
    workspace.onDidChangeConfiguration((change) => (change.affectsConfiguration("policyengine") ? restart() : undefined)),
  );
  await start();
}

export async function deactivate(): Promise<void> {
  await client?.stop();
  client = undefined;
}

async function restart(): Promise<void> {
  await deactivate();
  await start();
}

async function start(): Promise<void> {
  const settings = workspace.getConfiguration("policyengine");
  const command = settings.get<string>("path") || "policyengine";
  client = new LanguageClient(
    "policyengine",
    "PolicyEngine",
    { command, args: ["lsp"] },
    {
      documentSelector: ["**/policies/*.yaml", "**/.github/retention.yaml", "**/*.policytest.yaml"].map((pattern) => ({ scheme: "file", pattern })),
      initializationOptions: { snapshot: settings.get<string>("snapshot") },
    },
  );
  try {
    await client.start();
  } catch (error) {
    client = undefined;
    void window.showErrorMessage(`'${command} lsp' cannot be started: ${error instanceof Error ? error.message : error}. Install PolicyEngine, or set 'policyengine.path'.`);
  }
}
