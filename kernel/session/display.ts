/** `display` and `clearOutput` for cells: what they show goes to the cell that called. */

import { randomUUID } from "node:crypto";
import { type Bundle, toBundle } from "../display/bundle.ts";
import { announceUpdate, currentSink, type OutputType } from "../display/capture.ts";
import type { RequestId } from "../wire/link.ts";
import type { PublishTable } from "../wire/messages.ts";
import { cells } from "./cell.ts";
import type { Link } from "./link.ts";

export interface DisplayHandle {
  readonly displayId: string;
  /** Shows `value` in the place of what was displayed. */
  update(value: unknown, options?: { readonly raw?: boolean }): Promise<void>;
}

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
    const transient = options.displayId === undefined ? {} : { display_id: options.displayId };
    if (!options.update) this.publish("display_data", { data, metadata, transient });
    else if (options.displayId === undefined)
      throw new Error("display: an update needs the displayId of what it updates");
    else {
      const update = { data, metadata, transient: { display_id: options.displayId } };
      announceUpdate(update);
      this.publish("update_display_data", update);
    }
  };

  /** Where output of the code that runs goes: to its cell, or to who captures it. */
  publish<T extends OutputType>(type: T, content: PublishTable[T]): void {
    const sink = currentSink();
    if (sink) sink(type, content);
    else this.#link.publish(cells.getStore()?.request ?? this.#fallback(), type, content);
  }

  /** Shows `value`; with `raw`, `value` is a MIME bundle itself. The handle updates it in place. */
  readonly display = async (
    value: unknown,
    options: { readonly raw?: boolean; readonly displayId?: string; readonly update?: boolean } = {},
  ): Promise<DisplayHandle> => {
    const displayId = options.displayId ?? randomUUID();
    const { data, metadata } = await bundleOf(value, options.raw);
    this.bundle(data, metadata, { displayId, update: options.update });
    return {
      displayId,
      update: async (next, { raw } = {}) => {
        const bundle = await bundleOf(next, raw);
        this.bundle(bundle.data, bundle.metadata, { displayId, update: true });
      },
    };
  };

  /** Empties the cell's output; with `wait`, only once something new is shown. */
  readonly clearOutput = (wait: boolean | { readonly wait?: boolean } = false): void => {
    this.publish("clear_output", { wait: typeof wait === "object" ? wait.wait === true : wait });
  };
}

async function bundleOf(value: unknown, raw = false): Promise<Bundle> {
  if (!raw) return toBundle(value);
  if (typeof value !== "object" || value === null) {
    throw new TypeError(
      `display: with raw, the value must be a MIME bundle such as { "text/html": "…" }, got ${value}`,
    );
  }
  return { data: value as Record<string, unknown>, metadata: {} };
}
