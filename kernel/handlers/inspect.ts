import type { Inspection } from "../language/inspection.ts";
import type { Reply } from "../wire/messages.ts";
import { placeOf, toCodePoints } from "./cursor.ts";
import { field, type Handler } from "./handler.ts";

export const inspect: Handler<"inspect_request"> = {
  parse(content) {
    const code = field(content, "code", "string");
    return {
      code,
      cursor_pos: field(content, "cursor_pos", "number", toCodePoints(code, code.length)),
      detail_level: field(content, "detail_level", "number", 0) === 1 ? 1 : 0,
    };
  },
  async handle(content, { session }) {
    return inspectReply(await session.language.inspect(placeOf(content), content.detail_level));
  },
};

export function inspectReply(inspection: Inspection | undefined): Reply<"inspect_request"> {
  return { status: "ok", found: inspection !== undefined, data: { ...inspection }, metadata: {} };
}
