/** What was run, in this session and in earlier ones, asked as IPython's history is asked. */

import type { DatabaseSync, SQLInputValue } from "node:sqlite";
import { log } from "../wire/log.ts";
import type { HistoryEntry, HistoryRequest } from "../wire/messages.ts";
import { HistoryFile, now } from "./history-file.ts";

type Write = (database: DatabaseSync, session: number) => void;

/** Lines that a tail has where nobody says how many. */
const tailLength = 10;

export class History {
  readonly #file: HistoryFile;
  /** What another kernel was in the way of. */
  #pending: Write[] = [];
  #lines = 0;

  /** @param path the database's file; `:memory:` for a history that ends with the kernel */
  constructor(path: string) {
    this.#file = new HistoryFile(path);
  }

  /**
   * Keeps a cell before it runs.
   * @param source the cell as it is run, its magics expanded
   * @param raw the cell as it was typed
   */
  add(line: number, source: string, raw: string): void {
    this.#lines++;
    this.#write((database, session) => {
      const insert = database.prepare("INSERT OR REPLACE INTO history VALUES (?, ?, ?, ?)");
      insert.run(session, line, source.replace(/\n+$/, ""), raw.replace(/\n+$/, ""));
    });
  }

  /** Keeps the text of a cell's result. */
  setOutput(line: number, output: string): void {
    this.#write((database, session) => {
      database.prepare("INSERT OR REPLACE INTO output_history VALUES (?, ?, ?)").run(session, line, output);
    });
  }

  query(request: HistoryRequest): HistoryEntry[] {
    this.#flush();
    return this.#file.use((database, session) => new Query(database, session, request).entries()) ?? [];
  }

  /** Notes that the session has ended. */
  end(): void {
    if (this.#lines > 0) {
      this.#write((database, session) => {
        const update = database.prepare("UPDATE sessions SET end = ?, num_cmds = ? WHERE session = ?");
        update.run(now(), this.#lines, session);
      });
    }
    this.#file.close();
  }

  #write(write: Write): void {
    this.#pending.push(write);
    this.#flush();
  }

  #flush(): void {
    while (this.#pending.length > 0) {
      const [write] = this.#pending;
      try {
        const done = this.#file.use((database, session) => {
          write(database, session);
          return true;
        });
        if (!done) return;
      } catch (error) {
        log(`a line is missing from the history: ${(error as Error).message}`);
      }
      this.#pending.shift();
    }
  }
}

interface Row {
  readonly session: number;
  readonly line: number;
  readonly input: string;
  readonly output?: string | null;
}

class Query {
  readonly #database: DatabaseSync;
  readonly #session: number;
  readonly #request: HistoryRequest;

  constructor(database: DatabaseSync, session: number, request: HistoryRequest) {
    this.#database = database;
    this.#session = session;
    this.#request = request;
  }

  entries(): HistoryEntry[] {
    const { hist_access_type, output } = this.#request;
    const rows = { range: this.#range, tail: this.#tail, search: this.#search }[hist_access_type].call(this);
    return rows.map((row) => [row.session, row.line, output ? [row.input, row.output ?? null] : row.input]);
  }

  get #input(): string {
    return this.#request.raw === false ? "history.source" : "history.source_raw";
  }

  #select(clause: string, parameters: readonly SQLInputValue[], latest = ""): Row[] {
    const from = this.#request.output ? "history LEFT JOIN output_history USING (session, line)" : "history";
    const output = this.#request.output ? ", output_history.output AS output" : "";
    const sql = `SELECT session, line, ${this.#input} AS input${output}${latest} FROM ${from} ${clause}`;
    return this.#database.prepare(sql).all(...parameters) as unknown as Row[];
  }

  /** Of one session: 0 for this one, -1 for the one before it. `start` and `stop` count from the end where negative. */
  #range(): Row[] {
    const { session: asked = 0, start = 1, stop } = this.#request;
    const session = asked <= 0 ? this.#session + asked : asked;
    const end = Number(
      this.#database.prepare("SELECT MAX(line) AS last FROM history WHERE session = ?").get(session)?.last ?? 0,
    );
    const line = (number: number) => (number < 0 ? number + end + 1 : number);
    const clause = "WHERE session = ? AND line >= ? AND line < ? ORDER BY line";
    return this.#select(clause, [session, line(start), stop ? line(stop) : end + 1]);
  }

  /** The last ones: of this session first, then of the others. */
  #tail(): Row[] {
    const n = Math.max(0, this.#request.n ?? tailLength);
    const own = this.#select("WHERE session = ? ORDER BY line DESC LIMIT ?", [this.#session, n]);
    const clause = "WHERE session <> ? ORDER BY session DESC, line DESC LIMIT ?";
    return [...own, ...this.#select(clause, [this.#session, n - own.length])].reverse();
  }

  #search(): Row[] {
    const { pattern = "*", n, unique } = this.#request;
    // Of equal cells the latest: SQLite takes the other columns from the row that has the maximum.
    const group = unique ? "GROUP BY history.source_raw" : "";
    const latest = unique ? ", MAX(session * 128 * 1024 + line)" : "";
    const limit = n === undefined ? -1 : Math.max(0, n);
    const clause = `WHERE history.source_raw GLOB ? ${group} ORDER BY session DESC, line DESC LIMIT ?`;
    return this.#select(clause, [pattern, limit], latest).reverse();
  }
}
