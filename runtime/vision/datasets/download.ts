/** Downloads while the caller waits: constructors give a data set, not a promise of one. */

import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { MessageChannel, receiveMessageOnPort, Worker } from "node:worker_threads";
import { writeAtomically } from "../../files/atomic.ts";
import { checkInterrupt } from "../../interrupt.ts";

/** Runs in a thread of its own; plain JavaScript, since bundles have no file for it. */
const fetcher = `
const { workerData: { url, port, signal } } = require("node:worker_threads");
fetch(url).then(async (response) => {
  if (!response.ok) throw new Error("the server answers " + response.status + " " + response.statusText);
  return { bytes: new Uint8Array(await response.arrayBuffer()) };
}).catch((error) => ({ error: error.cause ? error.message + " (" + error.cause.message + ")" : error.message }))
  .then((answer) => { port.postMessage(answer); Atomics.store(signal, 0, 1); Atomics.notify(signal, 0); });
`;

/** How often a download looks whether the user wants it to stop, in milliseconds. */
const glance = 100;

type Answer = { readonly bytes: Uint8Array } | { readonly error: string };

/** What is at `url`. @throws InterruptError where the user stops it. */
function fetchNow(url: string): Answer {
  const signal = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT));
  const { port1, port2 } = new MessageChannel();
  const worker = new Worker(fetcher, {
    eval: true,
    workerData: { url, port: port2, signal },
    transferList: [port2],
    execArgv: [],
  });
  try {
    while (Atomics.wait(signal, 0, 0, glance) === "timed-out") checkInterrupt();
    return (receiveMessageOnPort(port1) as { message: Answer }).message;
  } finally {
    port1.close();
    void worker.terminate();
  }
}

/** What the bytes of a file come to. */
export interface Checksum {
  readonly algorithm: "md5" | "sha256";
  /** In hexadecimal; where it is shorter than the algorithm's, the first digits. */
  readonly digest: string;
}

/**
 * Downloads `name` from the first mirror that has it with the right checksum, to `path`, whole or not at all.
 * @throws where no mirror has it, with what each of them answered.
 */
export function download(mirrors: readonly string[], name: string, checksum: Checksum, path: string): void {
  const failures: string[] = [];
  for (const mirror of mirrors) {
    const url = mirror + name;
    console.log(`Downloading ${url} to ${path}`);
    const answer = fetchNow(url);
    if ("error" in answer) {
      failures.push(`${url}: ${answer.error}`);
      continue;
    }
    const { algorithm, digest } = checksum;
    const found = createHash(algorithm).update(answer.bytes).digest("hex").slice(0, digest.length);
    if (found !== digest) {
      failures.push(`${url}: its ${algorithm.toUpperCase()} is ${found}, not ${digest}`);
      continue;
    }
    mkdirSync(dirname(path), { recursive: true });
    writeAtomically(path, (sink) => sink(answer.bytes));
    return;
  }
  throw new Error(`could not download ${name}:\n  ${failures.join("\n  ")}`);
}
