/** The wire thread's entry. */

import { enableCompileCache, flushCompileCache } from "node:module";
import { workerData } from "node:worker_threads";
import type { WireData } from "./link.ts";
import { log, logTo } from "./log.ts";

const data = workerData as WireData;
logTo(data.log);
enableCompileCache();
try {
  const { Wire } = await import("./wire.ts");
  await new Wire(data).start();
  flushCompileCache();
} catch (error) {
  log(`could not listen: ${(error as Error).message}`);
  throw error;
}
