import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import type { KernelMessage } from "@jupyterlab/services";
import type { Message } from "../../kernel/wire/codec.ts";
import { run } from "./execution.ts";
import { RawKernel } from "./raw-kernel.ts";
import { useKernel } from "./server.ts";

describe("completion, inspection and completeness, through a Jupyter server", function () {
  this.timeout(20_000);
  const kernel = useKernel();

  async function complete(code: string, cursor = code.length) {
    const { content } = await kernel().requestComplete({ code, cursor_pos: cursor });
    assert.ok(content.status === "ok");
    return content;
  }

  /** The completion once it comes from types: on a machine that is busy, live values may be ahead of them. */
  async function typed(code: string, wanted: string) {
    for (let tries = 0; ; tries++) {
      const content = await complete(code);
      const items = content.metadata._jupyter_types_experimental as { text: string; signature?: string }[];
      if (tries === 20 || items.some(({ text, signature }) => text === wanted && signature !== undefined))
        return content;
    }
  }

  /** Runs a cell as a front end does that goes on listening, and then one with a type error: the first note to come. */
  async function noted(code: string): Promise<{ readonly text: string; readonly isOfCell: boolean }> {
    const arrived = Promise.withResolvers<KernelMessage.IIOPubMessage>();
    const listen = (_: unknown, message: KernelMessage.IIOPubMessage) => {
      if (message.header.msg_type === "stream") arrived.resolve(message);
    };
    kernel().iopubMessage.connect(listen);
    const futures = [code, "const surely: number = 'wrong';"].map((code) =>
      kernel().requestExecute({ code, allow_stdin: true, stop_on_error: false }, false),
    );
    for (const future of futures) await future.done;
    const { parent_header, content } = await arrived.promise;
    kernel().iopubMessage.disconnect(listen);
    for (const future of futures) future.dispose();
    const isOfCell = (parent_header as { msg_id?: string }).msg_id === futures[0].msg.header.msg_id;
    return { text: stripVTControlCharacters((content as { text: string }).text), isOfCell };
  }

  before(async () => {
    await run(
      kernel(),
      "const torchlight = { bright: 1, brisk: { deep: [3] } };\nclass Lamp { glow() {} }\nconst lamp = new Lamp();",
    );
    // The compiler and the runtime's types are loaded once this is there.
    await noted("import * as torch from 'tangent'; torch.zeros(1).length;");
  });

  it("completes names in scope, keywords and globals", async () => {
    assert.deepEqual((await complete("torchl")).matches, ["torchlight"]);
    assert.ok((await complete("awa")).matches.includes("await"));
    assert.ok((await complete("struct")).matches.includes("structuredClone"));
    const inside = await complete("f(torch + lam, 2)", 13);
    assert.deepEqual([inside.matches, inside.cursor_start, inside.cursor_end], [["lamp"], 10, 13]);
  });

  it("completes members of live values, and calls no getter for it", async () => {
    assert.deepEqual((await complete("torchlight.bri")).matches, ["bright", "brisk"]);
    assert.ok((await complete("torchlight.brisk.deep[0].toF")).matches.includes("toFixed"));
    assert.ok((await complete("lamp.")).matches.includes("glow"));
    await run(kernel(), "let asked = 0; const shy = { get secret() { asked++; return { inner: 1 } } };");
    assert.deepEqual((await typed("shy.secret.", "inner")).matches, ["inner"]);
    await run(kernel(), "const vague: any = shy;");
    assert.deepEqual((await complete("vague.sec")).matches, ["secret"]);
    assert.deepEqual((await complete("vague.secret.")).matches, []);
    assert.equal((await run(kernel(), "asked")).result, "0");
  });

  it("says what the matches are, with their types, to those who ask for it", async () => {
    const { metadata } = await typed("'𝒻'; torchlight.bri", "bright");
    assert.deepEqual(metadata, {
      _jupyter_types_experimental: [
        { text: "bright", type: "property", signature: "number", start: 16, end: 19 },
        { text: "brisk", type: "property", signature: "{ deep: number[]; }", start: 16, end: 19 },
      ],
    });
  });

  it("completes from the runtime's types, and imports", async () => {
    await run(kernel(), "import * as torch from 'tangent'; const weights = torch.zeros(2, 3, { requiresGrad: true });");
    assert.deepEqual((await typed("weights.sum({ keepd", "keepdim")).matches, ["keepdim"]);
    assert.ok((await complete("import { nn } from 'tangent/n")).matches.includes("tangent/nn"));
    const inTimed = await complete("%time weights.requiresG");
    assert.ok(inTimed.matches.includes("requiresGrad"));
  });

  it("completes while a cell blocks, on both channels", async () => {
    const raw = new RawKernel();
    try {
      await raw.execute("const torchlight = { bright: 1 };");
      await raw.request("complete_request", { code: "torchlight.br", cursor_pos: 13 });
      const ended = raw.execute("while (true) {}");
      // The reply to the cell and those to the requests after it come over the same socket.
      const replies: Message[] = [];
      const send = async (channel: "shell" | "control", type: string, code: string) => {
        const request = raw.message(type, { code, cursor_pos: code.length });
        await raw[channel].send(raw.codec.encode(request));
      };
      await send("control", "complete_request", "torchlight.br");
      replies.push(await raw.received("control"));
      await send("control", "inspect_request", "torchlight");
      replies.push(await raw.received("control"));
      assert.deepEqual(replies[0].content.matches, ["bright"]);
      assert.match(JSON.stringify(replies[1].content.data), /const torchlight/);
      await raw.request("interrupt_request", {}, "control");
      assert.equal((await ended).content.status, "error");
    } finally {
      await raw.close();
    }
  });

  it("counts the cursor in code points", async () => {
    const { matches, cursor_start, cursor_end } = await complete("'𝒻𝒻'; torchl");
    assert.deepEqual([matches, cursor_start, cursor_end], [["torchlight"], 6, 12]);
  });

  it("completes magics", async () => {
    assert.deepEqual((await complete("%mat")).matches, ["%matplotlib"]);
  });

  it("completes members of what an import brought", async () => {
    await run(kernel(), "import * as path from 'node:path';");
    assert.deepEqual((await complete("path.dirn")).matches, ["dirname"]);
  });

  it("describes a value under the cursor", async () => {
    const inspect = async (code: string, cursor: number) => {
      const { content } = await kernel().requestInspect({ code, cursor_pos: cursor, detail_level: 0 });
      assert.ok(content.status === "ok");
      return content;
    };
    const found = await inspect("torchlight.bright + 1", 14);
    assert.ok(found.found);
    assert.match(String(found.data["text/plain"]), /number/);
    assert.match(String((await inspect("Lamp", 2)).data["text/plain"]), /class/);
    assert.equal((await inspect("nothingOfThatName", 4)).found, false);
  });

  it("describes what tensors, modules and data sets hold, beside their types and documentation", async () => {
    await run(
      kernel(),
      "import { nn } from 'tangent'; import { TensorDataset, DataLoader } from 'tangent/data';\n" +
        "const points = torch.zeros(2, 3, { requiresGrad: true }); const layer = new nn.Linear(2, 3);\n" +
        "const pairs = new TensorDataset(torch.zeros(10, 2)); const loader = new DataLoader(pairs, { batchSize: 4 });",
    );
    const about = async (code: string) => {
      for (let tries = 0; ; tries++) {
        const { content } = await kernel().requestInspect({ code, cursor_pos: code.length, detail_level: 0 });
        assert.ok(content.status === "ok" && content.found);
        const text = String(content.data["text/markdown"]);
        // On a machine that is busy, live values may be ahead of types.
        if (tries === 20 || text.startsWith("```typescript")) return text;
      }
    };
    const tensor = await about("points");
    assert.match(tensor, /^```typescript\n.*points: torch\.Tensor\n```/);
    assert.match(
      tensor,
      /shape: torch\.Size\(\[2, 3\]\)\ndtype: torch\.float32\ndevice: cpu\nrequires grad: true\ngrad: none yet/,
    );
    await run(kernel(), "points.sum().backward()");
    assert.match(await about("points"), /grad: tensor\(\[\[1\., 1\., 1\.\],/);
    const module = await about("layer");
    assert.match(module, /Linear\(in_features=2, out_features=3, bias=True\)\n9 parameters, 9 of them trainable/);
    assert.match(module, /weight: torch\.Size\(\[3, 2\]\)/);
    assert.match(await about("pairs"), /TensorDataset: 10 samples/);
    assert.match(await about("loader"), /batches of 4, 3 batches/);
    assert.match(await about("torch.zeros"), /Zeros of a shape/);
  });

  it("notes type errors for their own cell, which runs", async () => {
    const { text, isOfCell } = await noted("const wrong: number = 'a';\nconst length = wrong.length;");
    assert.match(
      text,
      /^In\[\d+\]:1:7 Type 'string' is not assignable to type 'number'\. ts\(2322\)\n> 1 \| const wrong/,
    );
    assert.match(text, /\n {4}\| {7}\^\n/);
    assert.ok(isOfCell);
    assert.equal((await run(kernel(), "length")).result, "1");
  });

  it("has no notes on what is right, and on cells whose error stands for itself", async () => {
    assert.equal((await noted("1 + wrong")).isOfCell, false);
    assert.equal((await noted("nobodyDeclared()")).isOfCell, false);
  });

  it("gives notes to clients that stop listening at a cell's end with that cell or a later one", async () => {
    let { stderr } = await run(kernel(), "const early: number = 'a';");
    while (stderr === "") ({ stderr } = await run(kernel(), "1"));
    assert.match(stripVTControlCharacters(stderr), /^In\[\d+\]:1:7 Type 'string' is not assignable/);
  });

  it("keeps cells with type errors from running, or says nothing, as %typecheck has it", async () => {
    await run(kernel(), "%typecheck on\nlet ran = 0;");
    const { error } = await run(kernel(), "ran = 1;\nconst no: string = ran;");
    assert.equal(error.ename, "TypeCheckError");
    assert.match(error.traceback, /In\[\d+\]:2:7[\s\S]*> 2 \| const no: string = ran;/);
    assert.equal((await run(kernel(), "ran")).result, "0");
    await run(kernel(), "%typecheck off");
    assert.equal((await run(kernel(), "const quiet: string = ran;")).stderr, "");
    assert.equal((await run(kernel(), "%typecheck")).stdout, "Type errors: off\n");
    assert.match((await run(kernel(), "%typecheck maybe")).error.evalue, /takes on, warn, off, got maybe/);
    await run(kernel(), "%typecheck warn");
  });

  it("says whether a cell is complete", async () => {
    const cases: Record<string, string> = {
      "1 + 1": "complete",
      "": "complete",
      "%matplotlib inline": "complete",
      "let a = 1;\n%time a": "complete",
      "!ls *.ts | wc -l": "complete",
      "a?": "complete",
      "%%bash\nif true; then": "incomplete",
      "%%bash\nif true; then\n": "complete",
      "const f = (x: number) => {\n  return x;\n};": "complete",
      "function f(x: number) {": "incomplete",
      "for (const x of [1, 2]) {\n  if (x) {": "incomplete",
      "const list = [": "incomplete",
      "`open": "incomplete",
      "/* open": "incomplete",
      "f(1,": "incomplete",
      "let a = = 1": "invalid",
      "}": "invalid",
      "await (async () => 1)()": "complete",
    };
    for (const [code, status] of Object.entries(cases)) {
      const { content } = await kernel().requestIsComplete({ code });
      assert.equal(content.status, status, code);
    }
    const { content } = await kernel().requestIsComplete({ code: "for (const x of [1, 2]) {\n  if (x) {" });
    assert.deepEqual(content, { status: "incomplete", indent: "    " });
  });

  it("gives the session's history", async () => {
    await run(kernel(), "6 * 7");
    const { content } = await kernel().requestHistory({ hist_access_type: "tail", n: 1, output: true, raw: true });
    assert.ok(content.status === "ok");
    const [[, , line]] = content.history;
    assert.deepEqual(line, ["6 * 7", "42"]);
  });
});
