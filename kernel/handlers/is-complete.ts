import { completeness } from "../language/is-complete.ts";
import { field, type Handler } from "./handler.ts";

export const isComplete: Handler<"is_complete_request"> = {
  parse: (content) => ({ code: field(content, "code", "string") }),
  handle: ({ code }) => completeness(code),
};
