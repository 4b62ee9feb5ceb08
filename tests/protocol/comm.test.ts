import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import type { Kernel, KernelMessage } from "@jupyterlab/services";
import { run, value } from "./execution.ts";
import { useKernel } from "./server.ts";

const bytes = (...values: number[]) => new Uint8Array(values);
const bytesOf = (message: KernelMessage.IMessage): number[][] =>
  (message.buffers ?? []).map((part) => [...(part instanceof ArrayBuffer ? new Uint8Array(part) : viewOf(part))]);

function viewOf({ buffer, byteOffset, byteLength }: ArrayBufferView): Uint8Array {
  return new Uint8Array(buffer, byteOffset, byteLength);
}

describe("comms, through a Jupyter server", function () {
  this.timeout(20_000);
  const kernel = useKernel();

  before(async function () {
    this.timeout(60_000);
    await run(kernel(), "import { Comm, registerTarget, unregisterTarget } from 'tangent/comms';");
  });

  /** The front end's end of a comm that a cell opens, and the message that opened it. */
  async function openedBy(code: string): Promise<{ comm: Kernel.IComm; open: KernelMessage.ICommOpenMsg }> {
    const target = `target-${Math.random()}`;
    const opened = Promise.withResolvers<{ comm: Kernel.IComm; open: KernelMessage.ICommOpenMsg }>();
    kernel().registerCommTarget(target, (comm, open) => opened.resolve({ comm, open }));
    await value(kernel(), code.replace("TARGET", target));
    return opened.promise;
  }

  /** Resolves with the first text that is printed to `stream` from now on, and the request that it belongs to. */
  function printed(stream: "stdout" | "stderr"): Promise<{ text: string; parent: string }> {
    const found = Promise.withResolvers<{ text: string; parent: string }>();
    const listen = (_: unknown, message: KernelMessage.IIOPubMessage) => {
      const { name, text } = message.content as { name?: string; text?: string };
      if (message.header.msg_type !== "stream" || name !== stream || text === undefined) return;
      kernel().iopubMessage.disconnect(listen);
      found.resolve({ text, parent: (message.parent_header as { msg_id: string }).msg_id });
    };
    kernel().iopubMessage.connect(listen);
    return found.promise;
  }

  it("opens one from a cell, and carries data, metadata and bytes both ways", async () => {
    const { comm, open } = await openedBy(
      "const there = new Comm('TARGET', { data: { a: [1] }, metadata: { v: '2' }, buffers: [new Uint8Array([9, 1, 2, 9]).subarray(1, 3)] });",
    );
    assert.deepEqual(open.content.data, { a: [1] });
    assert.deepEqual(open.metadata, { v: "2" });
    assert.deepEqual(bytesOf(open), [[1, 2]]);
    await run(
      kernel(),
      "there.onMsg(({ data, metadata, buffers }) => there.send({ data, metadata }, { buffers: buffers.map((part) => part.toReversed()) }));",
    );
    const answer = Promise.withResolvers<KernelMessage.ICommMsgMsg>();
    comm.onMsg = (message) => answer.resolve(message);
    await comm.send({ n: 1 }, { m: 2 }, [bytes(1, 2, 3), bytes()]).done;
    const message = await answer.promise;
    assert.deepEqual(message.content.data, { data: { n: 1 }, metadata: { m: 2 } });
    assert.deepEqual(bytesOf(message), [[3, 2, 1], []]);
    const closed = Promise.withResolvers<KernelMessage.ICommCloseMsg>();
    comm.onClose = (message) => closed.resolve(message);
    await run(kernel(), "there.close({ why: 'done' })");
    assert.deepEqual((await closed.promise).content.data, { why: "done" });
    const { error } = await run(kernel(), "there.send({})");
    assert.match(error.evalue, /it is closed/);
  });

  it("lets the front end open one, lists it, and hears of its end", async () => {
    await run(
      kernel(),
      "const heard: unknown[] = []; registerTarget('ears', (comm, open) => { heard.push(open.data); comm.onMsg(({ data }) => heard.push(data)); comm.onClose(({ data }) => heard.push(data)); });",
    );
    const comm = kernel().createComm("ears");
    await comm.open({ first: 1 }).done;
    await comm.send({ second: 2 }).done;
    const listed = async (target_name?: string) => {
      const { content } = await kernel().requestCommInfo({ target_name });
      assert.ok(content.status === "ok");
      return content.comms;
    };
    assert.deepEqual((await listed())[comm.commId], { target_name: "ears" });
    assert.deepEqual(await listed("nobody"), {});
    await comm.close({ third: 3 }).done;
    assert.deepEqual(await listed("ears"), {});
    assert.equal(await value(kernel(), "heard"), "[ { first: 1 }, { second: 2 }, { third: 3 } ]");
  });

  it("closes what is opened for a target that nobody registered", async () => {
    const comm = kernel().createComm("nowhere");
    const closed = Promise.withResolvers<void>();
    comm.onClose = () => closed.resolve();
    await comm.open().done;
    await closed.promise;
  });

  it("reports a handler's error in the output of the cell that made it, and lives on", async () => {
    const cell = await run(
      kernel(),
      "registerTarget('fails', (comm) => {\n  comm.onMsg(async ({ data }) => {\n    if (data.later) await null;\n    throw new RangeError('no ' + data.n);\n  });\n});",
    );
    const parent = (cell.arrivals[0].message.parent_header as { msg_id: string }).msg_id;
    const comm = kernel().createComm("fails");
    await comm.open().done;
    for (const later of [false, true]) {
      const report = printed("stderr");
      await comm.send({ n: 7, later }).done;
      const { text, parent: reported } = await report;
      assert.equal(reported, parent);
      assert.match(stripVTControlCharacters(text), /RangeError: no 7[\s\S]*4 .*throw new RangeError/);
    }
    await run(kernel(), "registerTarget('refuses', () => { throw new Error('not you'); });");
    const refused = kernel().createComm("refuses");
    const closed = Promise.withResolvers<void>();
    refused.onClose = () => closed.resolve();
    const report = printed("stderr");
    await refused.open().done;
    await closed.promise;
    assert.match((await report).text, /not you/);
    assert.equal(await value(kernel(), "'alive'"), "'alive'");
  });

  it("lets messages through while a cell waits, and says busy again", async () => {
    await run(
      kernel(),
      "let next = Promise.withResolvers<unknown>(); registerTarget('next', (comm) => comm.onMsg(({ data }) => next.resolve(data.n)));",
    );
    const comm = kernel().createComm("next");
    await comm.open().done;
    const states: string[] = [];
    kernel().statusChanged.connect((_, state) => void states.push(state));
    const waits = run(kernel(), "console.log('waiting'); await next.promise", {
      onPublished: (message) => {
        if (message.header.msg_type === "stream") void comm.send({ n: 42 });
      },
    });
    const later = run(kernel(), "'after'");
    assert.equal((await waits).result, "42");
    assert.equal((await later).result, "'after'");
    const start = states.indexOf("busy");
    assert.deepEqual(states.slice(start, start + 4), ["busy", "idle", "busy", "idle"]);
  });

  it("keeps a comm in the queue whose target a cell before it has yet to register", async () => {
    const first = run(kernel(), "await new Promise((done) => setTimeout(done, 100))");
    const second = run(
      kernel(),
      "const late: unknown[] = []; registerTarget('late', (_, { data }) => late.push(data));",
    );
    await kernel().createComm("late").open({ n: 1 }).done;
    await Promise.all([first, second]);
    assert.equal(await value(kernel(), "late"), "[ { n: 1 } ]");
  });

  it("ends a handler that waits, or loops, by an interrupt", async () => {
    await run(
      kernel(),
      "registerTarget('long', (comm) => comm.onMsg(async ({ data }) => { try { console.log('on it'); if (data.loop) while (true) {} else await new Promise(() => {}); } finally { console.log('ended'); } }));",
    );
    const comm = kernel().createComm("long");
    await comm.open().done;
    for (const loop of [false, true]) {
      const started = printed("stdout");
      void comm.send({ loop });
      assert.equal((await started).text, "on it\n");
      const ended = printed("stdout");
      await kernel().interrupt();
      assert.equal((await ended).text, "ended\n");
    }
    assert.equal(await value(kernel(), "1 + 1"), "2");
  });

  it("goes on when an interrupt ends what a handler does after an await, in code that hears of nothing", async () => {
    await run(
      kernel(),
      "registerTarget('deaf', (comm) => comm.onMsg(async () => { console.log('on it'); await null; /(a+)+$/.test('a'.repeat(60) + 'b'); }));",
    );
    const comm = kernel().createComm("deaf");
    await comm.open().done;
    for (let i = 0; i < 2; i++) {
      const started = printed("stdout");
      const sent = comm.send({});
      await started;
      await kernel().interrupt();
      await sent.done;
      assert.equal(await value(kernel(), "1 + 1"), "2");
    }
  });

  it("says what of data cannot be sent", async () => {
    const { error } = await run(kernel(), "new Comm('x', { data: { big: 1n } })");
    assert.match(error.evalue, /comm: data must be JSON, got \{ big: 1n \}/);
  });
});
