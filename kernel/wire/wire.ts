/**
 * The protocol's end of the kernel: owns every socket, checks and signs, answers heartbeats and control, publishes iopub.
 * Knows requests and replies, and nothing of cells. Runs in a thread of its own, so that it goes on while a cell blocks.
 */

import { setTimeout as sleep } from "node:timers/promises";
import { signalChildren } from "./children.ts";
import { Codec, MalformedMessage, type Message, makeHeader } from "./codec.ts";
import type { Channel } from "./connection.ts";
import { InterruptLadder } from "./interrupt.ts";
import { type Inbound, type Outbound, type RequestId, sharedBytes, type WireData, Word } from "./link.ts";
import { log } from "./log.ts";
import type { PublishTable, PublishType } from "./messages.ts";
import { Outbox, PublisherOutbox } from "./outbox.ts";
import { onSignal, PipeReader } from "./pipes.ts";
import { RingReader, type StreamName } from "./ring.ts";
import { linger, Sockets } from "./sockets.ts";

/** Milliseconds for which printed text gathers before it is published. */
const gather = 5;
/** Milliseconds that a busy user's thread has to get to a request before its stand-in does. */
const turn = 20;
/** Milliseconds that the user's thread has to end by itself after a shutdown. */
const grace = 400;
/** Milliseconds between looks at whether the parent process lives. */
const parentCheck = 200;

interface Parent {
  readonly channel: RequestChannel;
  readonly identities: readonly Uint8Array[];
  readonly header: string;
}

type RequestChannel = "shell" | "control";

/** Cells of which late output still finds the way. */
const remembered = 5_000;

