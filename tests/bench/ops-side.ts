/** Tangent's side of ops.ts: for each line of stdin, an entry of ops.json, prints {"us": median} as a line. */

import { createInterface } from "node:readline";
import * as torch from "tangent";
import type { Input, OperatorBenchmark, Timing } from "./ops.ts";
import { median } from "./report.ts";

type Tensor = torch.Tensor;
type Arguments = Record<string, unknown>;
type Call = (...values: unknown[]) => unknown;
type Builder = (inputs: Tensor[], args: Arguments) => () => unknown;

/** Thrown for a function that this version does not have. */
class Missing extends Error {}

/** Namespaces by name: an operator that is not there yet is a row that says so, not a program that does not load. */
async function namespace(specifier: string): Promise<Record<string, unknown>> {
  return (await import(specifier).catch(() => ({}))) as Record<string, unknown>;
}
const functions = torch as unknown as Record<string, unknown>;
const functional = await namespace("tangent/nn/functional");
const optim = await namespace("tangent/optim");

function find(place: Record<string, unknown>, name: string): Call {
  const found = place[name];
  if (typeof found !== "function") throw new Missing(`no ${name}`);
  return found as Call;
}

const camelCase = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());

/** `torch.NAME(...in, args)`. */
const plain =
  (name: string): Builder =>
  (inputs, args) => {
    const f = find(functions, camelCase(name));
    const options = Object.keys(args).length > 0 ? [args] : [];
    const [a, b, c] = [...inputs, ...options];
    if (inputs.length + options.length === 1) return () => f(a);
    if (inputs.length + options.length === 2) return () => f(a, b);
    return () => f(a, b, c);
  };

const method = (tensor: Tensor, name: string): Call =>
  find(tensor as unknown as Record<string, unknown>, name).bind(tensor);

function optimizer(name: string): Builder {
  return (inputs, { lr }) => {
    const Optimizer = find(optim, name) as unknown as new (parameters: Tensor[], options: object) => { step(): void };
    for (const input of inputs) input.grad = torch.randn(input.shape);
    const instance = new Optimizer(inputs, { lr });
    return () => instance.step();
  };
}

const operators: Record<string, Builder> = {
  ...Object.fromEntries(
    [
      ...["add", "mul", "exp", "tanh", "sigmoid", "relu", "where", "sum", "mean", "max", "argmax", "softmax"],
      ...["log_softmax", "matmul", "sort", "topk", "cumsum"],
    ].map((name) => [name, plain(name)]),
  ),
  reshape: ([a], { shape }) => {
    const f = find(functions, "reshape");
    return () => f(a, shape);
  },
  select: ([a], { dim, index }) => {
    const f = find(functions, "select");
    return () => f(a, dim, index);
  },
  gelu: ([a]) => {
    const f = find(functional, "gelu");
    return () => f(a);
  },
  add_out: ([a, b, out]) => {
    const f = find(functions, "add");
    return () => f(a, b, { out });
  },
  copy: ([target, source]) => {
    const f = method(target, "copy_");
    return () => f(source);
  },
  permute_contiguous: ([a], { dims }) => {
    const permute = find(functions, "permute");
    return () => (permute(a, dims) as Tensor).contiguous();
  },
  linear: ([x, weight, bias]) => {
    const f = find(functional, "linear");
    return () => f(x, weight, bias);
  },
  cross_entropy: ([input, target]) => {
    const f = find(functional, "crossEntropy");
    return () => f(input, target);
  },
  conv2d: ([x, weight, bias], args) => {
    const f = find(functional, "conv2d");
    return () => f(x, weight, bias, args);
  },
  max_pool2d: ([x], { kernel }) => {
    const f = find(functional, "maxPool2d");
    return () => f(x, kernel);
  },
  batch_norm2d_train: ([x, weight, bias]) => {
    const f = find(functional, "batchNorm");
    const [mean, variance] = [torch.zeros(weight.shape), torch.ones(weight.shape)];
    return () => f(x, mean, variance, weight, bias, true);
  },
  layer_norm: ([x, weight, bias]) => {
    const f = find(functional, "layerNorm");
    const { shape } = weight;
    return () => f(x, shape, weight, bias);
  },
  embedding: ([weight, indices]) => {
    const f = find(functional, "embedding");
    return () => f(indices, weight);
  },
  index_select: ([a, index], { dim }) => {
    const f = find(functions, "indexSelect");
    return () => f(a, dim, index);
  },
  gather: ([a, index], { dim }) => {
    const f = find(functions, "gather");
    return () => f(a, dim, index);
  },
  cat: (inputs, { dim }) => {
    const f = find(functions, "cat");
    return () => f(inputs, dim);
  },
  randn: (_, { shape }) => {
    const f = find(functions, "randn");
    return () => f(shape);
  },
  dropout: ([a], { p }) => {
    const f = find(functional, "dropout");
    return () => f(a, p, true);
  },
  item: ([a]) => method(a, "item"),
  to_list: ([a]) => method(a, "tolist"),
  from_list: (_, { values }) => {
    const f = find(functions, "tensor");
    return () => f(values);
  },
  chain: (inputs, { steps }) => {
    const calls = (steps as string[]).map((step) => {
      const [name, ...places] = step.split(" ");
      return [find(functions, name), inputs[Number(places[0] ?? -1)]] as const;
    });
    return () => {
      let x: unknown = inputs[0];
      for (const [f, operand] of calls) x = operand === undefined ? f(x) : f(x, operand);
      return x;
    };
  },
  sgd_step: optimizer("SGD"),
  adam_step: optimizer("Adam"),
};

