/** The table of handlers, and the queue that feeds them: one request at a time, in the order of their arrival. */

import { InterruptError } from "../session/interrupt.ts";
import type { Link } from "../session/link.ts";
import type { Session } from "../session/session.ts";
import type { Inbound, RequestId } from "../wire/link.ts";
import { log } from "../wire/log.ts";
import type { Dictionary, ExecuteRequest, KernelInfo } from "../wire/messages.ts";
import { commInfo, comms } from "./comm.ts";
import { complete } from "./complete.ts";
import { execute } from "./execute.ts";
import { type CommHandlers, ContentError, type Handler, type Handlers, type SessionRequest } from "./handler.ts";
import { history } from "./history.ts";
import { inspect } from "./inspect.ts";
import { isComplete } from "./is-complete.ts";
import { kernelInfo } from "./kernel-info.ts";

type Request = Extract<Inbound, { kind: "request" }>;

/** Node's own, without the guard around callbacks of cells. */
const { setImmediate, setTimeout } = globalThis;

/** Milliseconds after a termination in which what it spared goes on. */
const recovery = 500;

/** A request that is being handled. */
interface Task {
  readonly request: Request;
  replied: boolean;
  gaveUp: boolean;
}

const isComm = ({ header }: Request): boolean => Object.hasOwn(comms, header.msg_type);

function makeHandlers(info: KernelInfo): Handlers {
  return {
    execute_request: execute,
    inspect_request: inspect,
    complete_request: complete,
    history_request: history,
    is_complete_request: isComplete,
    comm_info_request: commInfo,
    kernel_info_request: kernelInfo(info),
  };
}

export class Dispatcher {
  readonly #session: Session;
  readonly #link: Link;
  readonly #handlers: Handlers;
  readonly #queue: Request[] = [];
  #running = false;
  #task: Task | undefined;
  /** Counts what happens, so that a standstill can be told. */
  #progress = 0;
  /** The cell that runs. */
  #cell: RequestId | undefined;

  constructor(session: Session, link: Link, info: KernelInfo) {
    this.#session = session;
    this.#link = link;
    this.#handlers = makeHandlers(info);
  }

