/** The codecs' thread: one for each thread that reads pictures, so that reading one can be waited for. */

import { type MessagePort, parentPort } from "node:worker_threads";
import { type Job, run } from "./jobs.ts";

/** A job, where its answer goes, and what is woken then. */
export interface Request {
  job: Job;
  port: MessagePort;
  signal: Int32Array<SharedArrayBuffer>;
}

/** What became of a job. */
export type Answer = { result: unknown } | { message: string; name: string };

async function serve({ job, port, signal }: Request): Promise<void> {
  let answer: Answer;
  try {
    answer = { result: await run(job) };
  } catch (error) {
    answer = { message: error instanceof Error ? error.message : String(error), name: (error as Error).name };
  }
  port.postMessage(answer);
  Atomics.store(signal, 0, 1);
  Atomics.notify(signal, 0);
  port.close();
}

parentPort?.on("message", (request: Request) => void serve(request));
