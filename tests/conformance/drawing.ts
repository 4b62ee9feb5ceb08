/** `drawing`: random calls, each after a fresh `manualSeed(seed)`. */

import { bits, differs, type Tolerance } from "./compare.ts";
import { type Tally, tally } from "./report.ts";
import type { Callable, Runtime } from "./runtime.ts";
import { type AnyTensor, decode, type Encoded, isFloating, valuesOf } from "./values.ts";

export type DrawingFile = Record<string, Encoded | number[][] | number[][][]>;

type Draw = (runtime: Runtime, ...numbers: number[]) => unknown;

const empty = (runtime: Runtime, ...shape: number[]): Record<string, Callable> =>
  runtime.function("empty")(shape) as Record<string, Callable>;
const init =
  (name: string): Draw =>
  (runtime, ...shape) =>
    runtime.function(`nn.init.${name}`)(runtime.function("empty")(shape));
const weightOf = (runtime: Runtime, module: string, args: number[], name: string): AnyTensor => {
  const made = new (runtime.class(`nn.${module}`))(...args) as { stateDict(): Record<string, AnyTensor> };
  return made.stateDict()[name];
};
const ofDtype = (runtime: Runtime, n: number, name: string) =>
  runtime.function(name)([n], { dtype: runtime.torch.float64 });
const arange = (runtime: Runtime, ...bounds: number[]): AnyTensor =>
  (runtime.function("arange")(...bounds) as AnyTensor).to(runtime.torch.float32);

/** Keys that say a size: "rand 7". */
const sized: Record<string, Draw> = {
  rand: (runtime, n) => runtime.function("rand")(n),
  randn: (runtime, n) => runtime.function("randn")(n),
  randperm: (runtime, n) => runtime.function("randperm")(n),
};

const calls: Record<string, Draw> = {
  "randint 0 10 (100)": (runtime) => runtime.function("randint")(0, 10, [100]),
  "randint -5 2**40 (20)": (runtime) => runtime.function("randint")(-5, 2 ** 40, [20]),
  "rand double 20": (runtime) => ofDtype(runtime, 20, "rand"),
  "randn double 20": (runtime) => ofDtype(runtime, 20, "randn"),
  "uniform -2 3 (50)": (runtime) => empty(runtime, 50).uniform_(-2, 3),
  "normal 1 2 (50)": (runtime) => empty(runtime, 50).normal_(1, 2),
  "bernoulli .3 (50)": (runtime) => empty(runtime, 50).bernoulli_(0.3),
  "exponential (50)": (runtime) => empty(runtime, 50).exponential_(),
  "multinomial (10 of 100)": (runtime) => runtime.function("multinomial")(arange(runtime, 1, 101), 10),
  "multinomial replacement": (runtime) => runtime.function("multinomial")(arange(runtime, 1, 11), 30, true),
  "dropout .5 (64)": (runtime) => runtime.function("nn.functional.dropout")(runtime.function("ones")([64]), 0.5),
  "dropout .2 (8,128)": (runtime) => runtime.function("nn.functional.dropout")(runtime.function("ones")([8, 128]), 0.2),
  "kaiming_uniform (64,32)": (runtime) => init("kaimingUniform_")(runtime, 64, 32),
  "kaiming_normal (64,32)": (runtime) => init("kaimingNormal_")(runtime, 64, 32),
  "xavier_uniform (64,32)": (runtime) => init("xavierUniform_")(runtime, 64, 32),
  "xavier_normal (64,32)": (runtime) => init("xavierNormal_")(runtime, 64, 32),
  "trunc_normal (64,32)": (runtime) => init("truncNormal_")(runtime, 64, 32),
  "orthogonal (16,8)": (runtime) => init("orthogonal_")(runtime, 16, 8),
  "linear 784 512 weight": (runtime) => {
    const weight = weightOf(runtime, "Linear", [784, 512], "weight") as AnyTensor & Record<string, Callable>;
    return weight.narrow(0, 0, 4);
  },
  "conv 3 8 3 weight": (runtime) => weightOf(runtime, "Conv2d", [3, 8, 3], "weight"),
  "lstm 4 5 weight_hh": (runtime) => weightOf(runtime, "LSTM", [4, 5], "weight_hh_l0"),
  "embedding 7 3": (runtime) => weightOf(runtime, "Embedding", [7, 3], "weight"),
  "loader shuffle": (runtime) => {
    const list = Array.from({ length: 20 }, (_, i) => i);
    const loader = new (runtime.class("data.DataLoader"))(list, { batchSize: 6, shuffle: true });
    return [0, 1, 2].map(() => [...(loader as Iterable<AnyTensor>)].map((batch) => valuesOf(batch).elements));
  },
  "random_split 20 [15,5]": (runtime) => {
    const list = Array.from({ length: 20 }, (_, i) => i);
    const parts = runtime.function("data.randomSplit")(list, [15, 5]) as { indices: Iterable<number> }[];
    return parts.map(({ indices }) => [...indices].map(Number));
  },
};

/** Draws where a logarithm, a cosine or a decomposition is involved. */
const computed = /randn|normal|exponential|orthogonal|embedding/;
const drawn: Tolerance = { atol: 1e-6, rtol: 1e-6 };

function check(runtime: Runtime, seed: number, key: string, expected: DrawingFile[string]): string | null {
  runtime.seed(seed);
  const [word, size] = key.split(" ");
  const draw = calls[key] ?? sized[word];
  if (draw === undefined) throw new Error(`the harness knows no call ${key}`);
  const got = draw(runtime, Number(size));
  if (Array.isArray(expected)) {
    const text = JSON.stringify(got);
    return text === JSON.stringify(expected) ? null : `${text}, expected ${JSON.stringify(expected)}`.slice(0, 200);
  }
  const want = decode(expected);
  return differs(valuesOf(got as AnyTensor), want, isFloating(want.dtype) && computed.test(key) ? drawn : bits);
}

export function drawing(runtime: Runtime, seed: number, file: DrawingFile): Promise<Tally> {
  return tally(
    "drawing",
    "",
    Object.entries(file),
    ([key]) => key,
    ([key, value]) => check(runtime, seed, key, value),
  );
}
