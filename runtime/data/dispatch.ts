/** Which worker makes which batch: in turn, a few ahead, given out in order. */

import type { Pool } from "./workers/pool.ts";

type Batch = { batch: unknown };

/** One epoch of a loader with workers. */
export class Dispatch {
  readonly #pool: Pool;
  readonly #indices: Iterator<readonly number[] | number | null>;
  readonly #active: boolean[];
  /** Batches under way, the next one first. */
  readonly #pending: { number: number; worker: number }[] = [];
  #turn = 0;

  /** @param ahead how many batches each worker has under way. */
  constructor(pool: Pool, indices: Iterator<readonly number[] | number | null>, ahead: number) {
    this.#pool = pool;
    this.#indices = indices;
    this.#active = new Array<boolean>(pool.size).fill(true);
    for (let i = 0; i < ahead * pool.size; i++) this.#ask();
  }

  #ask(): void {
    const { size } = this.#pool;
    for (let i = 0; i < size; i++) {
      const worker = (this.#turn + i) % size;
      if (!this.#active[worker]) continue;
      const { value, done } = this.#indices.next();
      if (done) return;
      this.#turn = worker + 1;
      this.#pending.push({ number: this.#pool.ask(worker, value), worker });
      return;
    }
  }

  #take(worker: number, got: Batch | undefined): Batch | undefined {
    if (got === undefined) this.#active[worker] = false;
    this.#ask();
    return got;
  }

  *[Symbol.iterator](): Generator<unknown, undefined> {
    for (let next = this.#pending.shift(); next !== undefined; next = this.#pending.shift()) {
      const got = this.#take(next.worker, this.#pool.wait(next.number));
      if (got !== undefined) yield got.batch;
    }
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<unknown, undefined> {
    for (let next = this.#pending.shift(); next !== undefined; next = this.#pending.shift()) {
      const got = this.#take(next.worker, await this.#pool.waitAsync(next.number));
      if (got !== undefined) yield got.batch;
    }
  }
}
