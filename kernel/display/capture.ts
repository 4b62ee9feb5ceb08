/**
 * Code whose output goes somewhere else than into the output of its cell. The sink is carried through awaits, timers and
 * callbacks by AsyncLocalStorage, so that what such code prints later is caught, too.
 */

import { AsyncLocalStorage } from "node:async_hooks";
import type { PublishTable } from "../wire/messages.ts";

/** What code can output. */
export type OutputType = "stream" | "display_data" | "update_display_data" | "clear_output" | "error";

/** Takes what code outputs, in order. */
export type Sink = <T extends OutputType>(type: T, content: PublishTable[T]) => void;

const sinks = new AsyncLocalStorage<Sink>();

/** Runs `code`, and gives `sink` all that it prints and shows. */
export function capture<T>(sink: Sink, code: () => T): T {
  return sinks.run(sink, code);
}

/** Where the output of the code that runs goes; undefined for the output of its cell. */
export function currentSink(): Sink | undefined {
  return sinks.getStore();
}

export type DisplayUpdate = PublishTable["update_display_data"];

const listeners = new Set<(update: DisplayUpdate) => void>();

/** Calls `listener` with each update of a display, wherever the code runs that updates it. Gives what ends that. */
export function onDisplayUpdate(listener: (update: DisplayUpdate) => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

export function announceUpdate(update: DisplayUpdate): void {
  for (const listener of listeners) listener(update);
}
