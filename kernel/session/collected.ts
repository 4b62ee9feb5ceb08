/** What code printed and showed while a magic captured it. */

import type { Bundle } from "../../runtime/display/index.ts";
import type { Sink } from "../display/capture.ts";
import type { Captured, CaptureKinds } from "../magics/magic.ts";
import type { PublishTable } from "../wire/messages.ts";

export class Collected implements Captured {
  stdout = "";
  stderr = "";
  outputs: readonly Bundle[] = [];
  readonly #byDisplayId = new Map<string, number>();
  readonly #kinds: CaptureKinds;
  readonly #pass: Sink;

  /** @param pass takes what is of no kind that is wanted */
  constructor(kinds: CaptureKinds, pass: Sink) {
    this.#kinds = kinds;
    this.#pass = pass;
  }

  readonly sink: Sink = (type, content) => {
    if (type === "stream") {
      const { name, text } = content as PublishTable["stream"];
      if (this.#kinds[name]) this[name] += text;
      else this.#pass(type, content);
    } else if (type === "error" || !this.#kinds.display) this.#pass(type, content);
    else if (type === "clear_output") this.outputs = [];
    else this.#show(type === "update_display_data", content as PublishTable["display_data"]);
  };

  #show(update: boolean, { data, metadata, transient }: PublishTable["display_data"]): void {
    const id = transient?.display_id;
    const at = update && id !== undefined ? this.#byDisplayId.get(id) : undefined;
    if (at !== undefined) this.outputs = this.outputs.with(at, { data, metadata });
    else {
      if (id !== undefined) this.#byDisplayId.set(id, this.outputs.length);
      this.outputs = [...this.outputs, { data, metadata }];
    }
  }
}
