import assert from "node:assert/strict";
import type { Kernel } from "@jupyterlab/services";
import { run, value } from "./execution.ts";
import { startKernel, useKernel } from "./server.ts";

/** Resolves once the kernel's status is `status`. */
async function until(kernel: Kernel.IKernelConnection, status: Kernel.Status): Promise<void> {
  if (kernel.status === status) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const look = (_: unknown, now: Kernel.Status) => {
    if (now === status) resolve();
  };
  kernel.statusChanged.connect(look);
  await promise;
  kernel.statusChanged.disconnect(look);
}

const pidOf = async (kernel: Kernel.IKernelConnection): Promise<number> => Number(await value(kernel, "process.pid"));

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((done) => setTimeout(done, 20));
}

describe("start, restart and end, through a Jupyter server", function () {
  this.timeout(30_000);
  const kernel = useKernel();

  it("restarts with an empty scope, also while a cell loops", async () => {
    await run(kernel(), "const old = 1;");
    const before = await pidOf(kernel());
    void run(kernel(), "new Function('for (;;);')()").catch(() => {});
    await kernel().restart();
    assert.notEqual(await pidOf(kernel()), before);
    assert.equal((await run(kernel(), "old")).error.ename, "ReferenceError");
    await gone(before);
  });

  it("answers process.exit() in a cell with an error, and keeps the session", async () => {
    await run(kernel(), "const kept = 1;");
    const { ename, evalue } = (await run(kernel(), "process.exit(3)")).error;
    assert.equal(ename, "ExitError");
    assert.match(evalue, /process\.exit\(3\)/);
    assert.equal(await value(kernel(), "kept"), "1");
  });

  it("lives on when a cell takes every listener off the process", async () => {
    const code = [
      "process.removeAllListeners(); process.removeAllListeners('uncaughtException');",
      "for (const listener of process.listeners('unhandledRejection')) process.off('unhandledRejection', listener);",
      "setTimeout(() => { throw new Error('thrown') }, 1); Promise.reject(new Error('rejected'));",
      "await new Promise((done) => setTimeout(done, 50));",
    ].join("\n");
    const { reply, stderr } = await run(kernel(), code);
    assert.equal(reply.status, "ok");
    assert.match(stderr, /rejected.*thrown/s);
  });

  it("is started again when its process is killed", async () => {
    const before = await pidOf(kernel());
    const restarted = until(kernel(), "autorestarting");
    process.kill(before, "SIGKILL");
    await restarted;
    await until(kernel(), "idle");
    assert.notEqual(await pidOf(kernel()), before);
  });

  it("ends what its cells left in the background", async () => {
    const own = await startKernel();
    const { stdout } = await run(own, "!sleep 300 & echo $!");
    const pid = Number(stdout);
    assert.ok(pid > 0 && isAlive(pid), stdout);
    await own.shutdown();
    await gone(pid);
  });

  it("ends when it is shut down, idle and busy", async () => {
    for (const code of [
      "1",
      "await new Promise(() => {})",
      "while (true) {}",
      "new Function('for (;;);')()",
      "setInterval(() => {}, 10); 1",
    ]) {
      const other = await startKernel();
      const pid = await pidOf(other);
      void run(other, code).catch(() => {});
      await new Promise((done) => setTimeout(done, 100));
      await other.shutdown();
      await gone(pid);
    }
  });
});
