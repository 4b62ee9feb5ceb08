/** What an inspection answers, put together from what types say and from the live value. */

import type { TypedInspection } from "./service/inspect.ts";

/** A MIME bundle. */
export interface Inspection {
  readonly "text/plain": string;
  readonly "text/markdown": string;
}

/** @param live what the value itself says */
export function toInspection(typed: TypedInspection | undefined, live?: string): Inspection {
  const { signature = "", documentation = "" } = typed ?? {};
  const fenced = (text: string, language: string) => (text ? `\`\`\`${language}\n${text}\n\`\`\`` : "");
  const join = (parts: readonly string[]) => parts.filter((part) => part !== "").join("\n\n");
  return {
    "text/plain": join([signature, documentation, live ?? ""]),
    "text/markdown": join([fenced(signature, "typescript"), documentation, fenced(live ?? "", "text")]),
  };
}
