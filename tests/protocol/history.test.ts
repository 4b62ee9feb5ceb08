import assert from "node:assert/strict";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { RawKernel } from "./raw-kernel.ts";

describe("history, over bare sockets", function () {
  this.timeout(20_000);
  let data: string;
  const kernels: RawKernel[] = [];

  beforeEach(() => {
    data = mkdtempSync(join(tmpdir(), "tangent-data-"));
  });

  afterEach(async () => {
    for (const kernel of kernels.splice(0)) await kernel.close();
    rmSync(data, { recursive: true, force: true });
  });

  const start = (): RawKernel => {
    const kernel = new RawKernel({ data });
    kernels.push(kernel);
    return kernel;
  };
  const ask = async (kernel: RawKernel, content: object) =>
    (await kernel.request("history_request", { raw: true, output: false, ...content })).content.history;

  it("keeps a cell whose kernel died while it ran, for the kernels that come later", async () => {
    const first = start();
    await first.execute("6 * 7");
    await first.request("execute_request", { code: "'unseen'", store_history: false });
    await first.request("execute_request", { code: "'unheard'", silent: true });
    const exited = once(first.child, "exit");
    await first.shell.send(
      first.codec.encode(first.message("execute_request", { code: "process.kill(process.pid, 9)" })),
    );
    await exited;
    const second = start();
    await second.execute("const x: number = 1");
    assert.deepEqual(await ask(second, { hist_access_type: "tail", n: 10, output: true }), [
      [1, 1, ["6 * 7", "42"]],
      [1, 2, ["process.kill(process.pid, 9)", null]],
      [2, 1, ["const x: number = 1", null]],
    ]);
    assert.deepEqual(await ask(second, { hist_access_type: "range", session: -1, start: 2 }), [
      [1, 2, "process.kill(process.pid, 9)"],
    ]);
    assert.deepEqual(await ask(second, { hist_access_type: "search", pattern: "*6 ? 7*", n: 1, unique: true }), [
      [1, 1, "6 * 7"],
    ]);
  });

  it("is shared by two kernels at once", async () => {
    const [one, two] = [start(), start()];
    const code = (name: string, i: number) => `"${name} ${i}";`;
    const busy = async (kernel: RawKernel, name: string) => {
      for (let i = 0; i < 50; i++) assert.equal((await kernel.execute(code(name, i))).content.status, "ok");
    };
    await Promise.all([busy(one, "one"), busy(two, "two")]);
    for (const [kernel, name] of [
      [one, "one"],
      [two, "two"],
    ] as const) {
      const found = (await ask(kernel, { hist_access_type: "search", pattern: `"${name} *` })) as unknown[][];
      assert.deepEqual(
        found.map(([, , line]) => line),
        Array.from({ length: 50 }, (_, i) => code(name, i)),
      );
      assert.equal(((await ask(kernel, { hist_access_type: "search" })) as unknown[]).length, 100);
    }
  });

  it("moves a broken database aside and says so in the log", async () => {
    await start().execute("1");
    for (const kernel of kernels.splice(0)) await kernel.close();
    const folder = join(data, "tangent");
    for (const name of readdirSync(folder)) writeFileSync(join(folder, name), "no database at all".repeat(1000));
    const kernel = start();
    assert.equal((await kernel.execute("2")).content.status, "ok");
    assert.deepEqual(await ask(kernel, { hist_access_type: "tail" }), [[1, 1, "2"]]);
    assert.match(kernel.log, /history\.sqlite is damaged.*moved to/);
  });

  it("refuses what it cannot answer by name", async () => {
    const kernel = start();
    for (const [name, wrong] of [
      ["n", "all"],
      ["n", 1.5],
      ["session", []],
      ["pattern", 7],
      ["unique", "yes"],
    ]) {
      const request = { hist_access_type: "search", [name as string]: wrong };
      const { content } = await kernel.request("history_request", request);
      assert.equal(content.status, "error");
      assert.match(String(content.evalue), new RegExp(`^${name} must be`));
    }
  });
});
