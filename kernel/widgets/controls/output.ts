/**
 * A place for what code prints and shows. ipywidgets has the front end divert messages by their parent; here the kernel
 * itself keeps the outputs and sends them as state: so what captured code prints after an await or from a timer is
 * caught, too, and nothing is lost when the page is loaded again.
 */

import { type Bundle, toBundle } from "../../../runtime/display/index.ts";
import type { CellOutput, DataOutput } from "../../client/notebook.ts";
import { Outputs } from "../../client/outputs.ts";
import { currentHost } from "../../comms/host.ts";
import {
  capture,
  currentSink,
  type DisplayUpdate,
  type OutputType,
  onDisplayUpdate,
  type Sink,
} from "../../display/capture.ts";
import type { PublishTable } from "../../wire/messages.ts";
import { DOMWidget } from "../dom-widget.ts";
import { dictionary, list, text } from "../trait.ts";
import { type Change, define } from "../widget.ts";

const output = { module: "@jupyter-widgets/output", version: "1.0.0" };

/** Milliseconds between two states that are sent while outputs come, in the long run. */
const pace = 30;
/** Milliseconds by which states may come earlier, so that a few lines are there before code that blocks. */
const burst = 600;
/** Characters a millisecond: a state grows with its outputs, so that long ones are sent less often. */
const speed = 20_000;

export interface CaptureOptions {
  /** Empties the widget before; the default is false. */
  readonly clearOutput?: boolean;
  /** Empties it only once there is something new. */
  readonly wait?: boolean;
}

const isInterrupt = (error: unknown) => error instanceof Error && error.name === "InterruptError";

export class Output extends define(
  DOMWidget,
  {
    ...output,
    viewModule: output.module,
    viewVersion: output.version,
    model: "OutputModel",
    view: "OutputView",
  },
  {
    /** Where ipywidgets has the front end divert messages; always empty here. */
    msgId: text(""),
    /** What is shown, as notebooks keep it. */
    outputs: list(dictionary()),
  },
) {
  /** What is shown under a display's id. */
  readonly #displays = new Map<string, DataOutput[]>();
  readonly #gathered = new Outputs(this.#displays, this.outputs as unknown as readonly CellOutput[]);
  #unlisten: (() => void) | undefined;
  #timer: NodeJS.Timeout | undefined;
  /** When the next state would be due that is neither early nor late. */
  #due = 0;
  #size = 0;
  /** It is another one once the outputs were emptied. */
  #first: CellOutput | undefined;
  #flushing = false;

  /**
   * Runs `code`; what it prints and shows comes here, also what it prints later, from promises and timers. An error is
   * shown here, too, and not thrown; an interrupt ends the cell as ever.
   * @returns what `code` returns, or undefined where it failed
   */
  capture<T>(code: () => T, { clearOutput = false, wait = false }: CaptureOptions = {}): T | undefined {
    if (clearOutput) this.clearOutput({ wait });
    try {
      const result = capture(this.#sinkWithin(currentSink()), code);
      if (!(result instanceof Promise)) return result;
      return result.catch((error: unknown) => this.#fail(error)).finally(() => this.#flush()) as T;
    } catch (error) {
      this.#fail(error);
      return undefined;
    } finally {
      this.#flush();
    }
  }

  /** Empties it; with `wait`, only once there is something new. */
  clearOutput({ wait = false }: { readonly wait?: boolean } = {}): void {
    this.#take("clear_output", { wait });
    if (!wait) this.#flush();
  }

  appendStdout(text: string): void {
    this.#append("stream", { name: "stdout", text });
  }

  appendStderr(text: string): void {
    this.#append("stream", { name: "stderr", text });
  }

  /** Shows a value as a cell's result is shown. */
  async appendDisplayData(value: unknown): Promise<void> {
    const { data, metadata }: Bundle = await toBundle(value);
    this.#append("display_data", { data, metadata });
  }

  protected override changed({ name, new: value }: Change): void {
    // The constructor calls this before there is anything gathered.
    if (name !== "outputs" || !(#gathered in this) || this.#flushing) return;
    this.#gathered.list.splice(0, Infinity, ...(value as CellOutput[]));
    this.#dropDisplays();
  }

  #append<T extends OutputType>(type: T, content: PublishTable[T]): void {
    this.#take(type, content);
    this.#flush();
  }

  #fail(error: unknown): undefined {
    const report = isInterrupt(error) ? undefined : currentHost()?.report(error);
    if (!report) throw error;
    this.#take("error", report);
  }

  /** Displays that are elsewhere are updated there; those here have heard of it already. */
  #sinkWithin(around: Sink | undefined): Sink {
    return (type, content) => {
      if (type !== "update_display_data") this.#take(type, content);
      else if (around) around(type, content);
      else currentHost()?.update(content as DisplayUpdate);
    };
  }

  readonly #take: Sink = (type, content) => {
    this.#gathered.receive(type, content);
    this.#size += JSON.stringify(content).length;
    const [first] = this.#gathered.list;
    if (first !== this.#first) this.#dropDisplays();
    this.#first = first;
    // It waits for what comes instead.
    if (type === "clear_output" && (content as PublishTable["clear_output"]).wait) return;
    if (this.#displays.size > 0) this.#unlisten ??= onDisplayUpdate((update) => this.#update(update));
    this.#send();
  };

  /** What is shown no more cannot be updated. */
  #dropDisplays(): void {
    const { list } = this.#gathered;
    this.#size = JSON.stringify(list).length;
    for (const [id, shown] of this.#displays) {
      if (!shown.some((output) => list.includes(output))) this.#displays.delete(id);
    }
  }

  #update(update: DisplayUpdate): void {
    if (!this.#displays.has(update.transient.display_id)) return;
    this.#gathered.receive("update_display_data", update);
    this.#send();
  }

  override close(): void {
    this.#unlisten?.();
    super.close();
  }

  #send(): void {
    // A cell that never yields shows its output all the same.
    const wait = this.#due - burst - performance.now();
    if (wait <= 0) this.#flush();
    else this.#timer ??= setTimeout(() => this.#flush(), wait).unref();
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#flushing = true;
    this.outputs = this.#gathered.list.map((output) => ({ ...output }));
    this.#flushing = false;
    this.#due = Math.max(this.#due, performance.now()) + pace + this.#size / speed;
  }
}
