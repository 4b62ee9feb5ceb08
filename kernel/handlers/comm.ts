import type { CommHandlers, Handler } from "./handler.ts";

/** No target is registered: a comm that a front end opens is closed again, as the protocol asks. */
export const comms: CommHandlers = {
  comm_open: ({ comm_id }, { session, request }) => session.publish(request, "comm_close", { comm_id, data: {} }),
  comm_msg: () => {},
  comm_close: () => {},
};

export const commInfo: Handler<"comm_info_request"> = {
  parse: (content) => content,
  handle: () => ({ status: "ok", comms: {} }),
};
