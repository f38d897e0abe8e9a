// Makes the pictures of the README from the example registry, with Chromium:
//
//   npm install --prefix "$TMPDIR" marked@15.0.12
//   NODE_PATH="$TMPDIR/node_modules" node .github/pictures/make.mjs 'dotnet run --project src/PolicyEngine.Cli --'
//
// The argument is the program. CHROMIUM names the browser; chromium by default. Look at the pictures before you
// commit them, and make them small: pngquant --force --ext .png 128 .github/pictures/*.png
import { execFileSync, execSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
const root = resolve(here, "../..");
const program = process.argv[2] ?? "policyengine";
const { marked } = createRequire(import.meta.url)("marked");
const folder = mkdtempSync(join(tmpdir(), "pictures-"));

// As GitHub shows the summary of a job.
const style = `
  body { font: 16px/1.5 "Liberation Sans", sans-serif; color: #1f2328; margin: 24px; width: 920px }
  h1 { font-size: 26px; border-bottom: 1px solid #d1d9e0; padding-bottom: 8px }
  table { border-collapse: collapse; margin-bottom: 16px }
  th, td { border: 1px solid #d1d9e0; padding: 6px 13px; vertical-align: top }
  tr:nth-child(2n) { background: #f6f8fa }
  code { font: 85% "DejaVu Sans Mono", monospace; background: #818b981f; padding: 2px 5px; border-radius: 6px }
  details { margin-bottom: 12px }`;

try {
  const [summary, page] = [join(folder, "summary.md"), join(folder, "page.html")];
  execSync(`${program} plan examples/retention.yaml --now 2026-06-01 --no-cache --quiet --report ${summary} --output html=${page}`, {
    cwd: root,
    env: { ...process.env, GITHUB_STEP_SUMMARY: "" },
  });
  const html = join(folder, "summary.html");
  writeFileSync(html, `<!doctype html><meta charset="utf-8"><style>${style}</style>${marked.parse(readFileSync(summary, "utf8"))}`);
  shoot(html, "summary.png", "968,620");
  shoot(page, "page.png", "1200,760");
} finally {
  rmSync(folder, { recursive: true });
}

function shoot(file, name, size) {
  execFileSync(process.env.CHROMIUM ?? "chromium", [
    "--headless", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--force-device-scale-factor=1", "--lang=en",
    `--user-data-dir=${join(folder, "profile")}`, `--window-size=${size}`, "--virtual-time-budget=4000",
    `--screenshot=${join(here, name)}`, `file://${file}`,
  ], { stdio: "pipe" });
}
