/** Answers of the last moments: front ends ask the same again, at a second Tab and at each letter that is taken back. */

import type { Place } from "./link.ts";

/** Milliseconds for which an answer counts: files may change, too. */
const fresh = 2_000;
const most = 64;

export class Recent<T> {
  readonly #answers = new Map<string, { readonly answer: T; readonly at: number }>();

  /** The answer for a place in a cell; `find` finds it where it is not known. */
  get({ code, cursor }: Place, find: () => T): T {
    const key = `${cursor}:${code}`;
    const known = this.#answers.get(key);
    const now = performance.now();
    if (known && now - known.at < fresh) return known.answer;
    const answer = find();
    if (this.#answers.size >= most) this.clear();
    this.#answers.set(key, { answer, at: now });
    return answer;
  }

  /** Everything may be otherwise now. */
  clear(): void {
    this.#answers.clear();
  }
}
