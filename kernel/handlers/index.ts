/** The table of handlers, and the queue that feeds them: one request at a time, in the order of their arrival. */

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
const { setImmediate } = globalThis;

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
      else void this.#handle(request);
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
      if (isComm(request)) {
        this.#comm(request);
        setImmediate(() => void this.#work());
        return;
      }
      await this.#handle(request);
    }
    this.#running = false;
  }

  async #handle(request: Request): Promise<void> {
    const { id, header, content } = request;
    const type = header.msg_type;
    this.#link.publish(id, "status", { execution_state: "busy" });
    if (type === "execute_request") this.#cell = id;
    if (Object.hasOwn(this.#handlers, type)) await this.#answer(id, type as SessionRequest, content);
    else log(`dropped a message of the unknown type ${JSON.stringify(type)}`);
    if (type === "execute_request") this.#cell = undefined;
    this.#link.done(id, type === "execute_request");
  }

  async #answer<T extends SessionRequest>(id: RequestId, type: T, content: Dictionary): Promise<void> {
    const handler: Handler<T> = this.#handlers[type];
    const replyType = type.replace(/request$/, "reply");
    try {
      const parsed = handler.parse(content);
      const reply = await handler.handle(parsed, { session: this.#session, request: id });
      const { stop_on_error, silent } = parsed as Partial<ExecuteRequest>;
      const stop = type === "execute_request" && reply.status === "error" && stop_on_error === true && !silent;
      // Taken before the reply is out: what a front end sends because of the reply is to be run.
      const waiting = stop ? this.#takeQueuedCells() : [];
      this.#link.reply(id, replyType, reply);
      for (const request of waiting) this.#abort(request);
    } catch (error) {
      if (error instanceof ContentError) log(`${type}: ${error.message}`);
      this.#link.reply(id, replyType, this.#session.failure(error));
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
