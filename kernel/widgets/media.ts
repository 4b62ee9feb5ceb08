/** What pictures, sounds and films have in common: bytes, and how to get them. */

import { readFileSync } from "node:fs";
import { extname } from "node:path";
import { controlSpec, DOMWidget } from "./dom-widget.ts";
import { bytes } from "./trait.ts";
import { define } from "./widget.ts";

export class Media extends define(DOMWidget, controlSpec, {
  /** The file's bytes, or its address in UTF-8 where `format` is "url". */
  value: bytes(),
}) {
  /** Puts a file's bytes in place of `value`. */
  setValueFromFile(path: string): void {
    this.value = readFileSync(path);
  }

  protected override get hidden(): readonly string[] {
    return [...super.hidden, "value"];
  }
}

const formats: Readonly<Record<string, string>> = { jpg: "jpeg", svg: "svg+xml", tif: "tiff", mpga: "mp3", ogv: "ogg" };

/** The bytes of a file, and the format that its name tells. */
export function fileOptions(path: string): { value: Uint8Array; format?: string } {
  const extension = extname(path).slice(1).toLowerCase();
  const format = formats[extension] ?? extension;
  return { value: readFileSync(path), ...(format && { format }) };
}

export const urlOptions = (url: string) => ({ value: new TextEncoder().encode(url), format: "url" });
