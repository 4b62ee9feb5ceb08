import type { HistoryRequest } from "../wire/messages.ts";
import { ContentError, field, type Handler } from "./handler.ts";

export const history: Handler<"history_request"> = {
  parse(content) {
    const kind = field(content, "hist_access_type", "string", "tail");
    if (kind !== "range" && kind !== "tail" && kind !== "search") {
      throw new ContentError(`hist_access_type must be range, tail or search, got ${kind}`);
    }
    return { ...content, hist_access_type: kind } as HistoryRequest;
  },
  handle: (content, { session }) => ({ status: "ok", history: session.history.query(content) }),
};
