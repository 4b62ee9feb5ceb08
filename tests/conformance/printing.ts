/** `printing`: `String(tensor)` to the character. */

import { textDiffers } from "./compare.ts";
import { Missing, type Tally, tally } from "./report.ts";
import type { Callable, Runtime } from "./runtime.ts";
import type { AnyTensor, Encoded } from "./values.ts";

export interface PrintingFile {
  tensors: { dtype: string; tensor: Encoded; text: string }[];
  texts: Record<string, string>;
}

const call = (target: unknown, name: string, ...args: unknown[]): unknown => {
  const method = (target as Record<string, unknown>)[name];
  if (typeof method !== "function") throw new Missing(name);
  return method.apply(target, args);
};

/** What the file's texts are of: `x` is a 2×2 of ones that requires grad. */
const texts: Record<string, (runtime: Runtime, x: AnyTensor) => unknown> = {
  leaf: (_, x) => x,
  relu: (_, x) => call(x, "relu"),
  mul: (_, x) => call(x, "mul", 2),
  sum: (_, x) => call(x, "sum"),
  param: (runtime) =>
    new (runtime.class("nn.Parameter"))(runtime.tensor({ dtype: "float32", shape: [1, 2], elements: [0.5, -0.25] })),
  mm: (_, x) => call(x, "mm", x),
  addmm: (runtime, x) => runtime.function("addmm")(x, x, x),
  logsoftmax: (_, x) => call(x, "logSoftmax", 1),
  view: (_, x) => call(x, "view", 4),
  t: (_, x) => call(x, "t"),
  size: (_, x) => x.shape,
  dtype: (_, x) => x.dtype,
  sigmoid: (_, x) => call(x, "sigmoid"),
  mean: (_, x) => call(x, "mean"),
  cross_entropy: (runtime, x) =>
    runtime.function("nn.functional.crossEntropy")(x, runtime.tensor({ dtype: "int64", shape: [2], elements: [0, 1] })),
  mse: (runtime, x) => runtime.function("nn.functional.mseLoss")(x, (runtime.function("zeros") as Callable)([2, 2])),
};

export function printing(runtime: Runtime, { tensors, texts: expected }: PrintingFile): Promise<Tally> {
  const entries = [
    ...tensors.map(({ dtype, tensor, text }) => ({
      name: `tensor ${dtype} [${tensor.shape.join(", ")}]`,
      text,
      value: () => runtime.encoded(tensor, false).to(runtime.torch[dtype]) as unknown,
    })),
    ...Object.entries(expected).map(([name, text]) => ({
      name,
      text,
      value: () => {
        const make = texts[name];
        if (make === undefined) throw new Error(`the harness knows no text ${name}`);
        return make(runtime, runtime.tensor({ dtype: "float32", shape: [2, 2], elements: [1, 1, 1, 1] }, true));
      },
    })),
  ];
  return tally(
    "printing",
    "",
    entries,
    ({ name }) => name,
    ({ text, value }) => textDiffers(String(value()), text),
  );
}
