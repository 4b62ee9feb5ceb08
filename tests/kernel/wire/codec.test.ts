import assert from "node:assert/strict";
import { createHmac } from "node:crypto";
import { Codec, MalformedMessage, makeHeader } from "../../../kernel/wire/codec.ts";

const message = (buffers: Uint8Array[] = []) => ({
  identities: [Buffer.from("router")],
  header: makeHeader("execute_request", "s"),
  parent_header: {},
  metadata: {},
  content: { code: "'é𝒻'" },
  buffers,
});

const bytes = (frames: (Uint8Array | string)[]) => frames.map((frame) => Buffer.from(frame as string));

describe("Codec", () => {
  it("gives back what it was given, buffers and identities included", () => {
    const sent = message([Buffer.from([0, 255]), Buffer.from("<IDS|MSG>")]);
    assert.deepEqual(new Codec("key").decode(bytes(new Codec("key").encode(sent))), sent);
  });

  it("signs the four dictionaries as the protocol says", () => {
    const [, , signature, ...parts] = bytes(new Codec("key").encode(message()));
    const hmac = createHmac("sha256", "key");
    for (const part of parts) hmac.update(part);
    assert.equal(signature.toString(), hmac.digest("hex"));
  });

  it("takes the digest from the signature scheme, and refuses what is none", () => {
    assert.equal(String(bytes(new Codec("key", "hmac-sha512").encode(message()))[2]).length, 128);
    assert.throws(() => new Codec("key", "sha256"), /signature_scheme must be hmac-<digest>/);
  });

  it("refuses a signature that is wrong, of another length, or was seen", () => {
    const codec = new Codec("key");
    const frames = bytes(codec.encode(message()));
    const changed = (at: number, frame: string) => frames.with(at, Buffer.from(frame));
    assert.throws(() => codec.decode(changed(2, "00".repeat(32))), MalformedMessage);
    assert.throws(() => codec.decode(changed(2, "00")), /wrong signature/);
    assert.throws(() => codec.decode(changed(6, "{}")), /wrong signature/);
    codec.decode(frames);
    assert.throws(() => codec.decode(frames), /seen before/);
  });
});
