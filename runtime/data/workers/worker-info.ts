/** `torch.utils.data.get_worker_info`. */

/** The worker that runs this code. */
export interface WorkerInfo {
  /** From 0 on. */
  readonly id: number;
  readonly numWorkers: number;
  /** What this worker's random numbers begin with: the loader's seed plus `id`. */
  readonly seed: bigint;
  /** This worker's own copy of the data set. */
  readonly dataset: unknown;
}

let info: WorkerInfo | null = null;

/** The worker that runs this code; null outside of workers. */
export function getWorkerInfo(): WorkerInfo | null {
  return info;
}

/** @internal */
export function setWorkerInfo(given: WorkerInfo): void {
  info = given;
}
