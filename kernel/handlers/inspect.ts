import { describe } from "../language/inspect.ts";
import { toCodePoints, toUnits } from "./cursor.ts";
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
  handle({ code, cursor_pos, detail_level }, { session }) {
    const text = session.evaluator.guard(() => describe(session, code, toUnits(code, cursor_pos), detail_level));
    return {
      status: "ok",
      found: text !== undefined,
      data: text === undefined ? {} : { "text/plain": text },
      metadata: {},
    };
  },
};
