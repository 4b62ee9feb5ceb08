/** A kernel in a process of its own, driven as every front end drives it: over the sockets of a connection file. */

import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes, randomUUID } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { Dealer, Subscriber } from "zeromq";
import { Codec, type Message, makeHeader } from "../wire/codec.ts";
import { address, type Connection, readConnection } from "../wire/connection.ts";
import type { Content, PublishType, Reply, RequestType } from "../wire/messages.ts";

/** Milliseconds that a kernel has to answer for the first time. */
const startLimit = 60_000;

export class KernelDied extends Error {
  override readonly name = "KernelDied";
}

interface Pending {
  readonly published: (type: PublishType, content: unknown) => void;
  readonly resolve: (reply: never) => void;
  reply: unknown;
  idle: boolean;
}

export class KernelProcess {
  readonly #folder = mkdtempSync(join(tmpdir(), "tangent-"));
  readonly #session = randomUUID();
  readonly #pending = new Map<string, Pending>();
  readonly #codec: Codec;
  readonly #replies: Codec;
  readonly #shell = new Dealer({ linger: 0 });
  readonly #iopub = new Subscriber({ linger: 0, receiveHighWaterMark: 0 });
  readonly #child: ChildProcess;
  readonly #exited: Promise<never>;
  #closed = false;

  /**
   * @param main the kernel's entry
   * @param folder where the kernel runs: relative imports and files start there
   */
  constructor(main: URL, folder: string) {
    const file = join(this.#folder, "connection.json");
    const ports = { shell_port: 1, iopub_port: 2, stdin_port: 3, control_port: 4, hb_port: 5 };
    const place = { transport: "ipc", ip: join(this.#folder, "socket"), key: randomBytes(32).toString("hex") };
    writeFileSync(file, JSON.stringify({ ...place, ...ports, signature_scheme: "hmac-sha256" }), { mode: 0o600 });
    const connection: Connection = readConnection(file);
    this.#codec = new Codec(connection.key, connection.signatureScheme);
    this.#replies = new Codec(connection.key, connection.signatureScheme);
    this.#shell.connect(address(connection, "shell"));
    this.#iopub.connect(address(connection, "iopub"));
    this.#iopub.subscribe();
    const options = ["--no-node-snapshot", ...(main.pathname.endsWith(".ts") ? ["--conditions=tangent-source"] : [])];
    // What a notebook runs from the terminal is no history of a person.
    const command = [...options, fileURLToPath(main), "-f", file, "--history", ":memory:"];
    this.#child = spawn(process.execPath, command, {
      cwd: folder,
      stdio: ["ignore", "inherit", "inherit"],
    });
    this.#exited = new Promise((_, reject) => {
      this.#child.once("exit", (code, signal) => {
        reject(new KernelDied(`the kernel ended with ${signal ?? `exit code ${code}`}`));
      });
    });
    this.#exited.catch(() => {});
  }

  /** Waits until what the kernel publishes arrives here, and the kernel answers. */
  async start(): Promise<void> {
    let welcome: () => void = () => {};
    const welcomed = new Promise<void>((resolve) => {
      welcome = resolve;
    });
    void this.#receivePublished(welcome);
    void this.#receiveReplies();
    const late = AbortSignal.timeout(startLimit);
    const tooLate = new Promise<never>((_, reject) => {
      late.addEventListener("abort", () => {
        reject(new KernelDied(`the kernel did not answer within ${startLimit / 1000} s`));
      });
    });
    await Promise.race([welcomed.then(() => this.request("kernel_info_request", {}, () => {})), this.#exited, tooLate]);
  }

  /**
   * Sends a request, and resolves with its reply once the kernel is idle again.
   * @param published is called with everything that the kernel publishes for the request
   * @throws KernelDied when the kernel's process ends before
   */
  async request<T extends RequestType>(
    type: T,
    content: Content<T>,
    published: (type: PublishType, content: unknown) => void,
  ): Promise<Reply<T>> {
    const header = makeHeader(type, this.#session, "tangent");
    const answered = new Promise<Reply<T>>((resolve) => {
      this.#pending.set(header.msg_id, { published, resolve, reply: undefined, idle: false });
    });
    const message: Message = { identities: [], header, parent_header: {}, metadata: {}, content, buffers: [] };
    await this.#shell.send(this.#codec.encode(message));
    return Promise.race([answered, this.#exited]);
  }

  async #receivePublished(welcome: () => void): Promise<void> {
    for await (const frames of this.#iopub) {
      const { header, parent_header, content } = this.#replies.decode(frames);
      if (header.msg_type === "iopub_welcome") welcome();
      const pending = this.#pending.get(parent_header.msg_id ?? "");
      if (pending === undefined) continue;
      if (header.msg_type === "status") pending.idle ||= content.execution_state === "idle";
      else pending.published(header.msg_type as PublishType, content);
      this.#settle(parent_header.msg_id ?? "", pending);
    }
  }

  async #receiveReplies(): Promise<void> {
    for await (const frames of this.#shell) {
      const { parent_header, content } = this.#replies.decode(frames);
      const pending = this.#pending.get(parent_header.msg_id ?? "");
      if (pending === undefined) continue;
      pending.reply = content;
      this.#settle(parent_header.msg_id ?? "", pending);
    }
  }

  #settle(id: string, pending: Pending): void {
    if (!pending.idle || pending.reply === undefined) return;
    this.#pending.delete(id);
    pending.resolve(pending.reply as never);
  }

  /** Interrupts the cell that runs, as Ctrl-C in a terminal does. */
  interrupt(): void {
    this.#child.kill("SIGINT");
  }

  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    this.#shell.close();
    this.#iopub.close();
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#child.kill("SIGKILL");
      await this.#exited.catch(() => {});
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}
