/** The wire thread's entry. */

import { workerData } from "node:worker_threads";
import type { WireData } from "./link.ts";
import { log, logTo } from "./log.ts";
import { Wire } from "./wire.ts";

const data = workerData as WireData;
logTo(data.log);
try {
  await new Wire(data).start();
} catch (error) {
  log(`could not listen: ${(error as Error).message}`);
  throw error;
}
