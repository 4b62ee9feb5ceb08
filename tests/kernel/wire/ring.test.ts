import assert from "node:assert/strict";
import { Word } from "../../../kernel/wire/link.ts";
import { RingReader, RingWriter } from "../../../kernel/wire/ring.ts";

function makeRing(bytes: number, announce: (drain: () => void) => void = () => {}) {
  const words = new Int32Array(new SharedArrayBuffer(64));
  const ring = new SharedArrayBuffer(bytes);
  const read: { request: number; stream: string; text: string }[] = [];
  const reader = new RingReader(words, ring);
  const drain = (position?: number) => void read.push(...reader.drain(position));
  const writer = new RingWriter(words, ring, () => announce(drain));
  return { words, writer, drain, read };
}

describe("the ring of printed text", () => {
  it("joins neighbours of one request and stream, and keeps the order of the rest", () => {
    const { writer, drain, read } = makeRing(4_096);
    writer.write(1, "stdout", "a");
    writer.write(1, "stdout", "é𝒻");
    writer.write(1, "stderr", "b");
    writer.write(2, "stdout", "c");
    drain();
    assert.deepEqual(read, [
      { request: 1, stream: "stdout", text: "aé𝒻" },
      { request: 1, stream: "stderr", text: "b" },
      { request: 2, stream: "stdout", text: "c" },
    ]);
  });

  it("stops at a position, so that text keeps its place among other messages", () => {
    const { writer, drain, read } = makeRing(4_096);
    writer.write(1, "stdout", "before");
    const { position } = writer;
    writer.write(1, "stdout", "after");
    drain(position);
    assert.deepEqual(
      read.map(({ text }) => text),
      ["before"],
    );
    drain(position);
    drain();
    assert.deepEqual(
      read.map(({ text }) => text),
      ["before", "after"],
    );
  });

  it("delivers much more than it holds, whole, when the reader empties it", () => {
    const { writer, read } = makeRing(4_096, (drain) => drain());
    const text = Array.from({ length: 20_000 }, (_, i) => `${i}é𝒻`).join(" ");
    writer.write(7, "stdout", text);
    for (let i = 0; i < 1_000; i++) writer.write(7, "stdout", "x".repeat(i % 37));
    const expected = text + Array.from({ length: 1_000 }, (_, i) => "x".repeat(i % 37)).join("");
    assert.equal(read.map((printed) => printed.text).join(""), expected);
  });

  it("announces once for what is read at once", () => {
    let announced = 0;
    const { words, writer, drain } = makeRing(4_096, () => {
      announced++;
    });
    for (let i = 0; i < 10; i++) writer.write(1, "stdout", "x");
    assert.equal(announced, 1);
    drain();
    assert.equal(Atomics.load(words, Word.announced), 0);
    writer.write(1, "stdout", "x");
    assert.equal(announced, 2);
  });
});
