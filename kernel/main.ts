/** The kernel's entry: `main.ts -f CONNECTION_FILE`. The wire thread starts first; the session is loaded meanwhile. */

import { readFileSync } from "node:fs";
import { enableCompileCache, flushCompileCache } from "node:module";
import { MessageChannel, Worker } from "node:worker_threads";
import { makeKernelInfo } from "./handlers/kernel-info.ts";
import { openPipes } from "./session/descriptors.ts";
import { readConnection } from "./wire/connection.ts";
import { sharedBytes, type WireData } from "./wire/link.ts";
import { log, logTo } from "./wire/log.ts";

const ringBytes = 1 << 20;
/** Milliseconds after which what V8 compiled is kept for the next start: the first cells have run by then. */
const keepAfter = 3_000;

async function start(connectionFile: string): Promise<void> {
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
  const { startUserThread } = await import("./user-thread.ts");
  const user = startUserThread(workerData, port1, info, packageUrl.href);
  wire.on("error", (error) => {
    log(`the wire thread failed: ${error.stack}`);
    user.fail();
  });
  setTimeout(flushCompileCache, keepAfter).unref();
}

const [flag, connectionFile] = process.argv.slice(2);
if (flag !== "-f" || !connectionFile) {
  log("usage: main.js -f CONNECTION_FILE");
  process.exitCode = 2;
} else {
  enableCompileCache();
  try {
    await start(connectionFile);
  } catch (error) {
    log((error as Error).message);
    process.exitCode = 1;
  }
}
