/** `training.json.gz`: learning-rate schedules, distributions, divergences. */

import { bits, close, differs, valueTolerance } from "./compare.ts";
import { whole } from "./files.ts";
import { Missing, type Tally, tally } from "./report.ts";
import type { Callable, Json, Runtime } from "./runtime.ts";
import { type AnyTensor, decode, type Encoded, isFloating, valuesOf } from "./values.ts";

interface Schedule {
  scheduler: string;
  kwargs: { [key: string]: Json };
  lrs: number[][];
}
interface Spec {
  distribution: string;
  kwargs: { [key: string]: Json };
}
interface Distribution extends Spec {
  sample: Encoded;
  log_prob: Encoded;
  entropy: Encoded | null;
  mean: Encoded | null;
  variance: Encoded | null;
}
interface Divergence {
  p: Spec;
  q: Spec;
  value: Encoded;
}
interface File {
  seed: number;
  schedulers: Schedule[];
  distributions: Distribution[];
  kl: Divergence[];
}

interface AnyOptimizer {
  paramGroups: { lr: number | AnyTensor }[];
  step(): void;
}
interface AnyScheduler {
  step(metric?: number): void;
}
interface AnyDistribution {
  sample(shape: number[]): AnyTensor;
  logProb(value: AnyTensor): AnyTensor;
  entropy(): AnyTensor;
  mean: AnyTensor;
  variance: AnyTensor;
}

/** Schedules that are made of others, which the file describes in words. */
function composed(runtime: Runtime, name: string, optimizer: AnyOptimizer): AnyScheduler | null {
  const make = (kind: string, ...args: unknown[]) =>
    new (runtime.class(`optim.lrScheduler.${kind}`))(...args) as AnyScheduler;
  if (name === "SequentialLR")
    return make(
      name,
      optimizer,
      [
        make("LinearLR", optimizer, 0.1, { totalIters: 10 }),
        make("CosineAnnealingLR", optimizer, 40),
        make("ExponentialLR", optimizer, 0.9),
      ],
      [10, 50],
    );
  if (name === "ChainedScheduler")
    return make(name, [make("ConstantLR", optimizer, 0.1, 5), make("ExponentialLR", optimizer, 0.97)]);
  if (name === "LambdaLR") return make(name, optimizer, [(e: number) => 0.9 ** e, (e: number) => 1 / (1 + e)]);
  return null;
}

function schedule(runtime: Runtime, { scheduler: name, kwargs, lrs }: Schedule): string | null {
  const parameter = () => (runtime.function("zeros")([1]) as AnyTensor).requiresGrad_();
  const groups = [
    { params: [parameter()], lr: 0.1 },
    { params: [parameter()], lr: 0.01 },
  ];
  const optimizer = new (runtime.class("optim.SGD"))(groups, { lr: 0.1 }) as AnyOptimizer;
  const scheduler =
    composed(runtime, name, optimizer) ??
    (new (runtime.class(`optim.lrScheduler.${name}`))(optimizer, runtime.options(kwargs)) as AnyScheduler);
  for (const [i, expected] of lrs.entries()) {
    optimizer.step();
    if (name === "ReduceLROnPlateau") scheduler.step(Math.sin(i / 7) + 3 / (i + 1));
    else scheduler.step();
    const got = optimizer.paramGroups.map(({ lr }) => Number(runtime.isTensor(lr) ? lr.item() : lr));
    if (!expected.every((lr, group) => close(got[group], lr, { atol: 1e-9, rtol: 1e-9 })))
      return `step ${i + 1}: [${got.join(", ")}], expected [${expected.join(", ")}]`;
  }
  return null;
}

function distribution(runtime: Runtime, { distribution: name, kwargs }: Spec): AnyDistribution {
  return new (runtime.class(`distributions.${name}`))(runtime.options(kwargs)) as AnyDistribution;
}

/** Distributions whose samples are whole numbers, or uniform: equal to the bit. */
const exact = new Set(
  "Uniform Bernoulli Categorical OneHotCategorical Binomial Multinomial Poisson Geometric".split(" "),
);

function checkDistribution(runtime: Runtime, seed: number, entry: Distribution): string | null {
  const made = distribution(runtime, entry);
  runtime.seed(seed);
  const want = decode(entry.sample);
  const tolerance = exact.has(entry.distribution) ? bits : { atol: 1e-6, rtol: 1e-6 };
  const sample = differs(valuesOf(made.sample([4, 3])), want, isFloating(want.dtype) ? tolerance : bits);
  if (sample !== null) return `sample: ${sample}`;
  const rest: [string, Encoded | null, () => AnyTensor][] = [
    ["logProb", entry.log_prob, () => made.logProb(runtime.encoded(entry.sample, false))],
    ["entropy", entry.entropy, () => made.entropy()],
    ["mean", entry.mean, () => made.mean],
    ["variance", entry.variance, () => made.variance],
  ];
  for (const [name, expected, get] of rest) {
    if (expected === null) continue;
    const reason = differs(valuesOf(get()), decode(expected), valueTolerance(expected.dtype));
    if (reason !== null) return `${name}: ${reason}`;
  }
  return null;
}

function divergence(runtime: Runtime, { p, q, value }: Divergence): string | null {
  const kl = runtime.find("distributions.klDivergence");
  if (typeof kl !== "function") throw new Missing("distributions.klDivergence");
  const got = (kl as Callable)(distribution(runtime, p), distribution(runtime, q)) as AnyTensor;
  return differs(valuesOf(got), decode(value));
}

const spec = ({ kwargs }: { kwargs: { [key: string]: Json } }): string =>
  Object.entries(kwargs)
    .map(([key, value]) => (typeof value === "object" && value !== null && "data" in value ? key : `${key}=${value}`))
    .join(", ");

export async function training(runtime: Runtime, file: string): Promise<Tally[]> {
  const { seed, schedulers, distributions, kl } = whole<File>(file);
  return [
    await tally(
      "schedules",
      "",
      schedulers,
      (e) => `${e.scheduler}(${spec(e)})`,
      (e) => schedule(runtime, e),
    ),
    await tally(
      "distributions",
      "",
      distributions,
      (e) => `${e.distribution}(${spec(e)})`,
      (e) => checkDistribution(runtime, seed, e),
    ),
    await tally(
      "divergences",
      "",
      kl,
      (e) => `${e.p.distribution}, ${e.q.distribution}`,
      (e) => divergence(runtime, e),
    ),
  ];
}
