/** Models in a notebook: PyTorch's text, and a tree that opens, with the number of parameters of each part. */

import { displaySymbol, type MimeBundle } from "../host.ts";
import { Module } from "../nn/module.ts";
import { caption, escapeHtml } from "./escape.ts";

/** Modules this deep are open at first. */
const openDepth = 2;

function countOf(module: Module): number {
  let count = 0;
  for (const parameter of module.parameters()) count += parameter.numel();
  return count;
}

function facts(module: Module): string {
  const count = countOf(module);
  return count === 0
    ? ""
    : ` ${caption([`${count.toLocaleString("en")} ${count === 1 ? "parameter" : "parameters"}`])}`;
}

function tree(module: Module, label: string, depth: number): string {
  const children = [...module.namedChildren()];
  if (children.length === 0) return `<div>${label}${escapeHtml(module.toString())}${facts(module)}</div>`;
  const name = escapeHtml(/^[^(]*/.exec(module.toString())?.[0] ?? "");
  const rows = children.map(([key, child]) => tree(child, `(${escapeHtml(key)}): `, depth + 1)).join("");
  return (
    `<details${depth < openDepth ? " open" : ""}><summary>${label}${name}${facts(module)}</summary>` +
    `<div style="margin-left: 2em">${rows}</div></details>`
  );
}

/** The bundle of a module: as text what PyTorch prints, as HTML its tree. */
export function displayModule(module: Module): MimeBundle {
  return {
    "text/plain": module.toString(),
    "text/html": `<div style="font-family: var(--jp-code-font-family, monospace)">${tree(module, "", 0)}</div>`,
  };
}

Object.defineProperty(Module.prototype, displaySymbol, {
  value(this: Module): MimeBundle {
    return displayModule(this);
  },
  configurable: true,
  writable: true,
});
