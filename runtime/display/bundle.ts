/** A value as Jupyter shows it: a MIME bundle. */

import { inspect } from "node:util";
import { displayMetadataSymbol, displaySymbol, type MimeBundle } from "../host.ts";
import { isRecords, table } from "./kinds/table.ts";
import { displayOptions } from "./options.ts";

export interface Bundle {
  readonly data: MimeBundle;
  readonly metadata: MimeBundle;
}

type Given = { readonly [key: symbol]: unknown };

/**
 * The bundle of `value`: what its `Symbol.for("Jupyter.display")` method gives, and its text; a table where it is an array
 * of records. A method that fails is reported on the cell's stderr, and the value is shown as text.
 */
export function toBundle(value: unknown): Bundle | Promise<Bundle> {
  const method = displayMethod(value);
  if (!method) return { data: plain(value), metadata: {} };
  try {
    const data = method.call(value);
    if (!(data instanceof Promise)) return made(value, data);
    return data.then((resolved) => made(value, resolved)).catch((error) => failed(value, error));
  } catch (error) {
    return failed(value, error);
  }
}

/** As Node prints it, with `Symbol.for("nodejs.util.inspect.custom")` honoured; what is very long is cut. */
export function toText(value: unknown): string {
  try {
    return cut(inspect(value));
  } catch (error) {
    rethrowInterrupt(error);
    report(value, "nodejs.util.inspect.custom", error);
    return cut(inspect(value, { customInspect: false }));
  }
}

/** Bytes become base64, and what is no JSON an error that names its MIME type. @throws TypeError */
export function checkedData(data: unknown): MimeBundle {
  if (typeof data !== "object" || data === null || Array.isArray(data))
    throw new TypeError(`a MIME bundle is an object such as { "text/html": "…" }, got ${inspect(data, { depth: 0 })}`);
  const result: Record<string, unknown> = {};
  for (const [mime, representation] of Object.entries(data)) {
    if (representation instanceof Uint8Array) {
      const { buffer, byteOffset, byteLength } = representation;
      result[mime] = Buffer.from(buffer, byteOffset, byteLength).toString("base64");
      continue;
    }
    if (typeof representation !== "string") {
      try {
        if (JSON.stringify(representation) === undefined) throw new TypeError(`${typeof representation} is none`);
      } catch (error) {
        throw new TypeError(`${mime} of a MIME bundle must be a string, bytes or JSON: ${(error as Error).message}`);
      }
    }
    result[mime] = representation;
  }
  return result;
}

function plain(value: unknown): MimeBundle {
  const text = { "text/plain": toText(value) };
  if (!isRecords(value)) return text;
  return { ...text, ...table(value)[displaySymbol](), ...text };
}

function made(value: unknown, data: unknown): Bundle {
  const checked = checkedData(data);
  const metadata = (value as Given)[displayMetadataSymbol];
  return {
    data: checked["text/plain"] === undefined ? { ...checked, "text/plain": toText(value) } : checked,
    metadata: typeof metadata === "object" && metadata !== null ? (metadata as MimeBundle) : {},
  };
}

function failed(value: unknown, error: unknown): Bundle {
  rethrowInterrupt(error);
  report(value, "Jupyter.display", error);
  return { data: plain(value), metadata: {} };
}

function displayMethod(value: unknown): (() => unknown) | undefined {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return undefined;
  try {
    const method = (value as Given)[displaySymbol];
    return typeof method === "function" ? (method as () => unknown) : undefined;
  } catch (error) {
    rethrowInterrupt(error);
    report(value, "Jupyter.display", error);
    return undefined;
  }
}

/** The user's Stop is no failure of a method. */
function rethrowInterrupt(error: unknown): void {
  if (error instanceof Error && error.name === "InterruptError") throw error;
}

function report(value: unknown, symbol: string, error: unknown): void {
  const type =
    typeof value === "function" ? "a function" : (Object.getPrototypeOf(value)?.constructor?.name ?? "an object");
  const message = error instanceof Error ? (error.stack ?? error.message) : inspect(error);
  console.error(`[Symbol.for("${symbol}")] of ${type} failed, so its text is shown instead:\n${message}`);
}

function cut(text: string): string {
  const { maxText } = displayOptions;
  if (text.length <= maxText) return text;
  const more = (text.length - maxText).toLocaleString("en");
  return `${text.slice(0, maxText)}\n… ${more} more characters; displayOptions.maxText of tangent/display shows more`;
}
