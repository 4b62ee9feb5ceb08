/** Tangent's side of models.ts: for each line of stdin, {"model": name}, prints {"step": ms, "forward": ms} as a line. */

import { createInterface } from "node:readline";
import * as torch from "tangent";
import type { ModelName, ModelTiming } from "./models.ts";
import { median } from "./report.ts";

const { nn, optim } = torch;

type Tensor = torch.Tensor;
type Model = InstanceType<typeof nn.Module> & ((x: Tensor) => Tensor);
type Layer = new (...values: unknown[]) => Model;

/** Thrown for a layer that this version does not have. */
class Missing extends Error {}

function layer(name: string, ...values: unknown[]): Model {
  const found = (nn as unknown as Record<string, Layer | undefined>)[name];
  if (found === undefined) throw new Missing(`no nn.${name}`);
  return new found(...values);
}

const convolution = (from: number, to: number, kernel: number, stride: number, padding: number): Model =>
  layer("Conv2d", from, to, kernel, { stride, padding, bias: false });

/** Two convolutions around a shortcut. */
class Block extends nn.Module {
  c1: Model;
  b1: Model;
  c2: Model;
  b2: Model;
  short: Model;

  constructor(from: number, to: number, stride: number) {
    super();
    this.c1 = convolution(from, to, 3, stride, 1);
    this.b1 = layer("BatchNorm2d", to);
    this.c2 = convolution(to, to, 3, 1, 1);
    this.b2 = layer("BatchNorm2d", to);
    const same = stride === 1 && from === to;
    this.short = same
      ? layer("Sequential")
      : layer("Sequential", convolution(from, to, 1, stride, 0), layer("BatchNorm2d", to));
  }

  override forward(x: Tensor): Tensor {
    const y = this.b2(this.c2(torch.relu(this.b1(this.c1(x)))));
    return torch.relu(y.add(this.short(x)));
  }
}

function resnet18(): Model {
  const layers: unknown[] = [convolution(3, 64, 3, 1, 1), layer("BatchNorm2d", 64), layer("ReLU")];
  let from = 64;
  for (const width of [64, 128, 256, 512])
    for (const stride of [width === 64 ? 1 : 2, 1]) {
      layers.push(new Block(from, width, stride));
      from = width;
    }
  return layer("Sequential", ...layers, layer("AdaptiveAvgPool2d", 1), layer("Flatten"), layer("Linear", 512, 10));
}

class Transformer extends nn.Module {
  encoder: Model;
  head: Model;

  constructor() {
    super();
    const one = layer("TransformerEncoderLayer", 128, 4, 512, 0, { batchFirst: true });
    this.encoder = layer("TransformerEncoder", one, 2, { enableNestedTensor: false });
    this.head = layer("Linear", 128, 10);
  }

  override forward(x: Tensor): Tensor {
    return this.head(this.encoder(x).mean(1));
  }
}

class LSTM extends nn.Module {
  rnn: Model;
  head: Model;

  constructor() {
    super();
    this.rnn = layer("LSTM", 28, 128, { batchFirst: true });
    this.head = layer("Linear", 128, 10);
  }

  override forward(x: Tensor): Tensor {
    const [output] = this.rnn(x) as unknown as [Tensor];
    return this.head(output.select(1, -1));
  }
}

const relu = (): Model => layer("ReLU");
const linear = (from: number, to: number): Model => layer("Linear", from, to);

const models: Record<ModelName, { build: () => Model; input: number[]; optimizer: "SGD" | "Adam"; options: object }> = {
  mlp: {
    build: () =>
      layer(
        "Sequential",
        layer("Flatten"),
        linear(784, 512),
        relu(),
        linear(512, 512),
        relu(),
        linear(512, 10),
        relu(),
      ),
    input: [64, 1, 28, 28],
    optimizer: "SGD",
    options: { lr: 1e-3 },
  },
  lenet5: {
    build: () =>
      layer(
        "Sequential",
        ...[layer("Conv2d", 1, 6, 5, { padding: 2 }), relu(), layer("MaxPool2d", 2)],
        ...[layer("Conv2d", 6, 16, 5), relu(), layer("MaxPool2d", 2)],
        ...[layer("Flatten"), linear(400, 120), relu(), linear(120, 84), relu(), linear(84, 10)],
      ),
    input: [64, 1, 28, 28],
    optimizer: "SGD",
    options: { lr: 1e-2, momentum: 0.9 },
  },
  resnet18: { build: resnet18, input: [16, 3, 32, 32], optimizer: "SGD", options: { lr: 1e-2, momentum: 0.9 } },
  transformer: {
    build: () => new Transformer() as unknown as Model,
    input: [16, 64, 128],
    optimizer: "Adam",
    options: { lr: 1e-3 },
  },
  lstm: { build: () => new LSTM() as unknown as Model, input: [64, 28, 28], optimizer: "Adam", options: { lr: 1e-3 } },
};

/** At least five runs in about a second, after a warm-up, as PyTorch's side takes them. */
function medianTime(run: () => unknown): number {
  for (let i = 0; i < 3; i++) run();
  const times: number[] = [];
  for (const end = performance.now() + 1000; times.length < 5 || performance.now() < end; ) {
    const begin = performance.now();
    run();
    times.push(performance.now() - begin);
  }
  return median(times);
}

function measure(name: ModelName): ModelTiming {
  const { build, input, optimizer: kind, options } = models[name];
  torch.manualSeed(0);
  const model = build();
  const X = torch.randn(input);
  const y = torch.randint(0, 10, [input[0]]);
  const optimizer = new optim[kind](model.parameters(), options);
  const lossFunction = new nn.CrossEntropyLoss();
  const step = medianTime(() => {
    optimizer.zeroGrad();
    lossFunction(model(X), y).backward();
    optimizer.step();
  });
  return { step, forward: torch.noGrad(() => medianTime(() => model(X))) };
}

function answer(name: ModelName): ModelTiming {
  try {
    return measure(name);
  } catch (error) {
    return { missing: error instanceof Missing ? error.message : `${error}` };
  }
}

torch.setNumThreads(Number(process.env.OMP_NUM_THREADS ?? 2));
for await (const line of createInterface({ input: process.stdin }))
  process.stdout.write(`${JSON.stringify(answer((JSON.parse(line) as { model: ModelName }).model))}\n`);