  add(request: Request): void {
    this.#queue.push(request);
    if (!this.#running) void this.#work();
    // Not at once: while a cell blocks in prompt(), messages are read in the middle of its code.
    else if (this.#goesAhead(request)) queueMicrotask(() => this.#letThrough());
  }

  /**
   * What goes ahead of the cells in the queue while one of them waits: messages for comms that are there, so that a cell
   * can await what a widget does next, and the question which comms there are. ipykernel leaves them queued.
   */
  #goesAhead(request: Request): boolean {
    const { header, content } = request;
    if (isComm(request)) return comms[header.msg_type as keyof CommHandlers].isKnown(content);
    return header.msg_type === "comm_info_request";
  }

  #letThrough(): void {
    const ahead = this.#queue.filter((request) => this.#goesAhead(request));
    if (ahead.length === 0) return;
    this.#queue.splice(0, Infinity, ...this.#queue.filter((request) => !ahead.includes(request)));
    for (const request of ahead) {
      if (isComm(request)) this.#comm(request);
      else void this.#handle({ request, replied: false, gaveUp: false });
    }
    // The last message said idle, which is true of itself alone.
    if (this.#cell !== undefined) this.#link.publish(this.#cell, "status", { execution_state: "busy" });
  }

  /**
   * What a comm's handler goes on with, after an await, could be terminated, and with it whatever promises are settled by
   * then are lost: so after a comm message no promise carries this loop on, but the event loop.
   */
  async #work(): Promise<void> {
    this.#running = true;
    for (let request = this.#queue.shift(); request; request = this.#queue.shift()) {
      this.#progress++;
      // No cell runs here, so what was to be interrupted has ended.
      this.#session.interrupt();
      if (isComm(request)) {
        this.#comm(request);
        setImmediate(() => void this.#work());
        return;
      }
      const task: Task = { request, replied: false, gaveUp: false };
      this.#task = task;
      await this.#handle(task);
      if (task.gaveUp) return;
      this.#task = undefined;
    }
    this.#running = false;
  }

  /**
   * After a termination: promises that were settled by then never tell. Where nothing has gone on a moment later, the
   * request that is being handled is answered with an error, and the next one begins.
   */
  recover(): void {
    const progress = this.#progress;
    setTimeout(() => {
      if (!this.#running || this.#progress !== progress) return;
      const task = this.#task;
      this.#task = undefined;
      this.#session.giveUp();
      if (task) {
        task.gaveUp = true;
        const { id, header } = task.request;
        log(`gave up a ${header.msg_type} that an interrupt left without an end`);
        if (!task.replied) this.#reply(task, this.#session.failure(new InterruptError()));
        this.#finish(id, header.msg_type);
      }
      void this.#work();
    }, recovery);
  }

  async #handle(task: Task): Promise<void> {
    const { id, header, content } = task.request;
    const type = header.msg_type;
    this.#link.publish(id, "status", { execution_state: "busy" });
    if (type === "execute_request") this.#cell = id;
    if (Object.hasOwn(this.#handlers, type)) await this.#answer(task, type as SessionRequest, content);
    else log(`dropped a message of the unknown type ${JSON.stringify(type)}`);
    if (!task.gaveUp) this.#finish(id, type);
  }

  #finish(id: RequestId, type: string): void {
    this.#progress++;
    if (type === "execute_request") this.#cell = undefined;
    this.#link.done(id, type === "execute_request");
  }

  #reply(task: Task, content: object): void {
    this.#progress++;
    task.replied = true;
    const { id, header } = task.request;
    this.#link.reply(id, header.msg_type.replace(/request$/, "reply"), content);
  }

  async #answer<T extends SessionRequest>(task: Task, type: T, content: Dictionary): Promise<void> {
    const handler: Handler<T> = this.#handlers[type];
    const context = { session: this.#session, request: task.request.id };
    const isCell = type === "execute_request";
    try {
      const parsed = handler.parse(content);
      const handling = () => handler.handle(parsed, context);
      const reply = await (isCell ? handling() : this.#session.evaluator.guard(handling));
      if (task.gaveUp) return;
      const { stop_on_error, silent } = parsed as Partial<ExecuteRequest>;
      const stop = isCell && reply.status === "error" && stop_on_error === true && !silent;
      // Taken before the reply is out: what a front end sends because of the reply is to be run.
      const waiting = stop ? this.#takeQueuedCells() : [];
      this.#reply(task, reply);
      for (const request of waiting) this.#abort(request);
    } catch (error) {
      if (error instanceof ContentError) log(`${type}: ${error.message}`);
      if (!task.gaveUp) this.#reply(task, this.#session.failure(error));
    }
  }

  #comm({ id, header: { msg_type }, content, metadata, buffers }: Request): void {
    const session = this.#session;
    this.#link.publish(id, "status", { execution_state: "busy" });
    try {
      const handler = comms[msg_type as keyof CommHandlers];
      session.comms.during(id, () => handler.handle(content, { session, request: id, metadata, buffers }));
    } catch (error) {
      if (!(error instanceof ContentError)) throw error;
      log(`dropped a ${msg_type}: ${error.message}`);
    }
    this.#link.done(id, false);
  }

  /** The cells that wait already, out of the queue. */
  #takeQueuedCells(): Request[] {
    this.#link.drain();
    const isCell = (request: Request) => request.header.msg_type === "execute_request";
    const cells = this.#queue.filter(isCell);
    const others = this.#queue.filter((request) => !isCell(request));
    this.#queue.splice(0, Infinity, ...others);
    return cells;
  }

  #abort({ id }: Request): void {
    const execution_count = this.#session.executionCount;
    this.#link.publish(id, "status", { execution_state: "busy" });
    this.#link.reply(id, "execute_reply", { status: "aborted", execution_count });
    this.#link.done(id, false);
  }
}
