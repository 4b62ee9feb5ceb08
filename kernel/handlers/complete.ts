import type { Completion } from "../language/service/completion.ts";
import type { Reply } from "../wire/messages.ts";
import { placeOf, toCodePoints } from "./cursor.ts";
import { field, type Handler } from "./handler.ts";

/** Where JupyterLab looks for more than the texts: what each of them is. */
const typesKey = "_jupyter_types_experimental";

export const complete: Handler<"complete_request"> = {
  parse(content) {
    const code = field(content, "code", "string");
    return { code, cursor_pos: field(content, "cursor_pos", "number", toCodePoints(code, code.length)) };
  },
  async handle(content, { session }) {
    return completeReply(content.code, await session.language.complete(placeOf(content)));
  },
};

export function completeReply(code: string, completion: Completion): Reply<"complete_request"> {
  const start = toCodePoints(code, completion.start);
  const end = toCodePoints(code, completion.end);
  return {
    status: "ok",
    matches: completion.items.map(({ text }) => text),
    cursor_start: start,
    cursor_end: end,
    metadata: { [typesKey]: completion.items.map((item) => ({ ...item, start, end })) },
  };
}
