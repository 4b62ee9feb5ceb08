/** Messages to frames and back, signed as the connection file says. Serves kernels and clients alike. */

import { createHmac, randomUUID, timingSafeEqual } from "node:crypto";
import { type Dictionary, type Header, PROTOCOL_VERSION } from "./messages.ts";

const delimiter = Buffer.from("<IDS|MSG>");

export interface Message {
  /** Routing prefix: what ROUTER sockets put before a message, or the topic on iopub. */
  readonly identities: readonly Uint8Array[];
  readonly header: Header;
  readonly parent_header: Header | Record<string, never>;
  readonly metadata: Dictionary;
  readonly content: Dictionary;
  readonly buffers: readonly Uint8Array[];
}

/** A message that must not be acted upon; `message` says what is wrong with it and holds no secret. */
export class MalformedMessage extends Error {
  override readonly name = "MalformedMessage";
}

/** A header for a new message of `type`. */
export function makeHeader(type: string, session: string, username = "kernel"): Header {
  return {
    msg_id: randomUUID(),
    session,
    username,
    date: new Date().toISOString(),
    msg_type: type,
    version: PROTOCOL_VERSION,
  };
}

export class Codec {
  readonly #key: string;
  readonly #algorithm: string;
  /** Signatures already seen: a message that comes twice was recorded and replayed. */
  readonly #seen = new Set<string>();

  /**
   * @param key the connection file's `key`; empty for messages without signatures
   * @param scheme the connection file's `signature_scheme`, such as `hmac-sha256`
   */
  constructor(key: string, scheme = "hmac-sha256") {
    const [kind, algorithm] = scheme.split("-");
    if (kind !== "hmac" || !algorithm) {
      throw new Error(`signature_scheme must be hmac-<digest>, such as hmac-sha256, got ${JSON.stringify(scheme)}`);
    }
    this.#key = key;
    this.#algorithm = algorithm;
  }

  /** Hexadecimal signature of the four dictionaries of a message, or an empty string when there is no key. */
  sign(parts: readonly (string | Uint8Array)[]): string {
    if (!this.#key) return "";
    const hmac = createHmac(this.#algorithm, this.#key);
    for (const part of parts) hmac.update(part);
    return hmac.digest("hex");
  }

  /** Frames of a message whose dictionaries are already JSON. */
  encodeJson(
    identities: readonly Uint8Array[],
    header: string,
    parent: string,
    metadata: string,
    content: string | Uint8Array,
    buffers: readonly Uint8Array[] = [],
  ): (Uint8Array | string)[] {
    const parts = [header, parent, metadata, content];
    return [...identities, delimiter, this.sign(parts), ...parts, ...buffers];
  }

  encode(message: Message): (Uint8Array | string)[] {
    return this.encodeJson(
      message.identities,
      JSON.stringify(message.header),
      JSON.stringify(message.parent_header),
      JSON.stringify(message.metadata),
      JSON.stringify(message.content),
      message.buffers,
    );
  }

  /**
   * The message in `frames`.
   * @throws MalformedMessage when frames are missing, the signature is wrong or was seen before, or a part is no dictionary
   */
  decode(frames: readonly Uint8Array[]): Message {
    const at = frames.findIndex((frame) => delimiter.equals(frame));
    if (at < 0) throw new MalformedMessage(`no ${delimiter} among its ${frames.length} frames`);
    const parts = frames.slice(at + 2, at + 6);
    if (parts.length < 4) throw new MalformedMessage(`${frames.length - at} frames from ${delimiter} on, 6 needed`);
    this.#check(frames[at + 1], parts);
    const [header, parent_header, metadata, content] = parts.map(dictionary);
    for (const field of ["msg_id", "msg_type", "session"]) {
      if (typeof header[field] !== "string") throw new MalformedMessage(`header without ${field}`);
    }
    return {
      identities: frames.slice(0, at),
      header: header as unknown as Header,
      parent_header: parent_header as unknown as Header,
      metadata,
      content,
      buffers: frames.slice(at + 6),
    };
  }

  #check(signature: Uint8Array, parts: readonly Uint8Array[]): void {
    if (!this.#key) return;
    const expected = Buffer.from(this.sign(parts));
    if (signature.length !== expected.length || !timingSafeEqual(signature, expected)) {
      throw new MalformedMessage("wrong signature");
    }
    const digest = expected.toString("latin1");
    if (this.#seen.has(digest)) throw new MalformedMessage("signature seen before");
    this.#seen.add(digest);
    if (this.#seen.size > 16_384) {
      for (const oldest of this.#seen) {
        this.#seen.delete(oldest);
        if (this.#seen.size <= 8_192) break;
      }
    }
  }
}

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** Lists and dictionaries inside of each other, at most: what copies and prints them takes stack for each. */
const deepest = 500;

/** How deep the JSON in `frame` is nested. */
function depth(frame: Uint8Array): number {
  let now = 0;
  let most = 0;
  let inString = false;
  for (let i = 0; i < frame.length; i++) {
    const byte = frame[i];
    if (inString) {
      if (byte === 0x5c) i++;
      else if (byte === 0x22) inString = false;
    } else if (byte === 0x22) inString = true;
    else if (byte === 0x5b || byte === 0x7b) most = Math.max(most, ++now);
    else if (byte === 0x5d || byte === 0x7d) now--;
  }
  return most;
}

function dictionary(frame: Uint8Array, index: number): Dictionary {
  const name = ["header", "parent_header", "metadata", "content"][index];
  if (frame.length > deepest && depth(frame) > deepest) {
    throw new MalformedMessage(`${name} is nested more than ${deepest} deep`);
  }
  let value: unknown;
  try {
    value = JSON.parse(utf8.decode(frame));
  } catch {
    throw new MalformedMessage(`${name} is not JSON in UTF-8`);
  }
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw new MalformedMessage(`${name} is not a dictionary`);
  }
  return value as Dictionary;
}
