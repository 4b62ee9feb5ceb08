/** `learning`: curves of 200 losses on Fashion-MNIST, in file order, batches of 64. */

import { close } from "./compare.ts";
import { Missing, type Tally, tally } from "./report.ts";
import type { Callable, Runtime } from "./runtime.ts";
import type { AnyTensor } from "./values.ts";

export type LearningFile = Record<string, number[]>;

interface Optimizer {
  zeroGrad(): void;
  step(): void;
}
interface Model extends Callable {
  parameters(): Iterable<AnyTensor>;
  train(): void;
  to(device: string): unknown;
}
interface Recipe {
  layers: (layer: (name: string, ...args: unknown[]) => unknown) => unknown[];
  optimizer: string;
  options: object;
}

const perceptron = (between: string | null): Recipe["layers"] => {
  const extra: Record<string, unknown[]> = { BatchNorm1d: [512], Dropout: [0.5] };
  return (layer) => [
    layer("Flatten"),
    layer("Linear", 784, 512),
    ...(between === "BatchNorm1d" ? [layer(between, ...extra[between])] : []),
    layer("ReLU"),
    ...(between === "Dropout" ? [layer(between, ...extra[between])] : []),
    layer("Linear", 512, 512),
    layer("ReLU"),
    layer("Linear", 512, 10),
    layer("ReLU"),
  ];
};

const recipes: Record<string, Recipe> = {
  "quickstart sgd 1e-3": { layers: perceptron(null), optimizer: "SGD", options: { lr: 1e-3 } },
  "quickstart adam 1e-3": { layers: perceptron(null), optimizer: "Adam", options: { lr: 1e-3 } },
  "batchnorm momentum nesterov": {
    layers: perceptron("BatchNorm1d"),
    optimizer: "SGD",
    options: { lr: 1e-2, momentum: 0.9, nesterov: true, weightDecay: 1e-3 },
  },
  "dropout sgd 1e-2": { layers: perceptron("Dropout"), optimizer: "SGD", options: { lr: 1e-2 } },
  "cnn adamw 1e-3": {
    layers: (layer) => [
      layer("Conv2d", 1, 8, 3, { padding: 1 }),
      layer("BatchNorm2d", 8),
      layer("ReLU"),
      layer("MaxPool2d", 2),
      layer("Conv2d", 8, 16, 3),
      layer("ReLU"),
      layer("AdaptiveAvgPool2d", 4),
      layer("Flatten"),
      layer("Linear", 256, 10),
    ],
    optimizer: "AdamW",
    options: { lr: 1e-3 },
  },
};

interface Pictures {
  data: AnyTensor & { narrow: Callable };
  targets: AnyTensor & { narrow: Callable };
}

const root = new URL("../../data", import.meta.url).pathname;

function pictures(runtime: Runtime): Pictures {
  const make = runtime.class("vision.datasets.FashionMNIST");
  return new make({ root, train: true, download: true }) as Pictures;
}

function learn(runtime: Runtime, seed: number, name: string, expected: number[], set: Pictures): string | null {
  const recipe = recipes[name];
  if (recipe === undefined) throw new Missing(`recipe ${name}`);
  runtime.seed(seed);
  const layers = recipe.layers((layer, ...args) => new (runtime.class(`nn.${layer}`))(...args));
  const model = new (runtime.class("nn.Sequential"))(...layers) as Model;
  model.to(runtime.device);
  model.train();
  const optimizer = new (runtime.class(`optim.${recipe.optimizer}`))(model.parameters(), recipe.options) as Optimizer;
  const crossEntropy = runtime.function("nn.functional.crossEntropy");
  for (let i = 0; i < expected.length; i++) {
    const batch = set.data.narrow(0, 64 * i, 64) as AnyTensor & { div: Callable };
    const X = ((batch.to(runtime.torch.float32) as typeof batch).div(255) as AnyTensor).reshape([64, 1, 28, 28]);
    const y = set.targets.narrow(0, 64 * i, 64) as AnyTensor;
    const loss = crossEntropy(model(X.to(runtime.device)), y.to(runtime.device)) as AnyTensor;
    optimizer.zeroGrad();
    loss.backward();
    optimizer.step();
    const got = Number(loss.item());
    if (!close(got, expected[i], { atol: 0, rtol: i < 20 ? 1e-4 : 1e-3 }))
      return `loss ${i} is ${got}, expected ${expected[i]}`;
  }
  return null;
}

export function learning(runtime: Runtime, seed: number, file: LearningFile): Promise<Tally> {
  let set: Pictures | null = null;
  return tally(
    "learning",
    "",
    Object.entries(file),
    ([name]) => name,
    ([name, losses]) => {
      set ??= pictures(runtime);
      return learn(runtime, seed, name, losses, set);
    },
  );
}
