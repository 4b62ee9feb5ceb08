/** A kernel spoken to over bare sockets, frame by frame, as no well-behaved client would. */

import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { once } from "node:events";
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { Dealer, Request, Subscriber } from "zeromq";
import { Codec, type Message, makeHeader } from "../../kernel/wire/codec.ts";
import { address, type Channel, type Connection, readConnection } from "../../kernel/wire/connection.ts";
import { kernelCommand } from "./kernelspec.ts";

const options = { linger: 0, receiveTimeout: 20_000, reconnectInterval: 2, reconnectMaxInterval: 2 };

interface RawOptions {
  /** Empty for messages without signatures. */
  readonly key?: string;
  /** What starts the kernel, with `{connection_file}` among it. */
  readonly command?: readonly string[];
  /** Where Jupyter's data is for the kernel, its history among it; a folder of its own where it is left out. */
  readonly data?: string;
}

export class RawKernel {
  readonly shell = new Dealer(options);
  readonly control = new Dealer(options);
  readonly stdin = new Dealer(options);
  readonly iopub = new Subscriber({ ...options, receiveHighWaterMark: 0 });
  readonly heartbeat = new Request(options);
  /** Signs what is sent. */
  readonly codec: Codec;
  readonly child: ChildProcess;
  readonly #folder = mkdtempSync(join(tmpdir(), "tangent-raw-"));
  /** Where the kernel listens, for clients beside this one. */
  readonly connection: Connection;
  /** Checks what comes; a decoder of its own, since one takes no signature twice. */
  readonly #received: Codec;
  readonly #session = randomUUID();
  #log = "";

  constructor({ key = randomBytes(16).toString("hex"), command = kernelCommand, data }: RawOptions = {}) {
    const file = join(this.#folder, "connection.json");
    const ports = { shell_port: 1, iopub_port: 2, stdin_port: 3, control_port: 4, hb_port: 5 };
    const ip = join(this.#folder, "socket");
    writeFileSync(file, JSON.stringify({ transport: "ipc", ip, key, signature_scheme: "hmac-sha256", ...ports }));
    const connection = readConnection(file);
    this.connection = connection;
    this.codec = new Codec(key);
    this.#received = new Codec(key);
    const identity = this.#session;
    this.shell.routingId = identity;
    this.stdin.routingId = identity;
    const sockets = {
      shell: this.shell,
      control: this.control,
      stdin: this.stdin,
      iopub: this.iopub,
      hb: this.heartbeat,
    };
    for (const [channel, socket] of Object.entries(sockets)) socket.connect(address(connection, channel as Channel));
    this.iopub.subscribe();
    const [program, ...rest] = command.map((part) => part.replace("{connection_file}", file));
    this.child = spawn(program, rest, {
      stdio: ["ignore", "ignore", "pipe"],
      env: { ...process.env, JUPYTER_DATA_DIR: data ?? this.#folder },
    });
    this.child.stderr?.on("data", (data) => {
      this.#log += data;
    });
  }

  /** What the kernel wrote to its own stderr. */
  get log(): string {
    return this.#log;
  }

  /** The names of the kernel's sockets that are there. */
  sockets(): string[] {
    return readdirSync(this.#folder).filter((name) => name.startsWith("socket"));
  }

  /** Resolves once the log has it: it comes on another way than the replies. */
  async logged(text: RegExp): Promise<void> {
    while (!text.test(this.#log)) await once(this.child.stderr as Readable, "data");
  }

  message(type: string, content: object): Message {
    const header = makeHeader(type, this.#session, "test");
    return { identities: [], header, parent_header: {}, metadata: {}, content: { ...content }, buffers: [] };
  }

  /** Sends a request, and gives the content of its reply. */
  async request(type: string, content: object, channel: "shell" | "control" = "shell"): Promise<Message> {
    const message = this.message(type, content);
    await this[channel].send(this.codec.encode(message));
    for (;;) {
      const reply = this.#received.decode(await this[channel].receive());
      if (reply.parent_header.msg_id === message.header.msg_id) return reply;
    }
  }

  /** The next message on a channel of replies. */
  async received(channel: "shell" | "control"): Promise<Message> {
    return this.#received.decode(await this[channel].receive());
  }

  async execute(code: string): Promise<Message> {
    return this.request("execute_request", { code });
  }

  /** The next message on iopub. */
  async published(): Promise<Message> {
    return this.#received.decode(await this.iopub.receive());
  }

  /** The next message on stdin. */
  async asked(): Promise<Message> {
    return this.#received.decode(await this.stdin.receive());
  }

  async close(): Promise<void> {
    for (const socket of [this.shell, this.control, this.stdin, this.iopub, this.heartbeat]) socket.close();
    if (this.child.exitCode === null && this.child.signalCode === null) {
      const exited = once(this.child, "exit");
      this.child.kill("SIGKILL");
      await exited;
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
