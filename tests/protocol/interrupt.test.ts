import assert from "node:assert/strict";
import { setTimeout as sleep } from "node:timers/promises";
import { type Execution, run, value } from "./execution.ts";
import { useKernel } from "./server.ts";

describe("interrupt, through a Jupyter server", function () {
  this.timeout(20_000);
  const kernel = useKernel();

  /** Runs a cell, interrupts it once it has printed "ready", and gives what came of it and how long that took. */
  async function interrupted(code: string): Promise<{ execution: Execution; took: number }> {
    const ready = Promise.withResolvers<void>();
    const running = run(kernel(), `console.log("ready");\n${code}`, {
      onPublished: (message) => {
        if (message.header.msg_type === "stream") ready.resolve();
      },
    });
    await ready.promise;
    await sleep(50);
    const start = performance.now();
    await kernel().interrupt();
    const execution = await running;
    return { execution, took: performance.now() - start };
  }

  /** Each leaves the cell in a state that it does not come out of by itself. */
  const endless: Record<string, string> = {
    "an empty loop": "while (true) {}",
    "a counting loop in a function": "function spin(): number { let n = 0; for (;;) n++; } spin();",
    "a loop in a callback": "[1].forEach(() => { do {} while (true) });",
    "a pending await": "await new Promise(() => {});",
    "a sleep": "await new Promise((done) => setTimeout(done, 1e8));",
    "an endless async loop": "while (true) await new Promise((done) => setTimeout(done, 1));",
    "an endless loop of settled awaits": "while (true) await null;",
    "for await over what never comes":
      "for await (const x of (async function* () { await new Promise(() => {}); yield 1 })()) console.log(x);",
    "a display method that never answers": "({ [Symbol.for('Jupyter.display')]: () => new Promise(() => {}) })",
    "a display method that loops": "({ [Symbol.for('Jupyter.display')]: () => { for (;;); } })",
    "a progress bar without end": "for (const i of progress(1e15, { disable: true }));",
    "a regular expression": "/^(a+)+$/.test('a'.repeat(40) + 'b');",
    "library code": "[...Array(5e8).keys()].sort((a, b) => b - a).length;",
    "a loop in a library": "new Function('for(;;);')();",
    "a timer's callback that loops": "await new Promise((done) => setTimeout(() => { for (;;); }, 1));",
    "a timer's callback in library code":
      "await new Promise((done) => setTimeout(() => new Function('for(;;);')(), 1));",
    "an immediate in library code": "await new Promise((done) => setImmediate(() => new Function('for(;;);')()));",
    "a promise's continuation in library code": "await Promise.resolve().then(() => new Function('for(;;);')());",
    "a continuation after I/O in library code":
      "await (await import('node:fs/promises')).readFile('/etc/hostname').then(() => new Function('for(;;);')());",
    "a training loop":
      "const weight = torch.randn([64, 64], { requiresGrad: true }); while (true) torch.randn(64, 64).matmul(weight).pow(2).mean().backward();",
    "a training loop of library code":
      "new Function('torch', 'for (;;) torch.randn(64, 64).matmul(torch.randn(64, 64))')(torch);",
    "one long operator": "torch.randn(8000, 8000).matmul(torch.randn(8000, 8000));",
    "an operator in a timer's callback":
      "await new Promise((done) => setTimeout(() => new Function('torch', 'for (;;) torch.randn(64, 64)')(torch), 1));",
    "a blocking wait": "Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);",
  };

  before(async () => {
    await run(kernel(), "import * as torch from 'tangent';");
  });

  for (const [name, code] of Object.entries(endless)) {
    it(`ends ${name}, and state survives`, async () => {
      await run(kernel(), `const before = ${JSON.stringify(name)};`);
      const { execution, took } = await interrupted(code);
      assert.equal(execution.reply.status, "error");
      assert.equal(execution.error.ename, "InterruptError");
      assert.ok(took < 2_000, `${took} ms`);
      assert.equal(await value(kernel(), `before === ${JSON.stringify(name)}`), "true");
    });
  }

  it("runs finally blocks, and a catch sees the InterruptError", async () => {
    const loop = await interrupted("try { while (true) {} } finally { console.log('tidied') }");
    assert.match(loop.execution.stdout, /tidied/);
    const wait = await interrupted("try { await new Promise(() => {}) } catch (e) { console.log((e as Error).name) }");
    assert.match(wait.execution.stdout, /InterruptError/);
    assert.equal(wait.execution.reply.status, "ok");
  });

  it("drops the cells that wait behind the interrupted one, and runs those that come after", async () => {
    await run(kernel(), "let turns = 0;");
    const waiting = { reply: {} as Promise<Execution> };
    const code = "while (true) {}";
    const ready = Promise.withResolvers<void>();
    const first = run(kernel(), `console.log("ready"); ${code}`, {
      onPublished: (message) => {
        if (message.header.msg_type === "stream") ready.resolve();
      },
    });
    await ready.promise;
    waiting.reply = run(kernel(), "turns++");
    await sleep(50);
    await kernel().interrupt();
    assert.equal((await first).reply.status, "error");
    assert.equal((await waiting.reply).reply.status, "aborted");
    assert.equal(await value(kernel(), "turns"), "0");
  });

  it("does nothing to a kernel that is idle", async () => {
    await kernel().interrupt();
    assert.equal(await value(kernel(), "let n = 0; for (let i = 0; i < 1e6; i++) n++; n"), "1000000");
  });

  it("ends interrupts that come in a row", async () => {
    for (let i = 0; i < 5; i++) {
      const { execution } = await interrupted(i % 2 === 0 ? "new Function('for(;;);')()" : "while (true) {}");
      assert.equal(execution.error.ename, "InterruptError");
    }
    assert.equal(await value(kernel(), "'well'"), "'well'");
  });
});
