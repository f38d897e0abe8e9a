// Accepts everything that yaml-language-server offers at every place of a file that a schema knows, and collects what is then wrong with the file.
// The places come from the schema itself: for each mapping a file of its required keys with the cursor on a new line, and one with the cursor behind each key.
//
// stdin:  { "schema": "/…/policy.schema.json", "folder": "/…" }
// stdout: { "places": 12, "accepted": 345, "missing": ["rules/keep"], "wrong": [ { "place", "label", "text", "messages": [] } ] }
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { start } from "./yaml-server.mjs";

const { schema: file, folder } = JSON.parse(readFileSync(0, "utf8"));
const root = JSON.parse(readFileSync(file, "utf8"));
const header = `# yaml-language-server: $schema=${file}\n`;
const server = await start();
const result = { places: 0, accepted: 0, missing: [], wrong: [] };
let accepted = [];
let opened = 0;

const resolve = (schema) => (schema.$ref ? root.definitions[schema.$ref.split("/").at(-1)] : schema);

// The mapping that a value may be, and whether it stands in a list.
function mappings(schema, inList = false) {
  schema = resolve(schema);
  const own = schema.properties ? [{ mapping: schema, inList }] : [];
  const items = schema.items ? mappings(schema.items, true) : [];
  const parts = (schema.allOf ?? []).flatMap((part) => (part.then ? (part.if.type ? mappings(part.then, inList) : []) : mappings(part, inList)));
  return [...own, ...items, ...parts];
}

const expand = (text) =>
  text
    .replace(/\$\{\d+\|([^,|]*)[^}]*\|\}/g, "$1")
    .replace(/\$\{\d+:((?:\\.|[^}\\])*)\}/g, (_, inner) => inner.replace(/\\(.)/g, "$1"))
    .replace(/\$\{?\d+\}?/g, "")
    .replace(/\\([$}\\])/g, "$1");

function flow(body) {
  if (Array.isArray(body)) return `[${body.map(flow).join(", ")}]`;
  if (body !== null && typeof body === "object") return `{ ${Object.entries(body).map(([key, value]) => `${key}: ${flow(value)}`).join(", ")} }`;
  return expand(String(body));
}

const valueOf = (schema) => flow(schema.defaultSnippets[0].body);

async function complete(place, before, indent, keys, cursor, after = "") {
  const lines = [...keys.map((key) => key + "\n"), cursor];
  const text = header + before + lines.join(indent) + after;
  const offset = text.length - after.length;
  const position = { line: text.slice(0, offset).split("\n").length - 1, character: offset - text.lastIndexOf("\n", offset - 1) - 1 };
  const { uri } = server.open(join(folder, `${opened++}.yaml`), text);
  const items = await server.complete(uri, position);
  await server.close(uri);
  result.places++;

  // The server also offers the snippet of a key inside of the mapping that is its value, and it does not fit where keys stand there already.
  for (const item of items.filter(({ label }) => keys.length === 0 || !label.startsWith("{ "))) {
    const start = item.textEdit ? at(text, item.textEdit.range.start) : offset;
    const end = item.textEdit ? at(text, item.textEdit.range.end) : offset;
    let inserted = item.textEdit?.newText ?? item.insertText ?? item.label;
    inserted = item.insertTextFormat === 2 ? expand(inserted) : inserted;
    if (item.insertTextMode !== 1) inserted = inserted.replaceAll("\n", "\n" + text.slice(text.lastIndexOf("\n", start - 1) + 1).match(/^ */)[0]);
    const edited = text.slice(0, start) + inserted + text.slice(end);
    accepted.push({ place, label: item.label, text: edited });
  }
  return items.map(({ label }) => label);
}

function at(text, { line, character }) {
  return text.split("\n").slice(0, line).reduce((sum, l) => sum + l.length + 1, 0) + character;
}

async function visit(place, mapping, before, indent, seen) {
  const exclusive = (mapping.allOf ?? []).find((part) => part.then?.required)?.then.required ?? [];
  const other = (mapping.allOf ?? []).map((part) => part.then?.properties).find(Boolean) ?? {};
  const required = [...(mapping.required ?? []), ...exclusive];
  const line = (key) => `${key}: ${valueOf(mapping.properties[key])}`;
  const base = (without) => required.filter((key) => key !== without && !(without in other && exclusive.includes(key))).map(line);

  for (const without of ["", ...Object.keys(other)]) {
    const offered = await complete(place, before, indent, base(without), "");
    const free = Object.keys(mapping.properties).filter((key) => !required.includes(key) && (without ? key === without : !(key in other)));
    result.missing.push(...free.filter((key) => !offered.includes(key)).map((key) => `${place}/${key}`));
    // What excludes another key is told of when both are there, and what must be there when it is not.
    accepted = accepted.filter((one) => one.place !== place || one.checked || (without ? one.label === without : !(one.label in other)));
    for (const one of accepted) one.checked = true;
  }

  for (const [key, schema] of Object.entries(mapping.properties)) {
    await complete(`${place}/${key}:`, before, indent, base(key), `${key}: `);
    for (const { mapping: inner, inList } of mappings(schema)) {
      if (seen.includes(inner)) continue;
      const own = before + [...base(key), ""].join("\n" + indent);
      await visit(`${place}/${key}`, inner, `${own}${key}:\n${indent}  ${inList ? "- " : ""}`, indent + (inList ? "    " : "  "), [...seen, inner]);
    }
  }
}

await visit("", root, "", "", [root]);
result.accepted = accepted.length;
while (accepted.length > 0) {
  const batch = accepted.splice(0, 200).map((one) => ({ ...one, ...server.open(join(folder, `${opened++}.yaml`), one.text) }));
  for (const { uri, place, label, text, diagnostics } of batch) {
    const messages = (await diagnostics).map(({ message }) => message);
    await server.close(uri);
    if (messages.length > 0) {
      result.wrong.push({ place, label, text: text.slice(header.length), messages });
    }
  }
}

console.log(JSON.stringify(result));
await server.stop();
