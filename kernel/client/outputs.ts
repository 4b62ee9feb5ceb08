/** The outputs of a cell, gathered from what the kernel publishes, as a front end gathers them. */

import type { PublishTable, PublishType } from "../wire/messages.ts";
import type { CellOutput, DataOutput, StreamOutput } from "./notebook.ts";

export class Outputs {
  readonly list: CellOutput[];
  /** Outputs by their display id, of this cell and of those before it. */
  readonly #displays: Map<string, DataOutput[]>;
  #clearBeforeNext = false;

  constructor(displays: Map<string, DataOutput[]>, list: readonly CellOutput[] = []) {
    this.#displays = displays;
    this.list = [...list];
  }

  receive(type: PublishType, content: unknown): void {
    switch (type) {
      case "stream":
        this.#stream(content as PublishTable["stream"]);
        return;
      case "display_data":
      case "execute_result":
        this.#data(type, content as PublishTable["execute_result"]);
        return;
      case "update_display_data":
        this.#update(content as PublishTable["update_display_data"]);
        return;
      case "error": {
        const { ename, evalue, traceback } = content as PublishTable["error"];
        this.#add({ output_type: "error", ename, evalue, traceback });
        return;
      }
      case "clear_output":
        if ((content as PublishTable["clear_output"]).wait) this.#clearBeforeNext = true;
        else this.list.length = 0;
    }
  }

  #add(output: CellOutput): void {
    if (this.#clearBeforeNext) this.list.length = 0;
    this.#clearBeforeNext = false;
    this.list.push(output);
  }

  #stream({ name, text }: PublishTable["stream"]): void {
    const last = this.#clearBeforeNext ? undefined : this.list.at(-1);
    if (last?.output_type === "stream" && last.name === name) last.text = `${last.text}${text}`;
    else this.#add({ output_type: "stream", name, text } satisfies StreamOutput);
  }

  #data(type: DataOutput["output_type"], content: PublishTable["execute_result"]): void {
    const { data, metadata, transient, execution_count } = content;
    const output: DataOutput = { output_type: type, data, metadata };
    if (type === "execute_result") output.execution_count = execution_count;
    this.#add(output);
    const id = transient?.display_id;
    if (id !== undefined) this.#displays.set(id, [...(this.#displays.get(id) ?? []), output]);
  }

  #update({ data, metadata, transient }: PublishTable["update_display_data"]): void {
    for (const output of this.#displays.get(transient.display_id) ?? []) Object.assign(output, { data, metadata });
  }
}
