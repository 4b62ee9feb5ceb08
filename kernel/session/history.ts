/** What was run in this session. */

import type { HistoryEntry, HistoryRequest } from "../wire/messages.ts";

interface Line {
  readonly number: number;
  readonly input: string;
  output: string | null;
}

/** This session's number: earlier ones are not kept. */
const session = 1;

export class History {
  readonly #lines: Line[] = [];

  add(number: number, input: string): void {
    this.#lines.push({ number, input, output: null });
  }

  setOutput(number: number, output: string): void {
    const line = this.#lines.findLast((candidate) => candidate.number === number);
    if (line) line.output = output;
  }

  query(request: HistoryRequest): HistoryEntry[] {
    const entry = ({ number, input, output }: Line): HistoryEntry => [
      session,
      number,
      request.output ? [input, output] : input,
    ];
    return this.#select(request).map(entry);
  }

  #select({
    hist_access_type,
    start = 1,
    stop = Infinity,
    session: asked = 0,
    n,
    pattern,
    unique,
  }: HistoryRequest): Line[] {
    const last = (lines: readonly Line[]) => (n === undefined ? [...lines] : lines.slice(-n || lines.length));
    switch (hist_access_type) {
      case "range":
        if (asked !== 0 && asked !== session) return [];
        return this.#lines.filter(({ number }) => number >= start && number < stop);
      case "search": {
        const matcher = glob(pattern ?? "*");
        const found = this.#lines.filter(({ input }) => matcher.test(input));
        return last(
          unique ? found.filter((line, i) => found.findLastIndex((l) => l.input === line.input) === i) : found,
        );
      }
      default:
        return last(this.#lines);
    }
  }
}

/** A glob as SQLite's: `*` and `?`, and sets in brackets; a bracket that is never closed stands for itself. */
function glob(pattern: string): RegExp {
  const literal = (text: string) => text.replace(/[.+*?^${}()|[\]\\]/g, "\\$&");
  const source = pattern.replace(/\[[^\]]+\]|./gs, (token) => {
    if (token === "*") return ".*";
    if (token === "?") return ".";
    return token.length > 1 ? token.replaceAll("\\", "\\\\") : literal(token);
  });
  try {
    return new RegExp(`^${source}$`, "s");
  } catch {
    return new RegExp(`^${literal(pattern)}$`);
  }
}
