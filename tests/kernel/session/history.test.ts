import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { History } from "../../../kernel/session/history.ts";
import { program, requires } from "../../requirements.ts";

const lines = ["a = 1", "b = 2", "a = 1", "f[0]"];

function filled(path: string): History {
  const history = new History(path);
  for (const [i, line] of lines.entries()) history.add(i + 1, `ran ${line}`, `${line}\n`);
  history.setOutput(2, "2");
  return history;
}

function inputs(history: History, request: object) {
  return history.query({ hist_access_type: "search", ...request }).map(([, number, line]) => [number, line]);
}

describe("History", () => {
  let folder: string;
  let path: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tangent-history-"));
    path = join(folder, "new", "history.sqlite");
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it("gives a tail and a range, with outputs when asked", () => {
    const history = filled(":memory:");
    assert.deepEqual(inputs(history, { hist_access_type: "tail", n: 2 }), [
      [3, "a = 1"],
      [4, "f[0]"],
    ]);
    assert.deepEqual(inputs(history, { hist_access_type: "range", session: 0, start: 2, stop: 3, output: true }), [
      [2, ["b = 2", "2"]],
    ]);
    assert.deepEqual(inputs(history, { hist_access_type: "range", start: -1, raw: false }), [[4, "ran f[0]"]]);
    assert.deepEqual(inputs(history, { hist_access_type: "range", session: 7 }), []);
  });

  it("searches by globs, once each when asked, and limited to the last", () => {
    const history = filled(":memory:");
    assert.deepEqual(inputs(history, { pattern: "a*" }).length, 2);
    assert.deepEqual(inputs(history, { pattern: "a*", unique: true, output: true }), [[3, ["a = 1", null]]]);
    assert.deepEqual(inputs(history, { pattern: "? = ?", n: 2 }), [
      [2, "b = 2"],
      [3, "a = 1"],
    ]);
    assert.deepEqual(inputs(history, { pattern: "f[[]*" }), [[4, "f[0]"]]);
  });

  it("keeps sessions apart, and gives earlier ones and those of kernels beside it", () => {
    const first = filled(path);
    const second = new History(path);
    second.add(1, "c", "c");
    first.add(5, "d", "d");
    assert.deepEqual(second.query({ hist_access_type: "tail", n: 3 }), [
      [1, 4, "f[0]"],
      [1, 5, "d"],
      [2, 1, "c"],
    ]);
    assert.deepEqual(second.query({ hist_access_type: "range", session: -1, start: 5 }), [[1, 5, "d"]]);
    first.end();
    assert.equal(second.query({ hist_access_type: "search", pattern: "d" }).length, 1);
    second.end();
    const database = new DatabaseSync(path);
    const sessions = database.prepare("SELECT num_cmds FROM sessions ORDER BY session").all();
    assert.deepEqual(
      sessions.map(({ num_cmds }) => num_cmds),
      [5, 1],
    );
    database.close();
  });

  it("keeps a line for later while another process holds the database", () => {
    const history = filled(path);
    const other = new DatabaseSync(path);
    other.exec("BEGIN IMMEDIATE");
    history.add(5, "waits", "waits");
    other.exec("COMMIT");
    other.close();
    assert.deepEqual(inputs(history, { hist_access_type: "tail", n: 1 }), [[5, "waits"]]);
    history.end();
  });

  it("moves a damaged database aside, and begins a new one", () => {
    filled(path).end();
    const damaged = "SQLite format 3\0 of something else".repeat(100);
    writeFileSync(path, damaged);
    const history = filled(path);
    assert.equal(inputs(history, { hist_access_type: "tail" }).length, 4);
    history.end();
    const names = readdirSync(join(folder, "new"));
    assert.equal(names.filter((name) => /^history\.sqlite-corrupt-[\d.-]+$/.test(name)).length, 1, names.join());
    const again = new History(path);
    assert.equal(inputs(again, { hist_access_type: "tail" }).length, 4);
    again.end();
  });

  it("goes on in memory where no database can be written", () => {
    const history = filled(join(folder, "."));
    assert.equal(inputs(history, { hist_access_type: "tail" }).length, 4);
    writeFileSync(join(folder, "file"), "");
    assert.equal(inputs(filled(join(folder, "file", "history.sqlite")), { hist_access_type: "tail" }).length, 4);
  });

  it("answers as IPython does from the same file", function () {
    requires(this, "jupyter");
    filled(path).end();
    const asked = [
      ["get_tail(3, output=True, include_latest=True)", { hist_access_type: "tail", n: 3, output: true }],
      ["search('a*', unique=True)", { pattern: "a*", unique: true }],
      ["search('* = *', n=2, raw=False)", { pattern: "* = *", n: 2, raw: false }],
      ["get_range(1, 2, 4)", { hist_access_type: "range", session: 1, start: 2, stop: 4 }],
    ] as const;
    const code = `import json
from IPython.core.history import HistoryAccessor
history = HistoryAccessor(hist_file=${JSON.stringify(path)})
print(json.dumps([list(answer) for answer in [${asked.map(([call]) => `history.${call}`).join(", ")}]]))`;
    const expected = JSON.parse(execFileSync(program("python"), ["-c", code], { encoding: "utf8" }));
    const history = new History(path);
    const answers = asked.map(([, request]) => history.query({ hist_access_type: "search", ...request }));
    assert.deepEqual(answers, expected);
    history.end();
  });
});
