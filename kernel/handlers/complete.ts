import { complete as completeCode } from "../language/complete.ts";
import { toCodePoints, toUnits } from "./cursor.ts";
import { field, type Handler } from "./handler.ts";

export const complete: Handler<"complete_request"> = {
  parse(content) {
    const code = field(content, "code", "string");
    return { code, cursor_pos: field(content, "cursor_pos", "number", toCodePoints(code, code.length)) };
  },
  handle({ code, cursor_pos }, { session }) {
    const { matches, start, end } = completeCode(
      session,
      code,
      toUnits(code, cursor_pos),
      session.magics.registry.spellings,
    );
    return {
      status: "ok",
      matches,
      cursor_start: toCodePoints(code, start),
      cursor_end: toCodePoints(code, end),
      metadata: {},
    };
  },
};
