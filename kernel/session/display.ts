/** What the runtime's `display` and `clearOutput` are lent: what they show goes to the cell that called. */

import { announceUpdate, currentSink, type OutputType } from "../display/capture.ts";
import type { RequestId } from "../wire/link.ts";
import type { PublishTable } from "../wire/messages.ts";
import { cells } from "./cell.ts";
import type { Link } from "./link.ts";

export class Display {
  readonly #link: Link;
  readonly #fallback: () => RequestId;

  constructor(link: Link, fallback: () => RequestId) {
    this.#link = link;
    this.#fallback = fallback;
  }

  /** Shows a MIME bundle. With `update`, in the place of the one that was shown under the same `displayId`. */
  readonly bundle = (
    data: Readonly<Record<string, unknown>>,
    metadata: Readonly<Record<string, unknown>> = {},
    options: { readonly displayId?: string; readonly update?: boolean } = {},
  ): void => {
    const { displayId, update } = options;
    if (!update) {
      const transient = displayId === undefined ? {} : { display_id: displayId };
      this.publish("display_data", { data, metadata, transient });
    } else if (displayId !== undefined) {
      const content = { data, metadata, transient: { display_id: displayId } };
      announceUpdate(content);
      this.publish("update_display_data", content);
    } else throw new Error("display: an update needs the displayId of what it updates");
  };

  readonly clearOutput = (wait: boolean): void => this.publish("clear_output", { wait });

  /** Where output of the code that runs goes: to its cell, or to who captures it. */
  publish<T extends OutputType>(type: T, content: PublishTable[T]): void {
    const sink = currentSink();
    if (sink) sink(type, content);
    else this.#link.publish(cells.getStore()?.request ?? this.#fallback(), type, content);
  }
}
