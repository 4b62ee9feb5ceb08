/**
 * The language thread's entry: answers the user's thread, checks the cells that it runs, and answers requests in its
 * place while it is busy. TypeScript is loaded when it is first needed.
 */

import { readlinkSync } from "node:fs";
import { setPriority } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
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

/** What is run comes first: as processes do, a thread may only be nicer than it was. */
const niceness = 3;

function giveWay(): void {
  try {
    const thread = Number(/\d+$/.exec(readlinkSync("/proc/thread-self"))?.[0]);
    setPriority(thread, niceness);
  } catch {
    // Only Linux gives threads priorities of their own.
  }
}

giveWay();
const { packageUrl, user, requests, log: descriptor } = workerData as LanguageData;
logTo(descriptor);
const service = new LanguageService(
  packageUrl,
  (error) => log(`the language service: ${(error as Error).stack}`),
  () => answer({ kind: "loaded" }),
);

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
    case "ended":
      ends.get(message.request)?.resolve(message.failed);
      ends.delete(message.request);
      return;
    case "complete":
      service.complete(message, (completion) => answer({ kind: "answer", id: message.id, answer: completion }));
      return;
    case "inspect":
      service.inspect(message, (inspection) => answer({ kind: "answer", id: message.id, answer: inspection }));
      return;
    case "check":
      service.check(message.code, message.adds, (notes) => answer({ kind: "answer", id: message.id, answer: notes }));
  }
});

/** Milliseconds that notes wait for their cell to end: where it fails, its error stands for itself. */
const endWait = 1_000;
/** For cells that run: whether they failed. */
const ends = new Map<RequestId, PromiseWithResolvers<boolean>>();

function cell({ code, note }: Extract<ToLanguage, { kind: "cell" }>): void {
  if (!note) {
    service.cell(code);
    return;
  }
  const { request, label, source } = note;
  const end = ends.get(request) ?? Promise.withResolvers<boolean>();
  ends.set(request, end);
  service.cell(code, async (notes) => {
    if (notes.length === 0 || (await Promise.race([end.promise, sleep(endWait, false)]))) return;
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
