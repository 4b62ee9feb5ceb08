import { writeFileSync } from "node:fs";
import type { HistoryEntry, HistoryRequest } from "../wire/messages.ts";
import { expandHome } from "./cd.ts";
import { defineMagic, UsageError } from "./magic.ts";

/** `4`, `4-6`, `~2/4-6`: a session, by its number or so many back, and lines of it. */
function rangeOf(text: string): HistoryRequest {
  const [, , back, absolute, first, , last] = /^((?:(~\d*)|(\d+))\/)?(\d*)(-(\d*))?$/.exec(text) ?? [];
  if (first === undefined || text === "")
    throw new UsageError(`%history takes lines such as 4, 4-6 or ~1/4-6, got ${text}`);
  const session = back === undefined ? Number(absolute ?? 0) : -Number(back.slice(1) || 1);
  const start = first === "" ? 1 : Number(first);
  const stop = last === undefined ? (first === "" ? undefined : start + 1) : last === "" ? undefined : Number(last) + 1;
  return { hist_access_type: "range", session, start, stop, raw: true };
}

export const history = defineMagic({
  name: "history",
  summary: "print what was run",
  description: "Without more, this session's cells; 4-6 are some of them, ~1/4-6 those of the session before.",
  options: {
    n: { kind: "flag", summary: "with the numbers of cells" },
    o: { kind: "flag", summary: "with their results" },
    g: { kind: "text", value: "PATTERN", summary: "all sessions' cells that hold this; * and ? stand for other text" },
    l: { kind: "integer", value: "N", summary: "the last N cells of all sessions" },
    u: { kind: "flag", summary: "the same cell only once, with -g" },
    f: { kind: "text", value: "FILE", summary: "into a file" },
  },
  operands: { usage: "[LINES …]", take: "words" },
  line({ options: { n, o, g, l, u, f }, words }, context) {
    const requests: HistoryRequest[] =
      g !== undefined
        ? [{ hist_access_type: "search", pattern: `*${g}*`, n: l, unique: u, raw: true }]
        : l !== undefined
          ? [{ hist_access_type: "tail", n: l, raw: true }]
          : words.length > 0
            ? words.map(rangeOf)
            : [{ hist_access_type: "range", session: 0, raw: true }];
    const entries = requests.flatMap((request) => [...context.history({ ...request, output: o })]);
    const ours = context.history({ hist_access_type: "range", session: 0, start: -1 })[0]?.[0];
    const text = entries.map((entry) => format(entry, n, ours)).join("");
    if (f === undefined) context.print(text);
    else writeFileSync(expandHome(f), text);
  },
});

/** @param ours the number of this session: cells of others are named with theirs */
function format([session, line, entry]: HistoryEntry, numbered: boolean, ours: number | undefined): string {
  const [input, output] = typeof entry === "string" ? [entry, null] : entry;
  const number = session === ours ? String(line) : `${session}/${line}`;
  const head = numbered ? `${number.padStart(4)}: ${input.includes("\n") ? "\n" : ""}` : "";
  return `${head}${input}\n${output === null ? "" : `${output}\n`}`;
}
