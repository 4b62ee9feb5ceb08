import assert from "node:assert/strict";
import { once } from "node:events";
import { Codec, type Message } from "../../kernel/wire/codec.ts";
import { RawKernel } from "./raw-kernel.ts";

const execute = (code: string) => ({ code, silent: false, store_history: true, allow_stdin: false });

describe("the wire, over bare sockets", function () {
  this.timeout(20_000);
  let kernel: RawKernel;

  before(async () => {
    kernel = new RawKernel();
    await kernel.request("kernel_info_request", {});
  });

  after(() => kernel.close());

  const frames = (message: Message): (Uint8Array | string)[] => kernel.codec.encode(message);

  /** Sends frames that must have no effect, and waits until the log says why they had none. */
  async function refused(sent: (Uint8Array | string)[], reason: RegExp, channel: "shell" | "control" = "shell") {
    const before = kernel.log.length;
    await kernel[channel].send(sent);
    while (!reason.test(kernel.log.slice(before))) await new Promise((done) => setTimeout(done, 5));
    assert.match(kernel.log.slice(before), /^\[tangent\] dropped a message on (shell|control): /);
  }

  it("drops and logs what is wrongly signed, and runs none of it", async () => {
    const forged = new Codec("another key").encode(kernel.message("execute_request", execute("globalThis.forged = 1")));
    await refused(forged, /wrong signature/);
    const unsigned = frames(kernel.message("execute_request", execute("globalThis.forged = 1")));
    unsigned[1] = "";
    await refused(unsigned, /wrong signature/);
    const changed = frames(kernel.message("execute_request", execute("globalThis.honest = 1")));
    changed[5] = JSON.stringify(execute("globalThis.forged = 1"));
    await refused(changed, /wrong signature/);
    await refused(
      new Codec("x").encode(kernel.message("shutdown_request", { restart: false })),
      /wrong signature/,
      "control",
    );
    const { content } = await kernel.request("execute_request", {
      ...execute("0"),
      user_expressions: { forged: "typeof forged", honest: "typeof honest" },
    });
    assert.match(JSON.stringify(content.user_expressions), /'undefined'.*'undefined'/);
  });

  it("drops a message that is sent a second time", async () => {
    await kernel.execute("globalThis.times = 0");
    const replayed = frames(kernel.message("execute_request", execute("times++")));
    await kernel.shell.send(replayed);
    await kernel.shell.receive();
    await refused(replayed, /seen before/);
    const { content } = await kernel.request("execute_request", { code: "", user_expressions: { times: "times" } });
    assert.match(JSON.stringify(content.user_expressions), /"text\/plain":"1"/);
  });

  it("drops and logs what is malformed", async () => {
    const signed = (parts: string[]) => ["<IDS|MSG>", kernel.codec.sign(parts), ...parts];
    await refused(["nonsense"], /no <IDS\|MSG> among/);
    await refused(["<IDS|MSG>", "sig", "{}"], /frames from <IDS\|MSG> on, 6 needed/);
    await refused(signed(["{", "{}", "{}", "{}"]), /header is not JSON/);
    await refused(signed(["[]", "{}", "{}", "{}"]), /header is not a dictionary/);
    await refused(signed(["{}", "{}", "{}", "{}"]), /header without msg_id/);
    const header = JSON.stringify(kernel.message("execute_request", {}).header);
    await refused(signed([header, "{}", "{}", "7"]), /content is not a dictionary/);
    const invalid = Buffer.from([0x7b, 0xff, 0x7d]);
    const parts = [Buffer.from(header), Buffer.from("{}"), Buffer.from("{}"), invalid];
    await refused(["<IDS|MSG>", kernel.codec.sign(parts), ...parts], /content is not JSON in UTF-8/);
    assert.equal((await kernel.execute("1")).content.status, "ok");
  });

  it("answers contents of the wrong form with an error that names the field, and goes on", async () => {
    for (const content of [{}, { code: 7 }, { code: "1", silent: "yes" }, { code: "1", user_expressions: [1] }]) {
      const reply = await kernel.request("execute_request", content);
      assert.equal(reply.content.status, "error", JSON.stringify(content));
      assert.match(String(reply.content.evalue), /code|silent|user_expressions/);
    }
    assert.equal((await kernel.request("complete_request", { code: "a", cursor_pos: 1e9 })).content.status, "ok");
    assert.equal((await kernel.request("history_request", { hist_access_type: "?" })).content.status, "error");
    await kernel.shell.send(frames(kernel.message("no_such_request", {})));
    assert.equal((await kernel.execute("1")).content.status, "ok");
    await kernel.logged(/unknown type "no_such_request"/);
  });

  it("beats and answers on control while a cell blocks", async () => {
    const blocked = kernel.execute("const end = performance.now() + 600; while (performance.now() < end);");
    await new Promise((done) => setTimeout(done, 100));
    const start = performance.now();
    await kernel.heartbeat.send("thump");
    assert.equal(String((await kernel.heartbeat.receive())[0]), "thump");
    const { content } = await kernel.request("kernel_info_request", {}, "control");
    assert.equal(content.implementation, "tangent");
    const took = performance.now() - start;
    assert.ok(took < 300, `${took} ms`);
    await blocked;
    assert.ok(performance.now() - start > 400, "the cell blocked meanwhile");
  });

  it("signs what it sends, echoes the parent's header and uses fresh ids", async () => {
    const reply = await kernel.execute("1");
    assert.equal(reply.header.msg_type, "execute_reply");
    assert.equal(reply.header.version, "5.4");
    assert.ok(!Number.isNaN(Date.parse(reply.header.date)));
    const other = await kernel.execute("1");
    assert.notEqual(reply.header.msg_id, other.header.msg_id);
    assert.equal(reply.header.session, other.header.session);
  });

  it("asks for input on the stdin channel, in both forms", async () => {
    for (const code of ["await input('name? ')", "prompt('name? ')"]) {
      const reply = kernel.request("execute_request", { code: `globalThis.name = ${code}`, allow_stdin: true });
      const question = await kernel.asked();
      assert.equal(question.header.msg_type, "input_request");
      assert.deepEqual(question.content, { prompt: "name? ", password: false });
      const answer = {
        ...kernel.message("input_reply", { status: "ok", value: "Ada" }),
        parent_header: question.header,
      };
      await kernel.stdin.send(kernel.codec.encode(answer));
      assert.equal((await reply).content.status, "ok");
      const { content } = await kernel.request("execute_request", { code: "", user_expressions: { name: "name" } });
      assert.match(JSON.stringify(content.user_expressions), /'Ada'/);
    }
    const refusal = await kernel.request("execute_request", { code: "await input()", allow_stdin: false });
    assert.match(String(refusal.content.evalue), /allow_stdin is false/);
  });

  it("goes on after the 1,024th message of a socket, where ZeroMQ makes a sender wait", async () => {
    for (let i = 0; i < 600; i++) assert.equal((await kernel.execute("1 + 1")).content.status, "ok");
  });

  it("does not count cells that are not stored", async () => {
    const quiet = await kernel.request("execute_request", { code: "1", store_history: false });
    const next = await kernel.execute("1");
    assert.equal(next.content.execution_count, Number(quiet.content.execution_count) + 1);
  });

  it("ends when it is told to, with status 0, and says so on both channels", async () => {
    const other = new RawKernel();
    await other.request("kernel_info_request", {});
    const exited = once(other.child, "exit");
    const reply = await other.request("shutdown_request", { restart: false }, "control");
    assert.deepEqual(reply.content, { status: "ok", restart: false });
    assert.deepEqual(await exited, [0, null]);
    await other.close();
  });

  it("works without a key, as the protocol allows", async () => {
    const other = new RawKernel({ key: "" });
    const reply = await other.execute("1");
    assert.equal(reply.content.status, "ok");
    await other.close();
  });
});
