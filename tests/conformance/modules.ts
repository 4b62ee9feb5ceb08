/** `modules.jsonl.gz`: text, initial weights, outputs, buffers and gradients of modules. */

import { answerDiffers, flattenJson, gradientsDiffer } from "./answer.ts";
import { bits, differs, type Tolerance, textDiffers } from "./compare.ts";
import { lines } from "./files.ts";
import { reasonOf, type Tally, tally } from "./report.ts";
import type { Callable, Json, Runtime } from "./runtime.ts";
import { type AnyTensor, type Encoded, isFloating, type Values, valuesOf } from "./values.ts";

interface Sample {
  module: string;
  training: boolean;
  args: Json[];
  kwargs: { [key: string]: Json };
  repr: string;
  state: { [name: string]: Json };
  forward_args: Json[];
  forward_kwargs: { [key: string]: Json };
  output: Json;
  state_after: { [name: string]: Json };
  param_grads: { [name: string]: Json };
}

interface AnyModule extends Callable {
  train(mode: boolean): void;
  stateDict(): Readonly<Record<string, AnyTensor>>;
  loadStateDict(state: unknown): unknown;
  namedParameters(): Iterable<[string, AnyTensor]>;
}

/** Modules that draw normal numbers: a logarithm and a cosine are involved. */
const normal = new Set(["Embedding", "MultiheadAttention"]);
const drawn: Tolerance = { atol: 1e-6, rtol: 1e-6 };

/** Null when the state's names, order and values are the file's. */
function stateDiffers(
  state: Readonly<Record<string, AnyTensor>>,
  expected: { [name: string]: Json },
  tolerance?: Tolerance,
): string | null {
  const names = Object.keys(expected);
  const got = Object.keys(state);
  if (got.join() !== names.join()) return `state [${got.join(", ")}], expected [${names.join(", ")}]`;
  for (const name of names) {
    const want = flattenJson(expected[name])[0] as Values;
    const reason = differs(valuesOf(state[name]), want, isFloating(want.dtype) ? tolerance : bits);
    if (reason !== null) return `${name}: ${reason}`;
  }
  return null;
}

function checkSample(runtime: Runtime, sample: Sample): string | null {
  const args = runtime.arguments(sample.args, sample.kwargs);
  runtime.seed(0);
  const module = new (runtime.class(`nn.${sample.module}`))(...args) as AnyModule;
  const text = textDiffers(String(module), sample.repr);
  if (text !== null) return `repr: ${text}`;
  const initial = stateDiffers(module.stateDict(), sample.state, normal.has(sample.module) ? drawn : bits);
  if (initial !== null) return `initial ${initial}`;
  module.loadStateDict(runtime.state(sample.state));
  module.train(sample.training);

  const output = module(...runtime.arguments(sample.forward_args, sample.forward_kwargs));
  const reason = answerDiffers(runtime, output, sample.output);
  if (reason !== null) return `output: ${reason}`;
  const after = stateDiffers(module.stateDict(), sample.state_after);
  if (after !== null) return `afterwards ${after}`;
  return gradients(runtime, module, output, sample.param_grads);
}

/** What an output's elements are multiplied by before they are summed up: cos 0, cos 1, cos 2 … */
function cotangent(runtime: Runtime, output: AnyTensor): AnyTensor {
  const { dtype, shape } = valuesOf(output);
  const count = shape.reduce((product, size) => product * size, 1);
  return runtime.tensor({ dtype, shape, elements: Array.from({ length: count }, (_, i) => Math.cos(i)) });
}

/** The parameters' gradients of the sum over outputs of output and cotangent, as PyTorch's were made. */
function gradients(
  runtime: Runtime,
  module: AnyModule,
  output: unknown,
  expected: Sample["param_grads"],
): string | null {
  const names = Object.keys(expected);
  if (names.length === 0) return null;
  const sums = runtime
    .flatten(output)
    .filter((value): value is AnyTensor => runtime.isTensor(value) && value.requiresGrad)
    .map((value) => value.mul(cotangent(runtime, value)).sum());
  sums.reduce((a, b) => a.add(b)).backward();
  const parameters = new Map(module.namedParameters());
  for (const name of names) {
    const parameter = parameters.get(name);
    if (parameter === undefined) return `no parameter ${name}`;
    const want =
      (expected[name] as { $tensor?: Encoded } | null)?.$tensor ?? (expected[name] as unknown as Encoded | null);
    const reason = gradientsDiffer([parameter], [want]);
    if (reason !== null) return `${name}: ${reason}`;
  }
  return null;
}

export function modules(runtime: Runtime, file: string): Promise<Tally> {
  const groups = Map.groupBy(lines<Sample>(file), (sample) => sample.module);
  return tally(
    "modules",
    "modules",
    [...groups],
    ([name]) => name,
    ([, samples]) => {
      const failures = samples.flatMap((sample, i) => {
        try {
          const reason = checkSample(runtime, sample);
          return reason === null ? [] : [`sample ${i}: ${reason}`];
        } catch (error) {
          return [`sample ${i}: ${reasonOf(error)}`];
        }
      });
      return failures.length === 0 ? null : `${failures.length} of ${samples.length} samples; ${failures[0]}`;
    },
  );
}
