/** `display` and `clearOutput`: in a notebook the cell's output, in a script the terminal. */

import { randomUUID } from "node:crypto";
import { host, type MimeBundle } from "../host.ts";
import { type Bundle, checkedData, toBundle } from "./bundle.ts";

export interface DisplayOptions {
  /** Whether the value is a MIME bundle itself, such as `{ "text/html": "…" }`; false. */
  readonly raw?: boolean;
  /** A name for what is shown, by which it can be updated; one of its own where left out. */
  readonly displayId?: string;
  /** Whether to show the value in the place of what was shown under `displayId`; false. */
  readonly update?: boolean;
  /** For the front end, by MIME type: `{ "image/png": { width: 200 } }`. */
  readonly metadata?: MimeBundle;
}

/** What was shown, to be changed in its place. As the value of a cell it shows nothing of its own. */
export class DisplayHandle {
  readonly displayId: string;
  /** Resolves once everything is shown that was asked for: at once, unless a display method is asynchronous. */
  shown: Promise<void> = Promise.resolve();

  constructor(displayId: string) {
    this.displayId = displayId;
  }

  /** Shows `value` in the place of what was displayed. */
  update(value: unknown, options: Pick<DisplayOptions, "raw" | "metadata"> = {}): void {
    this.display(value, { ...options, update: true });
  }

  /** Shows `value` once more, under the same name: an update changes all of them. */
  display(value: unknown, options: Omit<DisplayOptions, "displayId"> = {}): void {
    check({ ...options, displayId: this.displayId });
    const bundle = options.raw ? rawBundle(value) : toBundle(value);
    const showNow = (made: Bundle) => show(made, this.displayId, options.update ?? false, options.metadata);
    if (!(bundle instanceof Promise) && !this.#waits) {
      showNow(bundle);
      return;
    }
    // What comes later is shown later.
    this.#waits++;
    this.shown = this.shown.then(async () => {
      showNow(await bundle);
      this.#waits--;
    });
  }

  #waits = 0;
}

const known = ["raw", "displayId", "update", "metadata"];

/**
 * Shows `value`: what its `Symbol.for("Jupyter.display")` method gives, or its text. It is shown before this returns, unless
 * that method is asynchronous. A script prints the text.
 * @throws TypeError for an option that does not exist, and for a bundle that is none
 */
export function display(value: unknown, options: DisplayOptions = {}): DisplayHandle {
  check(options);
  const { displayId = randomUUID(), ...rest } = options;
  const handle = new DisplayHandle(displayId);
  handle.display(value, rest);
  return handle;
}

/** Shows a bundle at once. */
export function show({ data, metadata }: Bundle, displayId: string, update: boolean, more: MimeBundle = {}): void {
  const kernel = host();
  if (kernel) kernel.display(data, { ...metadata, ...more }, { displayId, update });
  else console.log(String(data["text/plain"] ?? Object.values(data)[0] ?? ""));
}

/**
 * Empties the cell's output; with `wait`, only once something new is shown, so that nothing flickers. A script on a terminal
 * empties the line.
 */
export function clearOutput(options: boolean | { readonly wait?: boolean } = {}): void {
  const wait = typeof options === "object" ? options.wait === true : options;
  const kernel = host();
  if (kernel) kernel.clearOutput(wait);
  else if (process.stdout.isTTY) process.stdout.write("\r\x1b[2K");
}

function rawBundle(value: unknown): Bundle {
  try {
    return { data: checkedData(value), metadata: {} };
  } catch (error) {
    throw new TypeError(`display: with raw, ${(error as Error).message}`);
  }
}

function check(options: DisplayOptions): void {
  if (typeof options !== "object" || options === null)
    throw new TypeError(`display: options must be an object, got ${String(options)}; one value is shown at a time`);
  for (const name of Object.keys(options)) {
    if (known.includes(name)) continue;
    const meant = name === "display_id" ? "; it is displayId" : `; it has ${known.join(", ")}`;
    throw new TypeError(`display: there is no option ${name}${meant}`);
  }
  if (options.update && options.displayId === undefined)
    throw new TypeError("display: an update needs the displayId of what it updates");
}
