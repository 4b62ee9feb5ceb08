/** The sources that the package's bundles were made of, by the source maps beside them. */

import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { fileURLToPath } from "node:url";
import type { TraceMap } from "@jridgewell/trace-mapping";
import type { Position } from "../language/compile.ts";

const require = createRequire(import.meta.url);

export class Bundles {
  readonly #maps = new Map<string, TraceMap | undefined>();

  /** The address of the source and the line in it; those of the script itself where there is no map. */
  original(script: string, { line, column }: Position): { readonly source: string; readonly line: number } {
    if (!this.#maps.has(script)) this.#maps.set(script, this.#read(script));
    const map = this.#maps.get(script);
    if (!map) return { source: script, line };
    const { originalPositionFor } = require("@jridgewell/trace-mapping") as typeof import("@jridgewell/trace-mapping");
    const found = originalPositionFor(map, { line, column: column - 1 });
    return found.source === null ? { source: script, line } : { source: found.source, line: found.line };
  }

  #read(script: string): TraceMap | undefined {
    const { TraceMap } = require("@jridgewell/trace-mapping") as typeof import("@jridgewell/trace-mapping");
    try {
      return new TraceMap(readFileSync(fileURLToPath(`${script}.map`), "utf8"), `${script}.map`);
    } catch {
      return undefined;
    }
  }
}
