import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { Request } from "zeromq";
import { kernelCommand } from "./kernelspec.ts";
import { RawKernel } from "./raw-kernel.ts";

/** What the kernel promises on a machine that does nothing else, and how much later it may be on one that does. */
const promise = { beat: 20, answer: 200, shutdown: 1_000, orphan: 2_000 };
const busyMachine = 5;

describe("a kernel that is busy, over bare sockets", function () {
  this.timeout(60_000);
  let kernel: RawKernel;

  beforeEach(async () => {
    kernel = new RawKernel();
    await kernel.execute("1");
  });

  afterEach(() => kernel.close());

  /** Starts a cell that does not end by itself, and waits until it runs. */
  async function block(code: string): Promise<void> {
    await kernel.shell.send(
      kernel.codec.encode(kernel.message("execute_request", { code: `console.log('go'); ${code}` })),
    );
    for (;;) if ((await kernel.published()).header.msg_type === "stream") return;
  }

  const loops = ["while (true) {}", "new Function('for (;;);')()", "for (;;) console.log('x'.repeat(100))"];

  for (const code of loops) {
    it(`beats, answers on control, and ends when told to, during ${code}`, async () => {
      await block(code);
      const beats: number[] = [];
      for (let i = 0; i < 200; i++) {
        const start = performance.now();
        await kernel.heartbeat.send("thump");
        await kernel.heartbeat.receive();
        beats.push(performance.now() - start);
      }
      const p99 = beats.sort((a, b) => a - b)[197];
      assert.ok(p99 < promise.beat * busyMachine, `99 of 100 beats within ${p99} ms`);
      for (const type of ["kernel_info_request"]) {
        const start = performance.now();
        await kernel.request(type, {}, "control");
        const took = performance.now() - start;
        assert.ok(took < promise.answer * busyMachine, `${type}: ${took} ms`);
      }
      const exited = once(kernel.child, "exit");
      const start = performance.now();
      await kernel.request("shutdown_request", { restart: false }, "control");
      await exited;
      const took = performance.now() - start;
      assert.ok(took < promise.shutdown * busyMachine, `shutdown: ${took} ms`);
      if (process.env.TANGENT_TIMES) console.log({ p99, shutdown: took });
    });
  }
});

/** Whether a process runs; one that has ended and that nobody has asked for does not. */
function isAlive(pid: number): boolean {
  if (process.platform !== "linux") {
    const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
    return stdout.trim() !== "" && !stdout.startsWith("Z");
  }
  try {
    return !/\) Z /.test(readFileSync(`/proc/${pid}/stat`, "latin1"));
  } catch {
    return false;
  }
}

async function gone(pid: number): Promise<void> {
  while (isAlive(pid)) await new Promise((done) => setTimeout(done, 10));
}

describe("the end of a kernel", function () {
  this.timeout(60_000);
  let folder: string;

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tangent-end-"));
  });

  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const environment = () => ({ ...process.env, JUPYTER_DATA_DIR: folder });

  /** A connection file for sockets in `folder`. */
  function connection(): string {
    const file = join(folder, "connection.json");
    const ports = { shell_port: 1, iopub_port: 2, stdin_port: 3, control_port: 4, hb_port: 5 };
    writeFileSync(file, JSON.stringify({ transport: "ipc", ip: join(folder, "socket"), key: "k", ...ports }));
    return file;
  }

  async function beats(): Promise<void> {
    const heartbeat = new Request({ linger: 0 });
    heartbeat.connect(`ipc://${join(folder, "socket")}-5`);
    await heartbeat.send("thump");
    await heartbeat.receive();
    heartbeat.close();
  }

  it("comes when the process is gone that started it", async () => {
    const [node, ...args] = kernelCommand.map((part) => part.replace("{connection_file}", connection()));
    const starter = `const child = require('node:child_process').spawn(${JSON.stringify(node)}, ${JSON.stringify(args)}, { stdio: 'ignore' }); console.log(child.pid); setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ["-e", starter], {
      env: environment(),
      stdio: ["ignore", "pipe", "ignore"],
    });
    const [printed] = await once(parent.stdout, "data");
    const pid = Number(String(printed));
    await beats();
    parent.kill("SIGKILL");
    await once(parent, "exit");
    const start = performance.now();
    await gone(pid);
    const took = performance.now() - start;
    assert.ok(took < promise.orphan * busyMachine, `${took} ms`);
    if (process.env.TANGENT_TIMES) console.log({ orphan: took });
  });

  it("leaves no process and no socket, however often it is started again", async () => {
    const rounds = Number(process.env.TANGENT_RESTARTS ?? 5);
    for (let round = 0; round < rounds; round++) {
      const kernel = new RawKernel({ data: folder });
      const code = "require('node:child_process').spawn('sleep', ['60'], { stdio: 'ignore' }).pid";
      const { content } = await kernel.request("execute_request", { code: "", user_expressions: { pid: code } });
      const [child] =
        /\d+/.exec(JSON.stringify((content.user_expressions as { pid: { data: object } }).pid.data)) ?? [];
      const exited = once(kernel.child, "exit");
      await kernel.request("shutdown_request", { restart: true }, "control");
      assert.deepEqual(await exited, [0, null], kernel.log);
      await gone(Number(child));
      assert.deepEqual(kernel.sockets(), []);
      await kernel.close();
    }
    assert.deepEqual(
      readdirSync(folder).filter((name) => name !== "tangent"),
      [],
    );
  });

  it("is told at once where it cannot listen", async () => {
    const listener = createServer().listen(0, "127.0.0.1");
    await once(listener, "listening");
    const { port } = listener.address() as { port: number };
    const file = join(folder, "taken.json");
    const ports = { shell_port: port, iopub_port: port, stdin_port: port, control_port: port, hb_port: port };
    writeFileSync(file, JSON.stringify({ transport: "tcp", ip: "127.0.0.1", key: "secret-key", ...ports }));
    const [node, ...args] = kernelCommand.map((part) => part.replace("{connection_file}", file));
    const child = spawn(node, args, { env: environment(), stdio: ["ignore", "ignore", "pipe"] });
    let log = "";
    child.stderr.on("data", (data) => {
      log += data;
    });
    const [status] = await once(child, "close");
    assert.equal(status, 1, log);
    assert.match(log, /could not listen/);
    assert.doesNotMatch(log, /secret-key/);
    listener.close();
  });
});
