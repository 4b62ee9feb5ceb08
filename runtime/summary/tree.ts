/** A summary in a notebook: a tree that opens, a line for each module, with shapes, parameters, multiply-adds and memory. */

import { caption, escapeHtml } from "../display/escape.ts";
import type { Module } from "../nn/module.ts";
import type { ModelSummary } from "./model-summary.ts";
import type { Call } from "./record.ts";
import { bytesOf, formatShape } from "./shapes.ts";
import { grouped, megabytes } from "./table.ts";

/** Modules this deep are open at first. */
const openDepth = 3;
const nameWidth = 28;
const indent = 1.5;

function cells(depth: number, name: string, values: readonly string[]): string {
  const right = (text: string): string => `<span style="text-align: right">${escapeHtml(text)}</span>`;
  const [shape, ...numbers] = values;
  const columns = `${nameWidth - indent * depth}em minmax(11em, auto) 8em 9em 7em`;
  return (
    `<span style="display: inline-grid; grid-template-columns: ${columns}; column-gap: 1em; vertical-align: top">` +
    `<span style="overflow: hidden; text-overflow: ellipsis">${name}</span><span>${escapeHtml(shape)}</span>${numbers.map(right).join("")}</span>`
  );
}

class Tree {
  private readonly calls = new Map<Module, Call[]>();
  /** Parameters that a line above has. */
  private readonly counted = new Set<object>();

  constructor(calls: readonly Call[]) {
    for (const call of calls) this.calls.set(call.module, [...(this.calls.get(call.module) ?? []), call]);
  }

  private facts(module: Module): string[] {
    const calls = this.calls.get(module) ?? [];
    const all = module.parameters();
    const fresh = all.filter((parameter) => !this.counted.has(parameter));
    const params = fresh.reduce((sum, parameter) => sum + parameter.numel(), 0);
    const bytes = fresh.reduce((sum, parameter) => sum + parameter.nbytes, 0);
    const output = calls.reduce((sum, call) => sum + bytesOf(call.output), 0);
    const shapes = [...new Set(calls.map((call) => formatShape(call.output)))].join(" ");
    const times = calls.length > 1 ? ` × ${calls.length}` : "";
    return [
      calls.length > 0 ? shapes + times : module.namedChildren().length > 0 ? "" : "not called",
      all.length > 0 && fresh.length === 0 ? "(shared)" : grouped(params),
      grouped(calls.reduce((sum, call) => sum + call.multiplyAdds, 0)),
      `${megabytes(output + bytes)} MB`,
    ];
  }

  row(module: Module, label: string, depth: number): string {
    const facts = this.facts(module);
    const name = `${label}${escapeHtml(module.getName())}`;
    const children = module.namedChildren();
    if (children.length === 0) {
      for (const parameter of module.parameters()) this.counted.add(parameter);
      const margin = depth === 0 ? 0 : indent;
      return `<div style="margin-left: ${margin}em; padding-left: 1em" title="${escapeHtml(String(module))}">${cells(depth, name, facts)}</div>`;
    }
    const rows = children.map(([key, child]) => this.row(child, `(${escapeHtml(key)}): `, depth + 1)).join("");
    for (const parameter of module.parameters()) this.counted.add(parameter);
    return (
      `<details${depth < openDepth ? " open" : ""} style="margin-left: ${depth === 0 ? 0 : indent}em">` +
      `<summary>${cells(depth, name, facts)}</summary>${rows}</details>`
    );
  }
}

/** The tree of a summary. `facts` are its totals. */
export function tree(summary: ModelSummary, facts: readonly string[]): string {
  const { model, calls } = summary;
  const head = cells(0, "", ["Output shape", "Parameters", "Multiply-adds", "Memory"]);
  return (
    '<div style="font-family: var(--jp-code-font-family, monospace); overflow-x: auto; white-space: nowrap">' +
    `<details><summary>${escapeHtml(model.getName())} ${caption(facts)}</summary>` +
    `<div style="padding-left: 1em; color: var(--jp-ui-font-color2, #666)">${head}</div>` +
    `${new Tree(calls).row(model, "", 0)}</details></div>`
  );
}
