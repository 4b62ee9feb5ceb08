/** Completion of file paths, and of what an import may name. */

import { readdirSync, readFileSync, statSync } from "node:fs";
import { builtinModules } from "node:module";
import { homedir } from "node:os";
import { join, resolve } from "node:path";
import { type Completion, type CompletionItem, choose } from "./completion.ts";

/** What cells can import from a file next to the notebook. */
const importable = /\.(?:[mc]?tsx?|[mc]?js|json)$/;
/** Names beyond these would be more than anybody reads. */
const most = 500;

/**
 * Files and folders that go on from `text`.
 * @param end where `text` ends in the cell
 * @param keep which files are wanted
 */
export function completePath(text: string, end: number, keep: (file: string) => boolean = () => true): Completion {
  const at = text.lastIndexOf("/") + 1;
  const [folder, prefix] = [text.slice(0, at), text.slice(at)];
  const where = resolve(folder.replace(/^~(?=\/)/, homedir()) || ".");
  const hidden = (name: string) => name.startsWith(".") && !prefix.startsWith(".");
  const items: CompletionItem[] = [];
  for (const name of namesIn(where)) {
    if (hidden(name) || !name.toLowerCase().startsWith(prefix.toLowerCase())) continue;
    const isFolder = statSync(join(where, name), { throwIfNoEntry: false })?.isDirectory() === true;
    if (isFolder) items.push({ text: `${name}/`, type: "path" });
    else if (keep(name)) items.push({ text: name, type: "path" });
    if (items.length >= most) break;
  }
  const exact = items.filter((item) => item.text.startsWith(prefix));
  return { items: exact.length > 0 ? exact : items, start: end - prefix.length, end };
}

function namesIn(folder: string): string[] {
  try {
    return readdirSync(folder).sort();
  } catch {
    return [];
  }
}

/**
 * What an import may name that begins with `text`; undefined where the compiler knows better: packages.
 * @param packageFolder where the runtime's package is
 */
export function completeImport(text: string, end: number, packageFolder: string): Completion | undefined {
  if (/^\.{0,2}\//.test(text)) return completePath(text, end, (name) => importable.test(name));
  if (text.startsWith("node:")) return choose(modules(builtins()), text, end);
  if (text.startsWith("tangent")) return choose(modules(entryPoints(packageFolder)), text, end);
  return undefined;
}

/** Whatever package is there, these can be imported. */
export function importsAnywhere(packageFolder: string): CompletionItem[] {
  return modules([...entryPoints(packageFolder), ...builtins()]);
}

const modules = (names: readonly string[]): CompletionItem[] => names.map((text) => ({ text, type: "module" }));

function builtins(): string[] {
  const names = builtinModules.filter((name) => !name.startsWith("_"));
  return names.map((name) => (name.startsWith("node:") ? name : `node:${name}`)).sort();
}

function entryPoints(packageFolder: string): string[] {
  const { exports } = JSON.parse(readFileSync(join(packageFolder, "package.json"), "utf8"));
  const paths = Object.keys(exports as Record<string, unknown>).filter((path) => !path.endsWith(".json"));
  return paths.map((path) => `tangent${path.slice(1)}`);
}
