/**
 * The SQLite database that keeps what was run, in IPython's tables. Kernels share it: each has a session of its own in
 * it, and waits a moment where another one writes. A database that cannot be used is never in the way of a cell: a
 * damaged one is moved aside, and where none can be written, the session's own lines are kept in memory.
 */

import { existsSync, mkdirSync, renameSync } from "node:fs";
import { dirname } from "node:path";
import type { DatabaseSync } from "node:sqlite";
import { log } from "../wire/log.ts";
import { withoutWarnings } from "../wire/warnings.ts";

export const inMemory = ":memory:";

/** Milliseconds to wait for another kernel that writes. */
const busyTimeout = 250;

/** SQLite's primary result codes, and an extended one. https://www.sqlite.org/rescode.html */
const codes = { busy: 5, locked: 6, corrupt: 11, tooBig: 18, mismatch: 20, notADatabase: 26 };
const movedAway = 1032;
/** Stands for an error of the file system. */
const fileSystem = -1;

const tables = `
  CREATE TABLE IF NOT EXISTS sessions
    (session integer primary key autoincrement, start timestamp, end timestamp, num_cmds integer, remark text);
  CREATE TABLE IF NOT EXISTS history
    (session integer, line integer, source text, source_raw text, PRIMARY KEY (session, line));
  CREATE TABLE IF NOT EXISTS output_history
    (session integer, line integer, output text, PRIMARY KEY (session, line));`;

export class HistoryFile {
  #path: string;
  #database: DatabaseSync | undefined;
  #session = 0;

  /** @param path the database's file, made where it is missing; or `:memory:` */
  constructor(path: string) {
    this.#path = path;
  }

  /**
   * What `use` gives for the database and the number of this kernel's session in it; undefined where other kernels keep
   * the database busy.
   */
  use<T>(use: (database: DatabaseSync, session: number) => T): T | undefined {
    // One damaged file may be moved aside, and a folder that takes no new one leaves memory.
    for (let attempt = 0; ; attempt++) {
      try {
        this.#database ??= this.#open();
        return use(this.#database, this.#session);
      } catch (error) {
        const code = codeOf(error);
        if (code === undefined || code === codes.tooBig || code === codes.mismatch || attempt === 3) throw error;
        if (code === codes.busy || code === codes.locked) return undefined;
        this.close();
        if (code === movedAway) continue;
        const damaged = code === codes.corrupt || code === codes.notADatabase;
        if (attempt > 0 || !damaged || !this.#moveAside(error as Error)) this.#keepInMemory(error as Error);
      }
    }
  }

  close(): void {
    try {
      this.#database?.close();
    } catch {
      // Damaged files may refuse to be closed, too.
    }
    this.#database = undefined;
  }

  #open(): DatabaseSync {
    const { DatabaseSync } = sqlite();
    if (this.#path !== inMemory) mkdirSync(dirname(this.#path), { recursive: true });
    const database = new DatabaseSync(this.#path, { timeout: busyTimeout });
    try {
      database.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
      database.exec(tables);
      const begin = database.prepare("INSERT INTO sessions VALUES (NULL, ?, NULL, NULL, '')");
      this.#session = Number(begin.run(now()).lastInsertRowid);
    } catch (error) {
      database.close();
      throw error;
    }
    return database;
  }

  #moveAside(error: Error): boolean {
    const aside = `${this.#path}-corrupt-${now().replace(/[: ]/g, ".")}`;
    try {
      for (const suffix of ["", "-wal", "-shm"]) {
        if (existsSync(this.#path + suffix)) renameSync(this.#path + suffix, aside + suffix);
      }
    } catch {
      return false;
    }
    log(`the history in ${this.#path} is damaged (${error.message}); it was moved to ${aside}, and a new one begun`);
    return true;
  }

  #keepInMemory(error: Error): void {
    log(`the history in ${this.#path} cannot be used (${error.message}); it is kept until this kernel ends`);
    this.#path = inMemory;
  }
}

/** Local time as IPython writes it: `2026-11-25 14:03:12.123000`. */
export function now(): string {
  const date = new Date();
  const local = new Date(date.getTime() - date.getTimezoneOffset() * 60_000);
  return `${local.toISOString().slice(0, -1).replace("T", " ")}000`;
}

/** Node warns once that its SQLite is young; that is no news for the person in front of a notebook. */
function sqlite(): typeof import("node:sqlite") {
  return withoutWarnings(() => process.getBuiltinModule("node:sqlite"));
}

/** SQLite's code of an error; undefined for errors of other origins. */
function codeOf(error: unknown): number | undefined {
  if (!(error instanceof Error)) return undefined;
  const { errcode, syscall } = error as { errcode?: unknown; syscall?: unknown };
  if (typeof errcode === "number") return errcode === movedAway ? errcode : errcode & 0xff;
  return typeof syscall === "string" ? fileSystem : undefined;
}
