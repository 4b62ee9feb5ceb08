/** What the main thread does: the user's session, and the handlers that feed it. Loaded while the wire thread starts. */

import type { MessagePort } from "node:worker_threads";
import { Dispatcher } from "./handlers/index.ts";
import { exitProcess } from "./session/host-process.ts";
import { Link } from "./session/link.ts";
import { Session, type SessionOptions } from "./session/session.ts";
import type { Inbound, WireData } from "./wire/link.ts";
import type { KernelInfo } from "./wire/messages.ts";

export interface UserThread {
  /** Ends the process at once: nobody is left who would hear from it. */
  fail(): never;
}

export function startUserThread(
  { shared, ring }: WireData,
  port: MessagePort,
  info: KernelInfo,
  options: SessionOptions,
): UserThread {
  const end = (status: number): never => {
    session.end();
    exitProcess(status);
  };
  const receive = (message: Inbound): void => {
    if (message.kind === "request") dispatcher.add(message);
    else if (message.kind === "interrupt") {
      session.interrupt();
      if (message.terminated) dispatcher.recover();
    } else if (message.kind === "input") session.input.receive(message.value);
    else if (message.kind === "shutdown") link.close();
    else end(0);
  };
  const link = new Link(port, new Int32Array(shared), ring, receive);
  const session = new Session(link, options);
  session.install();
  const dispatcher = new Dispatcher(session, link, info);
  return { fail: () => end(1) };
}
