/** A figure that is redrawn in place while a cell works. */

import { host } from "../../host.ts";
import type { Figure } from "../figure/figure.ts";

/** Milliseconds between pictures: twenty a second. */
const shortest = 50;
let counted = 0;

export class LiveFigure {
  readonly figure: Figure;
  readonly #id = `tangent-live-figure-${process.pid}-${++counted}`;
  #isShown = false;
  #isBehind = false;
  #last = Number.NEGATIVE_INFINITY;

  /** @internal */
  constructor(figure: Figure) {
    this.figure = figure;
    host()?.onCellEnd(() => this.flush());
  }

  /** Shows the figure as it is now. Calls that come faster than twenty a second are left out, but for the last. */
  update(): void {
    this.#isBehind = true;
    if (performance.now() - this.#last >= shortest) this.flush();
  }

  /** Shows the figure now, where it changed since. */
  flush(): void {
    const kernel = host();
    if (!this.#isBehind || kernel === undefined) return;
    this.#isBehind = false;
    kernel.display(
      { "text/plain": String(this.figure), "image/png": this.figure.toPng({ bbox: "tight" }).toString("base64") },
      {},
      { displayId: this.#id, update: this.#isShown },
    );
    this.#isShown = true;
    this.#last = performance.now();
  }
}
