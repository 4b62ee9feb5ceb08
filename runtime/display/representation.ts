/** A value that is shown as what it holds: what the helpers of `tangent/display` make. */

import { inspect } from "node:util";
import { displayMetadataSymbol, displaySymbol, type MimeBundle } from "../host.ts";

/** As the value of a cell, or given to `display`, it is shown; a script prints its text. */
export class Representation {
  readonly [displayMetadataSymbol]: MimeBundle;
  readonly #data: MimeBundle;

  /** @param data MIME types to what shows them, `text/plain` among them */
  constructor(data: MimeBundle & { readonly "text/plain": string }, metadata: MimeBundle = {}) {
    this.#data = data;
    this[displayMetadataSymbol] = metadata;
    // Not a part of what inspecting the value shows.
    Object.defineProperty(this, displayMetadataSymbol, { enumerable: false });
  }

  [displaySymbol](): MimeBundle {
    return this.#data;
  }

  toString(): string {
    return String(this.#data["text/plain"]);
  }

  [inspect.custom](): string {
    return this.toString();
  }
}

/** What a helper for a markup takes: a text, or a template whose values are put in as they are. */
export type Markup = (text: string | TemplateStringsArray, ...values: readonly unknown[]) => Representation;

/** A helper for one MIME type. @param asText what a script prints */
export function markup(name: string, mime: string, asText: (text: string) => string = (text) => text): Markup {
  return (text, ...values) => {
    const whole = markupText(name, text, values);
    return new Representation({ [mime]: whole, "text/plain": asText(whole) });
  };
}

/** @throws TypeError for what is no text */
export function markupText(name: string, text: string | TemplateStringsArray, values: readonly unknown[]): string {
  if (typeof text === "string") return text;
  if (Array.isArray(text?.raw)) return String.raw(text, ...values);
  throw new TypeError(
    `${name}: the text must be a string, as in ${name}("…") or ${name}\`…\`, got ${inspect(text, { depth: 0 })}`,
  );
}
