/** Colour maps: 256 colours for the values from 0 to 1. */

import { viridis } from "./viridis.ts";

type Table = Uint8Array;

const steps = 256;

const tables: Readonly<Record<string, () => Table>> = {
  viridis: () => Uint8Array.from(Buffer.from(viridis, "hex")),
  gray: () => Uint8Array.from({ length: steps * 3 }, (_, i) => Math.floor(i / 3)),
};

const made = new Map<string, Table>();

function reversed(table: Table): Table {
  const result = new Uint8Array(table.length);
  for (let i = 0; i < steps; i++) result.set(table.subarray(3 * i, 3 * i + 3), 3 * (steps - 1 - i));
  return result;
}

/** RGB bytes of a map's 256 colours; "name_r" is reversed. @throws for an unknown name, with the known ones. */
export function colormap(name: string): Table {
  const known = made.get(name);
  if (known !== undefined) return known;
  const plain = name.replace(/_r$/, "").replace(/^(?:grey|Grays|gist_gray)$/, "gray");
  if (!Object.hasOwn(tables, plain))
    throw new RangeError(
      `'${name}' is not a valid value for cmap; supported values are ${Object.keys(tables)
        .flatMap((key) => [`'${key}'`, `'${key}_r'`])
        .join(", ")}`,
    );
  const table = name.endsWith("_r") ? reversed(tables[plain]()) : tables[plain]();
  made.set(name, table);
  return table;
}
