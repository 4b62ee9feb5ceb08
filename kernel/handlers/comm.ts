import { openComms } from "../comms/comm.ts";
import { hasTarget, receiveOpen } from "../comms/targets.ts";
import { log } from "../wire/log.ts";
import type { Dictionary } from "../wire/messages.ts";
import { type CommHandlers, ContentError, field, type Handler } from "./handler.ts";

function dictionary(content: Dictionary, name: string): Dictionary {
  const value = content[name] ?? {};
  if (typeof value === "object" && !Array.isArray(value)) return value as Dictionary;
  throw new ContentError(`${name} must be a dictionary, got ${JSON.stringify(value)}`);
}

const commOf = (content: Dictionary) => openComms.get(field(content, "comm_id", "string"));

/** What ipykernel does, too: a message for a comm that is closed, or that never was, is dropped. */
export const comms: CommHandlers = {
  comm_open: {
    isKnown: ({ target_name }) => typeof target_name === "string" && hasTarget(target_name),
    handle(content, { metadata, buffers, session }) {
      const comm_id = field(content, "comm_id", "string");
      const target = field(content, "target_name", "string");
      const data = dictionary(content, "data");
      if (openComms.has(comm_id)) throw new ContentError(`comm_id ${JSON.stringify(comm_id)} is open already`);
      if (receiveOpen(comm_id, target, { data, metadata, buffers })) return;
      log(`no target ${JSON.stringify(target)} is registered for comms, so the one that was opened is closed again`);
      session.comms.publish("comm_close", { comm_id, data: {} }, {}, []);
    },
  },
  comm_msg: {
    isKnown: ({ comm_id }) => typeof comm_id === "string" && openComms.has(comm_id),
    handle: (content, { metadata, buffers }) =>
      commOf(content)?.receive({ data: dictionary(content, "data"), metadata, buffers }),
  },
  comm_close: {
    isKnown: ({ comm_id }) => typeof comm_id === "string" && openComms.has(comm_id),
    handle: (content, { metadata, buffers }) =>
      commOf(content)?.receiveClose({ data: dictionary(content, "data"), metadata, buffers }),
  },
};

export const commInfo: Handler<"comm_info_request"> = {
  parse: (content) => (content.target_name == null ? {} : { target_name: field(content, "target_name", "string") }),
  handle({ target_name }) {
    const all = [...openComms.values()].filter((comm) => !target_name || comm.targetName === target_name);
    return {
      status: "ok",
      comms: Object.fromEntries(all.map((comm) => [comm.commId, { target_name: comm.targetName }])),
    };
  },
};
