/** What handlers are: one for each request that the user's thread answers, and one for each comm message. */

import type { Session } from "../session/session.ts";
import type { RequestId } from "../wire/link.ts";
import type { CommType, Content, Dictionary, Reply, RequestType } from "../wire/messages.ts";

export interface Context {
  readonly session: Session;
  readonly request: RequestId;
}

/** The wire thread answers these itself, whatever the user's thread is doing. */
export type WireRequest = "interrupt_request" | "shutdown_request";
export type SessionRequest = Exclude<RequestType, WireRequest>;

export interface Handler<T extends SessionRequest> {
  /**
   * What the front end sent, with the protocol's defaults.
   * @throws ContentError that names the field
   */
  parse(content: Dictionary): Content<T>;
  handle(content: Content<T>, context: Context): Reply<T> | Promise<Reply<T>>;
}

export type Handlers = { readonly [T in SessionRequest]: Handler<T> };

export interface CommContext extends Context {
  readonly metadata: Dictionary;
  readonly buffers: readonly Uint8Array[];
}

export interface CommHandler {
  /** Whether the message is for a comm or a target that is there: then it need not wait for the cells before it. */
  isKnown(content: Dictionary): boolean;
  /** @throws ContentError that names the field */
  handle(content: Dictionary, context: CommContext): void;
}

export type CommHandlers = { readonly [T in CommType]: CommHandler };

/** A request with a field that is missing or has the wrong type. */
export class ContentError extends Error {
  override readonly name = "ContentError";
}

type Kinds = { string: string; boolean: boolean; number: number };

/** The field `name` of a request. @throws ContentError */
export function field<K extends keyof Kinds>(
  content: Dictionary,
  name: string,
  kind: K,
  fallback?: Kinds[K],
): Kinds[K] {
  const value = content[name];
  if (value === undefined && fallback !== undefined) return fallback;
  if (typeof value === kind) return value as Kinds[K];
  throw new ContentError(`${name} must be a ${kind}, got ${JSON.stringify(value) ?? "nothing"}`);
}
