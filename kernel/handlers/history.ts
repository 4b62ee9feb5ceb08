import type { Dictionary } from "../wire/messages.ts";
import { ContentError, field, type Handler } from "./handler.ts";

export const history: Handler<"history_request"> = {
  parse(content) {
    const hist_access_type = field(content, "hist_access_type", "string", "tail");
    if (hist_access_type !== "range" && hist_access_type !== "tail" && hist_access_type !== "search") {
      throw new ContentError(`hist_access_type must be range, tail or search, got ${hist_access_type}`);
    }
    return {
      hist_access_type,
      output: field(content, "output", "boolean", false),
      raw: field(content, "raw", "boolean", true),
      session: integer(content, "session"),
      start: integer(content, "start"),
      stop: integer(content, "stop"),
      n: integer(content, "n"),
      pattern: content.pattern == null ? undefined : field(content, "pattern", "string"),
      unique: field(content, "unique", "boolean", false),
    };
  },
  handle: (content, { session }) => ({ status: "ok", history: session.history.query(content) }),
};

/** Clients send null for what they leave open. */
function integer(content: Dictionary, name: string): number | undefined {
  if (content[name] == null) return undefined;
  const value = field(content, name, "number");
  if (!Number.isSafeInteger(value)) throw new ContentError(`${name} must be an integer, got ${value}`);
  return value;
}
