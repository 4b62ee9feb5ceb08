/** Calls every kernel with random arguments, right and wrong: an answer or an Error, never a crash or a broken tensor. */

import assert from "node:assert/strict";
import type { Handle, Kernels } from "../../../runtime/backend/backend.ts";
import { anything, below, makersOf, pick, pool, random, wrong } from "./kernel-arguments.ts";
import { kernels } from "./support.ts";

const rounds = Number(process.env.TANGENT_FUZZ_ROUNDS ?? 150);

function isHandle(value: unknown): value is Handle {
  if (typeof value !== "object" || value === null || Array.isArray(value) || ArrayBuffer.isView(value)) return false;
  try {
    kernels.numel(value as unknown as Handle);
    return true;
  } catch {
    return false;
  }
}

/** What every tensor must satisfy, read through the table. */
function checkHandle(handle: Handle): void {
  const shape = kernels.sizes(handle);
  const count = shape.reduce((product, size) => product * size, 1);
  assert.equal(kernels.numel(handle), count);
  assert.equal(kernels.strides(handle).length, shape.length);
  if (count > 10_000) return;
  assert.equal(kernels.toNumbers(handle).length, count);
  if (pool.length < 400) pool.push(handle);
  else pool[below(400)] = handle;
}

describe("every kernel", () => {
  const names = Object.keys(kernels).filter((name) => !["threads", "interruptFlag", "collector"].includes(name));

  it("answers random arguments, or throws an Error that says why", () => {
    const answered = new Set<string>();
    for (let round = 0; round < rounds; round++) {
      for (const name of names) {
        const kernel = kernels[name as keyof Kernels] as (...values: unknown[]) => unknown;
        const makers = makersOf(name);
        const given = makers.map((make) => {
          const surprise = random();
          return surprise < 0.04 ? pick(wrong) : surprise < 0.07 ? anything() : make();
        });
        if (random() < 0.02) given.pop();
        let result: unknown;
        try {
          result = kernel(...given);
        } catch (error) {
          assert.ok(error instanceof Error && error.message.length > 0, `${name} threw ${String(error)}`);
          continue;
        }
        answered.add(name);
        for (const value of Array.isArray(result) ? result : [result]) if (isHandle(value)) checkHandle(value);
      }
    }
    assert.deepEqual(
      names.filter((name) => !answered.has(name)),
      [],
      "kernels that never answered were not tested",
    );
  });

  it("refuses every kind of wrong argument in every place", () => {
    for (const name of names) {
      const kernel = kernels[name as keyof Kernels] as (...values: unknown[]) => unknown;
      const makers = makersOf(name);
      for (let place = 0; place < makers.length; place++) {
        for (const value of wrong) {
          const given = makers.map((make, i) => (i === place ? value : make()));
          try {
            kernel(...given);
          } catch (error) {
            assert.ok(error instanceof Error && error.message.length > 0, `${name} threw ${String(error)}`);
          }
        }
      }
    }
  });
});
