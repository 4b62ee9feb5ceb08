import { ContentError, field, type Handler } from "./handler.ts";

export const execute: Handler<"execute_request"> = {
  parse(content) {
    const silent = field(content, "silent", "boolean", false);
    const expressions = content.user_expressions ?? {};
    if (
      typeof expressions !== "object" ||
      Array.isArray(expressions) ||
      Object.values(expressions).some((code) => typeof code !== "string")
    ) {
      throw new ContentError("user_expressions must be a dictionary of strings");
    }
    return {
      code: field(content, "code", "string"),
      silent,
      store_history: field(content, "store_history", "boolean", !silent),
      user_expressions: expressions as Record<string, string>,
      // A client that says nothing about input will not answer, and its cell would wait for ever.
      allow_stdin: field(content, "allow_stdin", "boolean", false),
      stop_on_error: field(content, "stop_on_error", "boolean", true),
    };
  },
  handle: (content, { session, request }) => session.execute(request, content),
};
