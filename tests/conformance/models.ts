/** `models.jsonl.gz`: torchvision's models with weights and an input that a formula gives. */

import { differs, textDiffers } from "./compare.ts";
import { lines } from "./files.ts";
import { camel } from "./names.ts";
import { type Tally, tally } from "./report.ts";
import type { Callable, Runtime } from "./runtime.ts";
import { type AnyTensor, decode, type Encoded, isFloating, valuesOf } from "./values.ts";

interface Entry {
  model: string;
  repr: string;
  parameters: [name: string, shape: number[], dtype: string][];
  input_shape: number[];
  output: Encoded;
}
interface Model extends Callable {
  eval(): void;
  to(device: string): unknown;
  stateDict(): Record<string, AnyTensor>;
  loadStateDict(state: Record<string, AnyTensor>): unknown;
}

/** `frac(sin(12.9898 k + 78.233 i) · 43758.5453) − 0.5`. */
function noise(k: number, i: number): number {
  const x = Math.sin(12.9898 * k + 78.233 * i) * 43758.5453;
  return x - Math.floor(x) - 0.5;
}

/** Numbers of a formula in their own type. A typed array: the models hold 700 million numbers. */
function filled(shape: readonly number[], dtype: string, value: (k: number) => number): ArrayBufferView {
  const count = shape.reduce((a, b) => a * b, 1);
  if (!isFloating(dtype)) return new BigInt64Array(count);
  const array = new Float32Array(count);
  for (let k = 0; k < count; k++) array[k] = value(k);
  return array;
}

/** The i-th entry of the state dict. */
function weights(name: string, shape: readonly number[], dtype: string, i: number): ArrayBufferView {
  if (shape.length >= 2) {
    const scale = Math.sqrt(24 / shape.slice(1).reduce((a, b) => a * b, 1));
    return filled(shape, dtype, (k) => noise(k, i) * scale);
  }
  if (shape.length === 1 && /(^|\.)(weight|running_var)$/.test(name))
    return filled(shape, dtype, (k) => 1 + 0.1 * noise(k, i));
  return filled(shape, dtype, (k) => 0.05 * noise(k, i));
}

function check(runtime: Runtime, { model: name, repr, parameters, input_shape, output }: Entry): string | null {
  const auxiliary = name === "googlenet" || name === "inception_v3" ? [{ auxLogits: true }] : [];
  const model = runtime.function(`vision.models.${camel(name)}`)(...auxiliary) as Model;
  model.eval();
  const text = textDiffers(String(model), repr);
  if (text !== null) return `repr: ${text}`;
  const describe = (entries: [string, readonly number[]][]) => entries.map(([n, shape]) => `${n}[${shape.join()}]`);
  const got = describe(Object.entries(model.stateDict()).map(([n, tensor]) => [n, tensor.shape]));
  const want = describe(parameters.map(([n, shape]) => [n, shape]));
  const at = want.findIndex((entry, i) => entry !== got[i]);
  if (at >= 0 || got.length !== want.length) return `state ${at}: ${got[at] ?? "none"}, expected ${want[at] ?? "none"}`;
  const tensorOf = (array: ArrayBufferView, dims: readonly number[]): AnyTensor =>
    (runtime.function("tensor")(array) as AnyTensor).reshape(dims);
  const state = parameters.map(([n, shape, dtype], i) => {
    return [n, tensorOf(weights(n, shape, dtype, i), shape)] as const;
  });
  model.loadStateDict(Object.fromEntries(state));
  model.to(runtime.device);
  const input = tensorOf(
    filled(input_shape, "float32", (k) => 2 * noise(k, 1000)),
    input_shape,
  );
  const answer = runtime.function("noGrad")(() => model(input.to(runtime.device))) as AnyTensor;
  const expected = decode(output);
  const largest = expected.elements.reduce<number>((most, value) => Math.max(most, Math.abs(Number(value))), 0);
  return differs(valuesOf(answer), expected, { atol: 1e-3 * largest, rtol: 0 });
}

export function models(runtime: Runtime, file: string): Promise<Tally> {
  return tally(
    "models",
    "",
    lines<Entry>(file),
    ({ model }) => model,
    (entry) => check(runtime, entry),
  );
}
