/** Sends the kernel messages that no client should send: an answer or a log line each, and a kernel that goes on. */

import assert from "node:assert/strict";
import { Random } from "./random.ts";
import { RawKernel } from "./raw-kernel.ts";

const random = new Random(Number(process.env.TANGENT_FUZZ_SEED ?? 1));
const messages = Number(process.env.TANGENT_FUZZ_MESSAGES ?? 2_000);
/** Messages after which the kernel has to answer before more are sent. */
const batch = 200;

const codes = [
  "1 + 1",
  "throw new Error('x')",
  "await 1",
  "console.log('\0')",
  "const a: number = 1; a",
  "\ud800",
  "'\udc00'",
  "{",
  "%lsmagic",
  "%%time\n1",
  "`${`",
  "display(1)",
  "await input()",
  "process.exit(1)",
  "\u2028\u2029\ufeff",
  "x".repeat(5_000),
  "(".repeat(3_000),
  "[".repeat(500) + "]".repeat(500),
  "enum E { A }",
  "import x from 'no-such'",
  "process.stdout.write('\\ud800')",
  "Promise.reject(1)",
  "({ get x() { throw 1 } })",
];

const contents: Record<string, () => Record<string, unknown>> = {
  execute_request: () => ({
    code: random.pick(codes),
    silent: random.below(4) === 0,
    store_history: random.below(2) === 0,
    user_expressions: random.below(3) === 0 ? { a: random.pick(codes) } : {},
    allow_stdin: false,
    stop_on_error: random.below(2) === 0,
  }),
  complete_request: () => ({ code: random.pick(codes), cursor_pos: random.below(8) - 2 }),
  inspect_request: () => ({ code: random.pick(codes), cursor_pos: random.below(8) - 2, detail_level: random.below(3) }),
  history_request: () => ({
    hist_access_type: random.pick(["tail", "range", "search", "?"]),
    n: random.below(9) - 2,
    session: random.below(4) - 2,
    start: random.below(9) - 4,
    stop: random.below(9) - 4,
    pattern: random.pick(["*", "?", "[", "\0", "\ud800"]),
    unique: random.below(2) === 0,
    output: random.below(2) === 0,
    raw: random.below(2) === 0,
  }),
  is_complete_request: () => ({ code: random.pick(codes) }),
  comm_info_request: () => ({ target_name: "x" }),
  comm_open: () => ({ comm_id: String(random.below(5)), target_name: "jupyter.widget", data: {} }),
  comm_msg: () => ({ comm_id: String(random.below(5)), data: { method: "custom" } }),
  comm_close: () => ({ comm_id: String(random.below(5)), data: {} }),
  kernel_info_request: () => ({}),
  interrupt_request: () => ({}),
  input_reply: () => ({ status: "ok", value: "x" }),
  debug_request: () => ({ type: "request", command: "initialize", seq: 1, arguments: {} }),
  usage_request: () => ({}),
  create_subshell_request: () => ({}),
  __proto__request: () => ({}),
  constructor: () => ({}),
};

/** Left out, or of a wrong kind or size. */
const strange: readonly unknown[] = [
  undefined,
  null,
  true,
  -1,
  1.5,
  1e308,
  2 ** 53,
  "",
  "\0",
  "\ud800",
  "x".repeat(10_000),
  [],
  [[[]]],
  {},
  { __proto__: null, constructor: 1 },
  nested(500),
];

function nested(depth: number): unknown {
  let value: unknown = 1;
  for (let i = 0; i < depth; i++) value = i % 2 === 0 ? [value] : { value };
  return value;
}

/** Changes one field somewhere in `object`, or adds one. */
function disturb(object: Record<string, unknown>): void {
  const name = random.pick([...Object.keys(object), "extra", "__proto__"]);
  Object.defineProperty(object, name, {
    value: random.pick(strange),
    enumerable: true,
    configurable: true,
    writable: true,
  });
}

type Channel = "shell" | "control" | "stdin";

function* damaged(frames: Buffer[]): Generator<Buffer> {
  const at = random.below(frames.length);
  const kind = random.below(4);
  for (const [i, frame] of frames.entries()) {
    if (i !== at) yield frame;
    else if (kind === 1) yield frame.subarray(0, random.below(frame.length + 1));
    else if (kind === 2) yield* [frame, Buffer.from(frame)];
    else if (kind === 3) {
      const flipped = Buffer.from(frame);
      if (flipped.length > 0) flipped[random.below(flipped.length)] ^= 1 << random.below(8);
      yield flipped;
    }
  }
}

describe("the wire, under messages that are wrong somewhere", function () {
  this.timeout(60_000 + messages * 20);
  let kernel: RawKernel;

  before(() => {
    kernel = new RawKernel();
    kernel.shell.receiveTimeout = 120_000;
  });

  after(() => kernel.close());

  function mutated(): Buffer[] {
    const type = random.pick(Object.keys(contents));
    const { header, ...rest } = kernel.message(type, contents[type]());
    const message = { ...rest, header: { ...header } } as unknown as Record<string, Record<string, unknown>>;
    for (let i = random.below(3); i > 0; i--) {
      disturb(message[random.pick(["content", "content", "header", "metadata", "parent_header"])]);
    }
    // What would end the kernel, and rightly, is no mistake.
    const parts = ["header", "parent_header", "metadata", "content"].map((name) => JSON.stringify(message[name]));
    const signed = random.below(20) > 0 ? kernel.codec.sign(parts) : "0".repeat(64);
    const buffers = random.below(10) === 0 ? ["buffer", ""] : [];
    const frames = ["<IDS|MSG>", signed, ...parts, ...buffers].map((part) => Buffer.from(part));
    if (random.below(5) > 0) return frames;
    const broken = [...damaged(frames)];
    // Half of them keep a right signature, so that what is behind the check is reached, too.
    if (random.below(2) === 0 && broken.length >= 6) broken[1] = Buffer.from(kernel.codec.sign(broken.slice(2, 6)));
    return broken.length > 0 ? broken : [Buffer.from("")];
  }

  /** Waits until the kernel has been through all that was sent. A cell may ask for input that nobody gives. */
  async function answered(): Promise<void> {
    const interrupt = setInterval(() => {
      void kernel.control.send(kernel.codec.encode(kernel.message("interrupt_request", {}))).catch(() => {});
    }, 200);
    await kernel.request("kernel_info_request", {});
    clearInterval(interrupt);
    await kernel.request("kernel_info_request", {}, "control");
  }

  it("answers or logs, and runs a cell afterwards", async () => {
    await kernel.execute("globalThis.kept = 'kept'");
    for (let sent = 0; sent < messages; sent += batch) {
      for (let i = 0; i < batch; i++) {
        const channel: Channel = random.pick(["shell", "shell", "shell", "control", "stdin"]);
        await kernel[channel].send(mutated());
      }
      await answered();
      assert.equal(kernel.child.exitCode, null, kernel.log.slice(-4_000));
    }
    const look = () => kernel.request("execute_request", { code: "", user_expressions: { kept: "kept" } });
    let { content } = await look();
    // An interrupt that came late may have been for it.
    for (let again = 0; content.status !== "ok" && again < 5; again++) content = (await look()).content;
    assert.match(JSON.stringify(content.user_expressions), /'kept'/);
    assert.equal(kernel.child.signalCode, null);
  });
});
