/** One set-up at a time. */

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { withLock } from "../../scripts/shared/lock.mjs";

describe("the lock of the set-up", () => {
  let folder: string;
  let path: string;
  const said: string[] = [];
  const options = () => ({ path, say: (line: string) => said.push(line), pollMilliseconds: 5 });

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tangent-lock-"));
    path = join(folder, "lock");
    said.length = 0;
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  it("lets a second one wait, and says for whom", async () => {
    const order: string[] = [];
    const { promise, resolve } = Promise.withResolvers<void>();
    const first = withLock(async () => {
      order.push("first begins");
      await promise;
      order.push("first ends");
    }, options());
    const second = withLock(async () => order.push("second"), options());
    while (said.length === 0) await new Promise((next) => setTimeout(next, 1));
    assert.match(said[0], new RegExp(`process ${process.pid}`));
    resolve();
    await Promise.all([first, second]);
    assert.deepEqual(order, ["first begins", "first ends", "second"]);
  });

  it("is released after a failure", async () => {
    await assert.rejects(
      withLock(() => Promise.reject(new Error("no")), options()),
      /no/,
    );
    assert.equal(existsSync(path), false);
  });

  it("is taken from a process that died, and from one that wrote nothing", async () => {
    const { pid } = spawnSync(process.execPath, ["--eval", ""]);
    for (const content of [String(pid), ""]) {
      writeFileSync(path, content);
      assert.equal(await withLock(() => "done", options()), "done");
    }
  });
});
