import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { Dealer, Subscriber } from "zeromq";
import { Codec } from "../../kernel/wire/codec.ts";
import { address } from "../../kernel/wire/connection.ts";
import { RawKernel } from "./raw-kernel.ts";

describe("clients that are no good company, over bare sockets", function () {
  this.timeout(60_000);
  let kernel: RawKernel;

  beforeEach(async () => {
    kernel = new RawKernel();
    kernel.shell.receiveTimeout = 60_000;
    await kernel.execute("1");
  });

  afterEach(() => kernel.close());

  const status = async (code: string) => (await kernel.execute(code)).content.status;

  /** MB of memory that the kernel's process holds. */
  const memory = (): number => {
    const [, kilobytes] = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${kernel.child.pid}/status`, "utf8")) ?? [];
    return Number(kilobytes) / 1024;
  };

  it("answers each of a flood of 10,000 requests", async () => {
    const asked = new Set<string>();
    const replies = new Codec(kernel.connection.key);
    const answered = (async () => {
      for (let answers = 0; answers < 10_000; answers++) {
        const { parent_header, content } = replies.decode(await kernel.shell.receive());
        assert.ok(asked.delete(String(parent_header.msg_id)), `${answers}`);
        assert.equal(content.status, "ok");
      }
    })();
    for (let i = 0; i < 10_000; i++) {
      const [type, content] = i % 2 === 0 ? ["kernel_info_request", {}] : ["execute_request", { code: "1 + 1" }];
      const message = kernel.message(type as string, content as object);
      asked.add(message.header.msg_id);
      await kernel.shell.send(kernel.codec.encode(message));
    }
    await answered;
    assert.equal(asked.size, 0);
  });

  it("takes bodies of 100 MB, in the code, beside it, in buffers and unsigned", async () => {
    const huge = "x".repeat(1e8);
    assert.equal(await status(`"${huge}".length;`), "ok");
    assert.equal((await kernel.request("execute_request", { code: "1", comment: huge })).content.status, "ok");
    const message = kernel.codec.encode(kernel.message("comm_msg", { comm_id: "none", data: {} }));
    await kernel.shell.send([...message, Buffer.alloc(1e8)]);
    await kernel.shell.send(["<IDS|MSG>", "00", "{}", "{}", "{}", huge]);
    assert.equal(await status("1"), "ok");
  });

  it("takes NUL bytes, lone surrogates, lines of 1 MB, and what is nested deeper than a stack", async () => {
    assert.equal(
      (await kernel.request("execute_request", { code: "", user_expressions: { n: "'\0\ud800'.length" } })).content
        .status,
      "ok",
    );
    assert.equal(await status("console.log('\\ud800', '\0')"), "ok");
    assert.equal(await status("\0"), "error");
    assert.equal(await status("\ud800"), "error");
    assert.equal(await status(`const long = [${"1,".repeat(5e5)}];`), "ok");
    for (const mark of ["(", "[", "{", "`${", "<", "!", "/*"])
      assert.equal(await status(mark.repeat(1e5)), "error", mark);
    assert.equal(await status("await 1;".repeat(1e4)), "ok");
    const { header } = kernel.message("execute_request", {});
    const deep = `{"code": "1", "deep": ${"[".repeat(1e6)}${"]".repeat(1e6)}}`;
    const parts = [JSON.stringify(header), "{}", "{}", deep];
    await kernel.shell.send(["<IDS|MSG>", kernel.codec.sign(parts), ...parts]);
    assert.equal(await status("1"), "ok");
    assert.match(kernel.log, /content is nested more than 500 deep/);
  });

  it("holds endless output back for a client that reads slowly, in flat memory", async () => {
    const slow = new Subscriber({ linger: 0, receiveHighWaterMark: 10 });
    slow.connect(address(kernel.connection, "iopub"));
    slow.subscribe();
    await slow.receive();
    // The compiler's own memory would come in between.
    assert.equal(await status("%typecheck off"), "ok");
    const child = "require('node:child_process').spawnSync('yes', { stdio: 'inherit', timeout: 1000 })";
    for (const code of ["for (;;) console.log('x'.repeat(100))", "for (;;) await display('x'.repeat(1000))", child]) {
      const running = kernel.execute(code);
      await sleep(500);
      const before = memory();
      await sleep(1_000);
      assert.ok(memory() - before < 60, `${code}: from ${before} to ${memory()} MB in a second`);
      await kernel.request("interrupt_request", {}, "control");
      await running;
    }
    slow.close();
    assert.equal(await status("1"), "ok");
  });

  it("goes on after interrupts of requests that are no cells, and of cells that take long to read", async () => {
    const slow: [string, object][] = [
      ["is_complete_request", { code: "(".repeat(6e4) }],
      ["execute_request", { code: `[${"1,".repeat(6e4)}`, stop_on_error: false }],
      ["inspect_request", { code: "a.".repeat(6e4), cursor_pos: 6e4 }],
    ];
    for (let i = 0; i < 12; i++) {
      const [type, content] = slow[i % slow.length];
      await kernel.shell.send(kernel.codec.encode(kernel.message(type, content)));
    }
    for (let i = 0; i < 12; i++) {
      await kernel.request("interrupt_request", {}, "control");
      await sleep(60);
    }
    // One that waits behind a cell that fails is aborted; each of them is answered.
    await kernel.execute("1");
    assert.equal(await status("1"), "ok");
  });

  it("goes on when clients vanish in the middle of a cell, and serves two at once", async () => {
    const { key } = kernel.connection;
    for (const code of [
      "for (;;) console.log('x'.repeat(100))",
      "await input()",
      "for (let i = 0; i < 1e4; i++) console.log(i);",
    ]) {
      const other = new Dealer({ linger: 0 });
      const codec = new Codec(key);
      other.connect(address(kernel.connection, "shell"));
      await other.send(
        codec.encode(kernel.message("execute_request", { code, allow_stdin: true, stop_on_error: false })),
      );
      await sleep(100);
      other.close();
      await kernel.request("interrupt_request", {}, "control");
      assert.equal(await status("1"), "ok");
    }
    const [one, two] = [new Dealer({ linger: 0 }), new Dealer({ linger: 0 })];
    for (const [i, client] of [one, two].entries()) {
      client.connect(address(kernel.connection, "shell"));
      const message = kernel.message("execute_request", { code: "", user_expressions: { it: `"of ${i}"` } });
      await client.send(kernel.codec.encode(message));
    }
    for (const [i, client] of [one, two].entries()) {
      const { content } = new Codec(key).decode(await client.receive());
      assert.match(JSON.stringify(content.user_expressions), new RegExp(`of ${i}`));
      client.close();
    }
  });
});
