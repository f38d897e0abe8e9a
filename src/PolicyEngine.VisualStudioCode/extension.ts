// Starts 'policyengine lsp' as soon as a policy, or a test of one, is open.
import { commands, env, ExtensionContext, languages, TextDocument, Uri, window, workspace } from "vscode";
import { LanguageClient } from "vscode-languageclient/node";

const files = ["**/policies/*.{yaml,yml}", "**/.github/retention.yaml", "**/*.policytest.{yaml,yml}"].map((pattern) => ({ scheme: "file", pattern }));

/** While it starts, what is wrong is told once, by us. */
class Client extends LanguageClient {
  starts = false;

  override error(message: string, data?: unknown, showNotification?: boolean | "force"): void {
    super.error(message, data, this.starts ? false : showNotification);
  }
}

let client: Client | undefined;
let install = "";

// One at a time: settings may change while the server is on its way up or down.
let work: Promise<void> = Promise.resolve();
const queue = (next: () => Promise<void>): Promise<void> => (work = work.then(next, next));

export async function activate(context: ExtensionContext): Promise<void> {
  install = `${context.extension.packageJSON.repository.url.replace(/\.git$/, "")}/blob/main/.github/INSTALL.md`;
  context.subscriptions.push(
    commands.registerCommand("policyengine.restart", () => queue(restart)),
    workspace.onDidChangeConfiguration((change) => (change.affectsConfiguration("policyengine.path") && client ? queue(restart) : undefined)),
    workspace.onDidOpenTextDocument(open),
  );
  await Promise.all(workspace.textDocuments.map(open));
}

export function deactivate(): Promise<void> {
  return queue(stop);
}

/** Other YAML files need no server. */
function open(document: TextDocument): Promise<void> | undefined {
  return languages.match(files, document) > 0 ? queue(async () => (client ? undefined : start())) : undefined;
}

async function restart(): Promise<void> {
  await stop();
  await start();
}

async function stop(): Promise<void> {
  const running = client;
  client = undefined;
  if (running?.needsStop()) {
    await running.stop();
  }
}

async function start(): Promise<void> {
  const settings = workspace.getConfiguration("policyengine");
  const command = settings.get<string>("path") || "policyengine";
  client = new Client(
    "policyengine",
    "PolicyEngine",
    { command, args: ["lsp"] },
    {
      documentSelector: files,
      initializationOptions: { snapshot: settings.get<string>("snapshot") },
      synchronize: { configurationSection: "policyengine" },
    },
  );
  client.starts = true;
  try {
    await client.start();
  } catch (error) {
    void explain(command, error);
  } finally {
    client.starts = false;
  }
}

async function explain(command: string, error: unknown): Promise<void> {
  const text = error instanceof Error ? error.message : String(error);
  const problem = text.includes("ENOENT") ? `'${command}' was not found.` : `'${command} lsp' cannot be started: ${text}.`;
  const [show, set] = ["How to install it", "Open the setting"];
  const chosen = await window.showErrorMessage(`${problem} Install PolicyEngine, or set 'policyengine.path'.`, show, set);
  if (chosen === show) {
    await env.openExternal(Uri.parse(install));
  } else if (chosen === set) {
    await commands.executeCommand("workbench.action.openSettings", "policyengine.path");
  }
}
