/** All magics, and how a cell's text says which one it wants. */

import { device } from "./device.ts";
import { lsmagic } from "./lsmagic.ts";
import { type Magic, type MagicContext, UsageError } from "./magic.ts";
import { matplotlib } from "./matplotlib.ts";
import { page } from "./page.ts";
import { cd, env, ls, pwd } from "./process.ts";
import { time } from "./time.ts";
import { who, whos } from "./who.ts";

export type { Magic, MagicContext } from "./magic.ts";

export const magics: readonly Magic[] = [cd, device, env, ls, lsmagic, matplotlib, page, pwd, time, who, whos];

/** The spellings that completion offers. */
export const magicNames: readonly string[] = magics.flatMap(({ name, line, cell }) => [
  ...(line ? [`%${name}`] : []),
  ...(cell ? [`%%${name}`] : []),
]);

/** @throws UsageError for a magic that does not exist, with the name that is nearest */
export async function runLine(name: string, rest: string, context: Omit<MagicContext, "magics">): Promise<void> {
  const magic = find(name, "line");
  await magic.line?.(rest, { ...context, magics });
}

export async function runCell(
  name: string,
  rest: string,
  body: string,
  context: Omit<MagicContext, "magics">,
): Promise<void> {
  const magic = find(name, "cell");
  await magic.cell?.(rest, body, { ...context, magics });
}

function find(name: string, form: "line" | "cell"): Magic {
  const sign = form === "line" ? "%" : "%%";
  const candidates = magics.filter((magic) => magic[form]);
  const found = candidates.find((magic) => magic.name === name);
  if (found) return found;
  const nearest = candidates
    .map((magic) => ({ name: magic.name, distance: editDistance(name, magic.name) }))
    .sort((a, b) => a.distance - b.distance)[0];
  const hint = nearest.distance <= Math.max(2, name.length / 3) ? ` Did you mean ${sign}${nearest.name}?` : "";
  throw new UsageError(`there is no magic ${sign}${name}.${hint} %lsmagic lists them.`);
}

function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      next.push(Math.min(row[j] + 1, next[j - 1] + 1, row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1)));
    }
    row = next;
  }
  return row[b.length];
}