export class Wire {
  readonly #data: WireData;
  readonly #codec: Codec;
  readonly #session = crypto.randomUUID();
  readonly #words: Int32Array<SharedArrayBuffer>;
  readonly #ring: RingReader;
  readonly #ladder: InterruptLadder;
  readonly #parents = new Map<RequestId, Parent>();
  readonly #sockets: Sockets;
  readonly #out: {
    readonly shell: Outbox;
    readonly control: Outbox;
    readonly stdin: Outbox;
    readonly iopub: PublisherOutbox;
  };
  /** Requests that the user's thread alone answers, was told of and is not done with, in their order. */
  readonly #busy = new Set<RequestId>();
  /** The types of requests that the stand-in takes, and those that it has not answered yet. */
  readonly #standIn: { types: readonly string[]; readonly asked: Map<RequestId, Inbound> };
  #pipes: readonly PipeReader[] = [];
  #requests = 0;
  #gathering = false;
  /** Text waits in the ring until clients have read what was published. */
  #heldBack = false;
  /** Messages of the user's thread that are done with while clients have too much to read. */
  #owed = 0;
  /** Requests that are done, whose output may still come, the oldest first. */
  readonly #kept: RequestId[] = [];
  /** The request that waits for input, and the message that asked. */
  #asking: { readonly parent: RequestId; readonly id: string } | undefined;
  #closing = false;

  constructor(data: WireData) {
    this.#data = data;
    this.#sockets = new Sockets(data.connection);
    const { routers, iopub } = this.#sockets;
    this.#out = {
      shell: new Outbox(routers.shell),
      control: new Outbox(routers.control),
      stdin: new Outbox(routers.stdin),
      iopub: new PublisherOutbox(iopub, () => this.#roomAgain()),
    };
    this.#standIn = { types: data.standIn.types, asked: new Map() };
    this.#codec = new Codec(data.connection.key, data.connection.signatureScheme);
    this.#words = new Int32Array(data.shared, 0, sharedBytes / 4);
    this.#ring = new RingReader(this.#words, data.ring);
    this.#ladder = new InterruptLadder(this.#words, (terminated) => this.#tell({ kind: "interrupt", terminated }));
  }

  async start(): Promise<void> {
    const { pipes, port, standIn } = this.#data;
    await this.#sockets.bind();
    port.on("message", (message: Outbound) => {
      this.#take(message);
      this.#owed++;
      if (!this.#out.iopub.full) this.#release();
    });
    standIn.port.on("message", (message: Outbound) => this.#take(message));
    standIn.port.on("close", () => this.#standInEnded());
    this.#publish("status", { execution_state: "starting" });
    void this.#beat();
    void this.#welcome();
    void this.#receive("shell");
    void this.#receive("control");
    void this.#receiveInput();
    if (pipes) {
      const print = (stream: StreamName, text: string) => this.#printed(stream, text);
      this.#pipes = [new PipeReader(pipes.stdout, "stdout", print), new PipeReader(pipes.stderr, "stderr", print)];
      onSignal(pipes.interrupt, () => this.#ladder.interrupt());
    }
    this.#ladder.connect();
    this.#watchParent();
  }

  #tell(message: Inbound): void {
    this.#data.port.postMessage(message);
  }

  // Incoming

  async #beat(): Promise<void> {
    const { heartbeat } = this.#sockets;
    for await (const frames of heartbeat) await heartbeat.send(frames);
  }

  /** A subscriber learns that it is subscribed, before anything that it could have missed. */
  async #welcome(): Promise<void> {
    for await (const [frame] of this.#sockets.iopub) {
      if (frame[0] !== 1) continue;
      const subscription = frame.subarray(1);
      const content = JSON.stringify({ subscription: subscription.toString() });
      this.#sendPublished(subscription, "iopub_welcome", "{}", "{}", content);
    }
  }

  async #receive(channel: RequestChannel): Promise<void> {
    for await (const frames of this.#sockets.routers[channel]) {
      const message = this.#decode(channel, frames);
      if (message) this.#request(channel, message);
    }
  }

  async #receiveInput(): Promise<void> {
    for await (const frames of this.#sockets.routers.stdin) {
      const message = this.#decode("stdin", frames);
      if (message?.header.msg_type !== "input_reply") continue;
      const asked = this.#asking;
      const answers = (message.parent_header as { msg_id?: unknown }).msg_id;
      if (!asked || (answers !== undefined && answers !== asked.id)) {
        log("dropped an input_reply that nobody asked for");
        continue;
      }
      this.#asking = undefined;
      this.#tell({ kind: "input", parent: asked.parent, value: String(message.content.value ?? "") });
      Atomics.store(this.#words, Word.answered, 1);
      Atomics.notify(this.#words, Word.answered);
    }
  }

  #decode(channel: Channel, frames: Buffer[]): Message | undefined {
    try {
      return this.#codec.decode(frames);
    } catch (error) {
      if (!(error instanceof MalformedMessage)) throw error;
      log(`dropped a message on ${channel}: ${error.message}`);
      return undefined;
    }
  }

  #request(channel: RequestChannel, message: Message): void {
    const { header, content, metadata, buffers, identities } = message;
    const id = ++this.#requests;
    this.#parents.set(id, { channel, identities, header: JSON.stringify(header) });
    switch (header.msg_type) {
      case "interrupt_request":
        this.#answer(id, "interrupt_reply", () => {
          this.#ladder.interrupt();
          return '{"status":"ok"}';
        });
        return;
      case "shutdown_request": {
        const restart = content.restart === true;
        const reply = JSON.stringify({ status: "ok", restart });
        this.#answer(id, "shutdown_reply", () => reply);
        this.#publish("shutdown_reply", { status: "ok", restart });
        this.shutdown(restart);
        return;
      }
      case "kernel_info_request":
        if (channel === "control") {
          this.#answer(id, "kernel_info_reply", () => this.#data.kernelInfo);
          return;
        }
    }
    const request = { kind: "request", id, channel, header, content, metadata, buffers } as const;
    const hasStandIn = this.#standIn.types.some((type) => type === header.msg_type);
    if (hasStandIn && this.#busy.size > 0) setTimeout(() => this.#pass(request, hasStandIn), turn);
    else this.#pass(request, hasStandIn);
  }

  /** To the user's thread, or to its stand-in where there is one and the user's thread is still busy. */
  #pass(request: Extract<Inbound, { kind: "request" }>, hasStandIn: boolean): void {
    if (hasStandIn && this.#busy.size > 0) {
      this.#publish("status", { execution_state: "busy" }, request.id);
      this.#standIn.asked.set(request.id, request);
      this.#data.standIn.port.postMessage(request);
      return;
    }
    if (!hasStandIn) this.#busy.add(request.id);
    this.#tell(request);
  }

  /** What it was asked and has not answered goes to the user's thread, and everything from now on. */
  #standInEnded(): void {
    this.#standIn.types = [];
    for (const request of this.#standIn.asked.values()) this.#tell(request);
    this.#standIn.asked.clear();
  }

  /** Answers from this thread, whatever the user's thread is doing. */
  #answer(id: RequestId, type: string, reply: () => string): void {
    this.#publish("status", { execution_state: "busy" }, id);
    this.#reply(id, type, reply());
    this.#publish("status", { execution_state: "idle" }, id);
    this.#parents.delete(id);
  }

  // Outgoing

  #take(message: Outbound): void {
    switch (message.kind) {
      case "output":
        if (!this.#gathering) {
          this.#gathering = true;
          setTimeout(() => {
            this.#gathering = false;
            this.#heldBack = this.#out.iopub.full;
            if (!this.#heldBack) this.#drain();
          }, gather);
        }
        return;
      case "publish":
        this.#drain(message.position);
        this.#sendPublished(
          message.type,
          message.type,
          this.#parents.get(message.parent)?.header ?? "{}",
          message.metadata ?? "{}",
          message.content,
          message.buffers,
        );
        return;
      case "reply":
        this.#reply(message.parent, message.type, message.content);
        return;
      case "settle":
        this.#drain(message.position);
        for (const pipe of this.#pipes) pipe.drain();
        Atomics.store(this.#words, Word.settled, 1);
        Atomics.notify(this.#words, Word.settled);
        return;
      case "done":
        this.#drain(message.position);
        for (const pipe of this.#pipes) pipe.drain();
        this.#publish("status", { execution_state: "idle" }, message.parent);
        this.#stillBusy(message.parent);
        this.#forget(message.parent, message.keep);
        return;
      case "input":
        this.#ask(message);
        return;
      case "close":
        void this.#close();
    }
  }

  /** Tells the user's thread how many of its messages are done with. */
  #release(): void {
    Atomics.add(this.#words, Word.taken, this.#owed);
    this.#owed = 0;
    Atomics.notify(this.#words, Word.taken);
  }

  /** Clients have read enough of what was published: who waits for that goes on. */
  #roomAgain(): void {
    if (this.#owed > 0) this.#release();
    for (const pipe of this.#pipes) pipe.resume();
    if (!this.#heldBack) return;
    this.#heldBack = false;
    this.#drain();
  }

  /** After the stand-in's idle, which is true of its own request alone, front ends hear of the one that goes on. */
  #stillBusy(done: RequestId): void {
    this.#standIn.asked.delete(done);
    if (this.#busy.delete(done)) return;
    const [busy] = this.#busy;
    if (busy !== undefined) this.#publish("status", { execution_state: "busy" }, busy);
  }

  #forget(id: RequestId, keep: boolean): void {
    if (!keep) this.#parents.delete(id);
    else if (this.#kept.push(id) > remembered) this.#parents.delete(this.#kept.shift() as RequestId);
  }

  #ask({ parent, prompt, password }: Extract<Outbound, { kind: "input" }>): void {
    const { identities = [], header = "{}" } = this.#parents.get(parent) ?? {};
    const asking = makeHeader("input_request", this.#session);
    this.#asking = { parent, id: asking.msg_id };
    const content = JSON.stringify({ prompt, password });
    this.#send("stdin", this.#codec.encodeJson(identities, JSON.stringify(asking), header, "{}", content));
  }

  #reply(id: RequestId, type: string, content: string): void {
    const parent = this.#parents.get(id);
    if (!parent) return;
    const header = JSON.stringify(makeHeader(type, this.#session));
    const frames = this.#codec.encodeJson(parent.identities, header, parent.header, "{}", content);
    this.#send(parent.channel, frames);
  }

  #publish<T extends PublishType>(type: T, content: PublishTable[T], parent: RequestId = 0): void {
    const header = this.#parents.get(parent)?.header ?? "{}";
    this.#sendPublished(type, type, header, "{}", JSON.stringify(content));
  }

  #sendPublished(
    topic: string | Uint8Array,
    type: string,
    parent: string,
    metadata: string,
    content: string | Uint8Array,
    buffers?: readonly Uint8Array[],
  ): void {
    const header = JSON.stringify(makeHeader(type, this.#session));
    const identities = [typeof topic === "string" ? Buffer.from(topic) : topic];
    this.#send("iopub", this.#codec.encodeJson(identities, header, parent, metadata, content, buffers));
  }

  #send(channel: RequestChannel | "stdin" | "iopub", frames: (Uint8Array | string)[]): void {
    if (!this.#closing) this.#out[channel].send(frames);
  }

  #drain(position?: number): void {
    for (const { request, stream, text } of this.#ring.drain(position)) {
      this.#publish("stream", { name: stream, text }, request);
    }
  }

  #printed(stream: StreamName, text: string): void {
    this.#drain();
    this.#publish("stream", { name: stream, text }, Atomics.load(this.#words, Word.current));
    if (this.#out.iopub.full) for (const pipe of this.#pipes) pipe.pause();
  }

  // The end

  /** Ends the user's thread, which ends the process; a thread that does not hear is interrupted, and then killed. */
  shutdown(restart: boolean): void {
    this.#tell({ kind: "shutdown", restart });
    this.#ladder.interrupt();
    setTimeout(() => {
      void this.#close();
      this.#sockets.close();
      process.kill(process.pid, "SIGKILL");
    }, grace).unref();
  }

  async #close(): Promise<void> {
    if (this.#closing) return;
    this.#drain();
    this.#closing = true;
    this.#ladder.disconnect();
    void signalChildren("SIGKILL");
    const flushed = Promise.all(Object.values(this.#out).map((outbox) => outbox.flush()));
    await Promise.race([flushed, sleep(linger)]);
    this.#sockets.close();
    this.#tell({ kind: "closed" });
  }

  #watchParent(): void {
    const parent = process.ppid;
    const watch = setInterval(() => {
      if (process.ppid === parent) return;
      clearInterval(watch);
      log("the process that started this kernel has ended, and so does the kernel");
      this.shutdown(false);
    }, parentCheck);
  }
}
