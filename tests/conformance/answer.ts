/** Compares an answer with the file's, and gradients with the file's. */

import { differs, gradientTolerance } from "./compare.ts";
import type { Json, Runtime } from "./runtime.ts";
import { type AnyTensor, decode, type Encoded, type Values, valuesOf } from "./values.ts";

/** The tensors and scalars of a file's answer in order. */
export function flattenJson(json: Json): (Values | null | boolean | number | string)[] {
  if (json === null || typeof json !== "object") return [json];
  if (Array.isArray(json)) return json.flatMap(flattenJson);
  if ("$tensor" in json) return [decode(json.$tensor as unknown as Encoded)];
  if ("$tuple" in json) return (json.$tuple as Json[]).flatMap(flattenJson);
  if ("$float" in json) return [{ inf: Infinity, "-inf": -Infinity, nan: Number.NaN }[json.$float as string] ?? null];
  if ("$dtype" in json) return [json.$dtype as string];
  return [decode(json as unknown as Encoded)];
}

const isValues = (value: unknown): value is Values => typeof value === "object" && value !== null;

/** Null when `actual` is what the file says. */
export function answerDiffers(runtime: Runtime, actual: unknown, expected: Json, anyDtype = false): string | null {
  const got = runtime.flatten(actual);
  const want = flattenJson(expected);
  if (got.length !== want.length) return `${got.length} outputs, expected ${want.length}`;
  for (let i = 0; i < want.length; i++) {
    const place = want.length > 1 ? `output ${i}: ` : "";
    const a = got[i];
    const b = want[i];
    if (isValues(b)) {
      if (!runtime.isTensor(a)) return `${place}${typeof a}, expected a tensor`;
      const reason = differs(valuesOf(a), b, undefined, anyDtype);
      if (reason !== null) return place + reason;
    } else if (!Object.is(a ?? null, b)) return `${place}${String(a)}, expected ${String(b)}`;
  }
  return null;
}

/** Sums up the gradients of `sum(output · cotangent)`; an output without a cotangent takes no part. */
export function backward(outputs: readonly unknown[], cotangents: readonly (AnyTensor | null)[]): void {
  const taking = outputs
    .map((output, i) => [output as AnyTensor, cotangents[i]] as const)
    .filter((pair): pair is readonly [AnyTensor, AnyTensor] => pair[1] !== null && pair[1] !== undefined);
  taking.forEach(([output, cotangent], i) => {
    output.backward(cotangent, { retainGraph: i < taking.length - 1 });
  });
}

/** Null when the leaves' gradients are the file's; `null` in the file: the leaf has none. */
export function gradientsDiffer(leaves: readonly AnyTensor[], expected: readonly (Encoded | null)[]): string | null {
  for (let i = 0; i < expected.length; i++) {
    const want = expected[i];
    const got = leaves[i]?.grad ?? null;
    if (want === null) {
      if (got !== null && valuesOf(got).elements.some((value) => value !== 0)) return `gradient ${i}: expected none`;
      continue;
    }
    if (got === null) return `gradient ${i}: none`;
    const reason = differs(valuesOf(got), decode(want), gradientTolerance(want.dtype));
    if (reason !== null) return `gradient ${i}: ${reason}`;
  }
  return null;
}
