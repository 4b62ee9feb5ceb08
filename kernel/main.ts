/** The kernel's entry: `main.ts -f CONNECTION_FILE`. */

import { readFileSync } from "node:fs";
import { enableCompileCache } from "node:module";
import { MessageChannel, Worker } from "node:worker_threads";
import { Dispatcher } from "./handlers/index.ts";
import { makeKernelInfo } from "./handlers/kernel-info.ts";
import { openPipes } from "./session/descriptors.ts";
import { exitProcess } from "./session/host-process.ts";
import { Link } from "./session/link.ts";
import { Session } from "./session/session.ts";
import { readConnection } from "./wire/connection.ts";
import { type Inbound, sharedBytes, type WireData } from "./wire/link.ts";
import { log, logTo } from "./wire/log.ts";

const ringBytes = 1 << 20;

function start(connectionFile: string): void {
  const connection = readConnection(connectionFile);
  const source = import.meta.url.endsWith(".ts");
  const packageUrl = new URL(source ? "../package.json" : "../../package.json", import.meta.url);
  const info = makeKernelInfo(JSON.parse(readFileSync(packageUrl, "utf8")).version);
  const { pipes, log: logDescriptor } = openPipes(packageUrl);
  logTo(logDescriptor);
  const { port1, port2 } = new MessageChannel();
  const shared = new SharedArrayBuffer(sharedBytes);
  const ring = new SharedArrayBuffer(ringBytes);
  const kernelInfo = JSON.stringify(info);
  const workerData: WireData = { connection, shared, ring, port: port2, kernelInfo, pipes, log: logDescriptor };
  const wire = new Worker(new URL(source ? "./wire/thread.ts" : "./wire/thread.js", import.meta.url), {
    workerData,
    transferList: [port2],
  });

  const receive = (message: Inbound): void => {
    if (message.kind === "request") dispatcher.add(message);
    else if (message.kind === "interrupt") session.interrupt();
    else if (message.kind === "input") session.input.receive(message.value);
    else if (message.kind === "shutdown") link.close();
    else {
      session.evaluator.disconnect();
      exitProcess(0);
    }
  };
  const link = new Link(port1, new Int32Array(shared), ring, receive);
  const session = new Session(link, packageUrl.href);
  session.install();
  const dispatcher = new Dispatcher(session, link, info);
  wire.on("error", (error) => {
    log(`the wire thread failed: ${error.stack}`);
    session.evaluator.disconnect();
    exitProcess(1);
  });
}

const [flag, connectionFile] = process.argv.slice(2);
if (flag !== "-f" || !connectionFile) {
  log("usage: main.js -f CONNECTION_FILE");
  process.exitCode = 2;
} else {
  enableCompileCache();
  try {
    start(connectionFile);
  } catch (error) {
    log((error as Error).message);
    process.exitCode = 1;
  }
}
