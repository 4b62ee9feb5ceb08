/**
 * What a notebook kernel lends to the runtime. A plain Node script has no host, and everything works without one.
 *
 * The kernel puts an object of this form on `globalThis[Symbol.for("tangent.host")]` before a cell can load the runtime.
 */

/** MIME types to their representations, as Jupyter's `display_data` carries them. */
export type MimeBundle = Readonly<Record<string, unknown>>;

export interface Host {
  /** Non-zero while an interrupt is asked for: long loops and kernels look at it and throw an `InterruptError`. */
  readonly interruptFlag: Int32Array<SharedArrayBuffer>;
  /** Shows a bundle in the output of the cell that is running. */
  display(data: MimeBundle, metadata?: MimeBundle, options?: { displayId?: string; update?: boolean }): void;
  /** Empties the output of the cell that is running; with `wait`, once something new is shown. */
  clearOutput(wait: boolean): void;
  /** Calls back at the end of every cell, before its reply, in the order of registration. */
  onCellEnd(callback: () => void | Promise<void>): void;
  /** JavaScript that a data loader's workers run first, so that code of cells works there. */
  readonly workerPrelude?: string;
}

/** Objects with a method of this name show its bundle in a notebook (Deno's notebooks use the same symbol). */
export const displaySymbol: unique symbol = Symbol.for("Jupyter.display") as never;

/** Objects with a method of this name say, in lines of text, what they hold: for a look at a variable in a notebook. */
export const describeSymbol: unique symbol = Symbol.for("tangent.describe") as never;

/** Objects may have a property of this name beside their display method: metadata for the front end, by MIME type. */
export const displayMetadataSymbol: unique symbol = Symbol.for("tangent.displayMetadata") as never;

/** The kernel that runs this code, or undefined in a plain script. */
export function host(): Host | undefined {
  return (globalThis as { [key: symbol]: Host | undefined })[Symbol.for("tangent.host")];
}
