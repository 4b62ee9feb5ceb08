/** The kernel's five sockets, as the connection file wants them. */

import { rmSync } from "node:fs";
import { Reply, Router, XPublisher } from "zeromq";
import { address, type Channel, type Connection, socketFiles } from "./connection.ts";

/** Milliseconds that what is sent last has to get out. */
export const linger = 500;

export class Sockets {
  readonly routers: { readonly shell: Router; readonly control: Router; readonly stdin: Router };
  readonly iopub: XPublisher;
  readonly heartbeat: Reply;
  readonly #connection: Connection;

  constructor(connection: Connection) {
    this.#connection = connection;
    const { curve } = connection;
    const secrecy = curve && { curveServer: true, curvePublicKey: curve.publicKey, curveSecretKey: curve.secretKey };
    const options = { linger, sendHighWaterMark: 0, receiveHighWaterMark: 0, ...secrecy };
    this.routers = { shell: new Router(options), control: new Router(options), stdin: new Router(options) };
    // A client of iopub has this many messages waiting at most. A send that finds more fails at once (see outbox.ts).
    this.iopub = new XPublisher({ ...options, sendHighWaterMark: 500, sendTimeout: 0 });
    this.iopub.verbosity = "allSubs";
    this.heartbeat = new Reply({ ...options, linger: 0 });
  }

  /** @throws Error where an address cannot be listened on; the sockets are closed then */
  async bind(): Promise<void> {
    const at = (channel: Channel) => address(this.#connection, channel);
    const { shell, control, stdin } = this.routers;
    // A client that reaches shell should find iopub there already, or it misses what its first request publishes.
    await this.#all([this.iopub.bind(at("iopub")), this.heartbeat.bind(at("hb"))]);
    await this.#all([shell.bind(at("shell")), control.bind(at("control")), stdin.bind(at("stdin"))]);
  }

  /** A socket that is closed while it binds ends the process: all come to their end before. */
  async #all(binds: readonly Promise<void>[]): Promise<void> {
    const failure = (await Promise.allSettled(binds)).find((result) => result.status === "rejected");
    if (!failure) return;
    this.close();
    throw failure.reason;
  }

  /** A process that exits while sockets are open aborts (zeromq 6.8). */
  close(): void {
    for (const socket of [...Object.values(this.routers), this.iopub, this.heartbeat]) socket.close();
    // ZeroMQ removes them in a thread of its own, which the process does not outlive.
    for (const file of socketFiles(this.#connection)) rmSync(file, { force: true });
  }
}
