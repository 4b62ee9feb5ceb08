/**
 * The language thread's entry: answers the user's thread, checks the cells that it runs, and answers requests in its
 * place while it is busy. TypeScript is loaded when it is first needed.
 */

import { workerData } from "node:worker_threads";
import { typeNotes } from "./display/type-notes.ts";
import { complete, completeReply } from "./handlers/complete.ts";
import { placeOf } from "./handlers/cursor.ts";
import { inspect, inspectReply } from "./handlers/inspect.ts";
import { toInspection } from "./language/inspection.ts";
import { noCompletion } from "./language/service/completion.ts";
import type { FromLanguage, LanguageData, ToLanguage } from "./language/service/link.ts";
import { LanguageService } from "./language/service/service.ts";
import type { Inbound, Outbound, RequestId } from "./wire/link.ts";
import { log, logTo } from "./wire/log.ts";

const { packageUrl, user, requests, log: descriptor } = workerData as LanguageData;
logTo(descriptor);
const service = new LanguageService(packageUrl, (error) => log(`the language service: ${(error as Error).stack}`));

const publish = (message: Outbound): void => requests.postMessage(message);
const answer = (message: FromLanguage): void => user.postMessage(message);

user.on("message", (message: ToLanguage) => {
  switch (message.kind) {
    case "magics":
      service.magics = message.words;
      return;
    case "globals":
      service.globals = message.names;
      return;
    case "cell":
      cell(message);
      return;
    case "failed":
      failed.add(message.request);
      return;
    case "complete":
      service.complete(message, (completion) => answer({ id: message.id, answer: completion }));
      return;
    case "inspect":
      service.inspect(message, (inspection) => answer({ id: message.id, answer: inspection }));
      return;
    case "check":
      service.check(message.code, message.adds, (notes) => answer({ id: message.id, answer: notes }));
  }
});

/** Cells whose error stands for itself. */
const failed = new Set<RequestId>();

function cell({ code, note }: Extract<ToLanguage, { kind: "cell" }>): void {
  if (!note) {
    service.cell(code);
    return;
  }
  const { request, label, source } = note;
  service.cell(code, (notes) => {
    if (failed.has(request) || notes.length === 0) return;
    const content = JSON.stringify({ name: "stderr", text: typeNotes(notes, label, source) });
    publish({ kind: "publish", parent: request, type: "stream", content });
  });
}

requests.on("message", (message: Inbound) => {
  if (message.kind !== "request") return;
  const { id, header, content } = message;
  const type = header.msg_type;
  const reply = (content: unknown): void => {
    publish({ kind: "reply", parent: id, type: type.replace(/request$/, "reply"), content: JSON.stringify(content) });
    publish({ kind: "done", parent: id, keep: false });
  };
  try {
    if (type === "complete_request") {
      const asked = complete.parse(content);
      service.complete(placeOf(asked), (completion) => {
        reply(completeReply(asked.code, completion ?? noCompletion(placeOf(asked).cursor)));
      });
    } else if (type === "inspect_request") {
      const place = placeOf(inspect.parse(content));
      service.inspect(place, (inspection) => reply(inspectReply(inspection && toInspection(inspection))));
    }
  } catch (error) {
    const { name: ename, message: evalue } = error as Error;
    reply({ status: "error", ename, evalue, traceback: [] });
  }
});
