/** `optimizers.jsonl.gz`: p and q after each of ten steps. */

import { answerDiffers } from "./answer.ts";
import { lines } from "./files.ts";
import { reasonOf, type Tally, tally } from "./report.ts";
import type { Json, Runtime } from "./runtime.ts";
import type { AnyTensor } from "./values.ts";

interface Configuration {
  optim: string;
  kwargs: { [key: string]: Json };
  steps: Json[];
}
interface AnyOptimizer {
  zeroGrad(): void;
  step(closure?: () => AnyTensor): void;
}

const float32 = (runtime: Runtime, shape: number[], value: (i: number) => number, grad = false): AnyTensor => {
  const elements = Array.from({ length: shape.reduce((a, b) => a * b, 1) }, (_, i) => value(i));
  return runtime.tensor({ dtype: "float32", shape, elements }, grad);
};

function checkConfiguration(runtime: Runtime, { optim, kwargs, steps }: Configuration): string | null {
  const linspace = runtime.function("linspace");
  const p = (linspace(-1, 1, 12) as AnyTensor).reshape([3, 4]).clone().requiresGrad_();
  const q = (linspace(0.5, 1.5, 5) as AnyTensor).clone().requiresGrad_();
  const A = float32(runtime, [6, 3], Math.cos);
  const b = float32(runtime, [6, 4], Math.sin);
  const loss = () => {
    const residual = (runtime.function("matmul")(A, p) as AnyTensor & { sub(other: AnyTensor): AnyTensor }).sub(b);
    return (residual as AnyTensor & { pow(n: number): AnyTensor })
      .pow(2)
      .sum()
      .add((q as AnyTensor & { pow(n: number): AnyTensor }).pow(4).sum());
  };
  const options = Object.keys(kwargs).length === 0 ? [] : [runtime.options(kwargs)];
  const optimizer = new (runtime.class(`optim.${optim}`))([p, q], ...options) as AnyOptimizer;
  const closure = () => {
    optimizer.zeroGrad();
    const value = loss();
    value.backward();
    return value;
  };
  for (const [i, expected] of steps.entries()) {
    if (optim === "LBFGS") optimizer.step(closure);
    else {
      closure();
      optimizer.step();
    }
    const reason = answerDiffers(runtime, [p, q], expected);
    if (reason !== null) return `step ${i + 1}: ${reason}`;
  }
  return null;
}

export function optimizers(runtime: Runtime, file: string): Promise<Tally> {
  const groups = Map.groupBy(lines<Configuration>(file), (entry) => entry.optim);
  return tally(
    "optimizers",
    "optimizers",
    [...groups],
    ([name]) => name,
    ([, configurations]) => {
      const failures = configurations.flatMap((entry) => {
        try {
          const reason = checkConfiguration(runtime, entry);
          return reason === null ? [] : [`${JSON.stringify(entry.kwargs)}: ${reason}`];
        } catch (error) {
          return [`${JSON.stringify(entry.kwargs)}: ${reasonOf(error)}`];
        }
      });
      return failures.length === 0 ? null : `${failures.length} of ${configurations.length}; ${failures[0]}`;
    },
  );
}