function make({ shape, fill, high = 1, view, grad }: Input): Tensor {
  let x: Tensor;
  if (fill === "randint") x = find(functions, "randint")(0, high, shape) as Tensor;
  else if (fill === "bernoulli") x = find(functions, "lt")(find(functions, "rand")(shape), 0.5) as Tensor;
  else x = find(functions, "randn")(shape) as Tensor;
  if (view === "t") x = find(functions, "transpose")(x, 0, 1) as Tensor;
  if (grad) x.requiresGrad = true;
  return x;
}

function build({ op, in: descriptors, args = {}, mode }: OperatorBenchmark): () => unknown {
  const inputs = descriptors.map(make);
  const run = operators[op](inputs, args);
  if (mode !== "fwd_bwd") return run;
  const leaves = inputs.filter((input) => input.requiresGrad);
  const result = run() as Tensor;
  const seed = result.ndim > 0 ? torch.ones(result.shape) : undefined;
  return () => {
    for (const leaf of leaves) leaf.grad = null;
    (run() as Tensor).backward(seed);
  };
}

/** At least 7 samples of at least 5 ms each, after a warm-up, as PyTorch's side takes them. */
function measure(run: () => unknown): number {
  const sample = (count: number): number => {
    const begin = performance.now();
    for (let i = 0; i < count; i++) run();
    return (performance.now() - begin) / count;
  };
  let count = 1;
  for (let time = sample(count) * count; time < 5; time = sample(count) * count)
    count = Math.max(count + 1, Math.floor(count * Math.min(10, 6 / Math.max(time, 1e-6))));
  sample(count);
  return median(Array.from({ length: 7 }, () => sample(count) * 1e3));
}

function answer(benchmark: OperatorBenchmark): Timing {
  try {
    return { us: measure(build(benchmark)) };
  } catch (error) {
    if (error instanceof Missing) return { missing: error.message };
    return { missing: `${error}` };
  }
}

torch.setNumThreads(Number(process.env.OMP_NUM_THREADS ?? 2));
torch.manualSeed(0);
for await (const line of createInterface({ input: process.stdin }))
  process.stdout.write(`${JSON.stringify(answer(JSON.parse(line) as OperatorBenchmark))}\n`);
