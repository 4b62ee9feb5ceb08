/**
 * The kernel's entry: `main.ts -f CONNECTION_FILE [--history FILE]`. The wire thread starts first; the session is loaded
 * meanwhile. What is run is kept in FILE, `tangent/history.sqlite` in Jupyter's data folder where it is left out;
 * `:memory:` keeps it until the kernel ends.
 */

import { readFileSync } from "node:fs";
import { enableCompileCache, flushCompileCache } from "node:module";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { MessageChannel, Worker } from "node:worker_threads";
import { makeKernelInfo } from "./handlers/kernel-info.ts";
import { jupyterFolder } from "./jupyter-folder.ts";
import { openPipes } from "./session/descriptors.ts";
import { readConnection } from "./wire/connection.ts";
import { sharedBytes, type WireData } from "./wire/link.ts";
import { log, logTo } from "./wire/log.ts";

const ringBytes = 1 << 20;
/** Milliseconds after which what V8 compiled is kept for the next start: the first cells have run by then. */
const keepAfter = 3_000;

async function start(connectionFile: string, history: string): Promise<void> {
  const connection = readConnection(connectionFile);
  const source = import.meta.url.endsWith(".ts");
  const packageUrl = new URL(source ? "../package.json" : "../../package.json", import.meta.url);
  const info = makeKernelInfo(JSON.parse(readFileSync(packageUrl, "utf8")).version);
  const { pipes, log: logDescriptor } = openPipes(packageUrl);
  logTo(logDescriptor);
  const { port1, port2 } = new MessageChannel();
  const aside = new MessageChannel();
  const shared = new SharedArrayBuffer(sharedBytes);
  const ring = new SharedArrayBuffer(ringBytes);
  const kernelInfo = JSON.stringify(info);
  const standIn = { port: aside.port1, types: ["complete_request", "inspect_request"] } as const;
  const workerData: WireData = {
    connection,
    shared,
    ring,
    port: port2,
    standIn,
    kernelInfo,
    pipes,
    log: logDescriptor,
  };
  const wire = new Worker(new URL(source ? "./wire/thread.ts" : "./wire/thread.js", import.meta.url), {
    workerData,
    transferList: [port2, aside.port1],
  });
  const { startUserThread } = await import("./user-thread.ts");
  const language = {
    threadUrl: new URL(source ? "./language-thread.ts" : "./language-thread.js", import.meta.url),
    packageUrl: packageUrl.href,
    requests: aside.port2,
    log: logDescriptor,
  };
  const options = { packageUrl: packageUrl.href, history, language, captured: pipes !== undefined };
  const user = startUserThread(workerData, port1, info, options);
  wire.on("error", (error) => {
    log(`the wire thread failed: ${error.stack}`);
    user.fail();
  });
  setTimeout(flushCompileCache, keepAfter).unref();
}

// Front ends may add options of their own: what is unknown is left alone.
const { values } = parseArgs({
  options: { "connection-file": { type: "string", short: "f" }, history: { type: "string" } },
  strict: false,
});
const { "connection-file": connectionFile, history = join(jupyterFolder(), "tangent", "history.sqlite") } = values;
if (typeof connectionFile !== "string" || typeof history !== "string") {
  log("usage: main.js -f CONNECTION_FILE [--history FILE]");
  process.exitCode = 2;
} else {
  enableCompileCache();
  try {
    await start(connectionFile, history);
  } catch (error) {
    log((error as Error).message);
    process.exitCode = 1;
  }
}
