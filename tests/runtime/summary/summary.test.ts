import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as torch from "tangent";
import * as nn from "tangent/nn";
import { type SummaryOptions, summary } from "tangent/summary";

type Tensor = torch.Tensor;
const F = nn.functional;

/** What torchsummary 1.5.1 prints with PyTorch 2.13 for the same models, by lines. */
const printed = JSON.parse(readFileSync(new URL("torchsummary.json", import.meta.url), "utf8")) as Record<
  string,
  string[]
>;

class Course extends nn.Module {
  flatten = new nn.Flatten();
  linearReluStack = new nn.Sequential(
    new nn.Linear(28 * 28, 512),
    new nn.ReLU(),
    new nn.Linear(512, 512),
    new nn.ReLU(),
    new nn.Linear(512, 10),
    new nn.ReLU(),
  );

  override forward(x: Tensor): Tensor {
    return this.linearReluStack(this.flatten(x));
  }
}

class Convolutions extends nn.Module {
  conv1 = new nn.Conv2d(1, 10, 5);
  conv2 = new nn.Conv2d(10, 20, 5);
  drop = new nn.Dropout2d();
  fc1 = new nn.Linear(320, 50);
  fc2 = new nn.Linear(50, 10);

  override forward(x: Tensor): Tensor {
    const first = F.relu(F.maxPool2d(this.conv1(x), 2));
    const second = F.relu(F.maxPool2d(this.drop(this.conv2(first)), 2));
    return F.logSoftmax(this.fc2(F.relu(this.fc1(second.view(-1, 320)))), 1);
  }
}

class BasicBlock extends nn.Module {
  conv1: nn.Conv2d;
  bn1: nn.BatchNorm2d;
  relu = new nn.ReLU({ inplace: true });
  conv2: nn.Conv2d;
  bn2: nn.BatchNorm2d;
  downsample: nn.Sequential | null;

  constructor(input: number, output: number, stride = 1) {
    super();
    this.conv1 = new nn.Conv2d(input, output, 3, stride, 1, { bias: false });
    this.bn1 = new nn.BatchNorm2d(output);
    this.conv2 = new nn.Conv2d(output, output, 3, 1, 1, { bias: false });
    this.bn2 = new nn.BatchNorm2d(output);
    const same = input === output && stride === 1;
    this.downsample = same
      ? null
      : new nn.Sequential(new nn.Conv2d(input, output, 1, stride, { bias: false }), new nn.BatchNorm2d(output));
  }

  override forward(x: Tensor): Tensor {
    const identity: Tensor = this.downsample === null ? x : this.downsample(x);
    return this.relu(this.bn2(this.conv2(this.relu(this.bn1(this.conv1(x))))).add(identity));
  }
}

class ResNet extends nn.Module {
  conv1 = new nn.Conv2d(3, 16, 7, 2, 3, { bias: false });
  bn1 = new nn.BatchNorm2d(16);
  relu = new nn.ReLU();
  maxpool = new nn.MaxPool2d(3, 2, 1);
  layer1 = new nn.Sequential(new BasicBlock(16, 16), new BasicBlock(16, 16));
  layer2 = new nn.Sequential(new BasicBlock(16, 32, 2), new BasicBlock(32, 32));
  avgpool = new nn.AdaptiveAvgPool2d([1, 1]);
  fc = new nn.Linear(32, 1000);

  override forward(x: Tensor): Tensor {
    const stem = this.maxpool(this.relu(this.bn1(this.conv1(x))));
    return this.fc(torch.flatten(this.avgpool(this.layer2(this.layer1(stem))), 1));
  }
}

class Lists extends nn.Module {
  down = new nn.ModuleList([new nn.Conv2d(1, 8, 3, { padding: 1 }), new nn.Conv2d(8, 16, 3, { padding: 1 })]);
  up = new nn.ConvTranspose2d(16, 8, 2, 2);
  pool = new nn.MaxPool2d(2);
  out = new nn.Conv2d(16, 2, 1);
  norm = new nn.GroupNorm(4, 8);

  override forward(x: Tensor): Tensor {
    const a: Tensor = this.down[0](x);
    const b: Tensor = this.down[1](this.pool(a));
    return this.out(torch.cat([this.norm(a), this.up(b)], 1));
  }
}

class Frozen extends nn.Module {
  a = new nn.Linear(12, 24).requiresGrad_(false);
  b = new nn.Linear(24, 3);

  override forward(x: Tensor): Tensor {
    return this.b(torch.tanh(this.a(x)));
  }
}

class Tagger extends nn.Module {
  embedding = new nn.Embedding(100, 16);
  lstm = new nn.LSTM(16, 8, { numLayers: 2, batchFirst: true });
  decoder = new nn.Linear(8, 100);

  override forward(x: Tensor): { logits: Tensor; state: Tensor[] } {
    const [output, state] = this.lstm(this.embedding(x));
    return { logits: this.decoder(output), state: [...state] };
  }
}

const quiet = (model: nn.Module, options: SummaryOptions) => summary(model, { ...options, verbose: 0 });
const shapes = (model: nn.Module, options: SummaryOptions): (readonly [string, string])[] =>
  String(quiet(model, options))
    .split("\n")
    .slice(3, -10)
    .map((line) => line.trim().split(/\s{2,}/))
    .map(([name, ...rest]) => [name, rest.join(" ")] as const);

describe("summary", () => {
  const cases: [string, nn.Module, number[], number][] = [
    ["course model, batches of 64", new Course(), [1, 28, 28], 64],
    ["convolutions, any batch", new Convolutions(), [1, 28, 28], -1],
    ["residual blocks, batches of 16", new ResNet(), [3, 224, 224], 16],
    ["module list, batches of 5", new Lists(), [1, 16, 16], 5],
    ["frozen layer", new Frozen(), [12], 7],
  ];
  for (const [name, model, inputSize, batchSize] of cases)
    it(`gives torchsummary's text: ${name}`, () => {
      assert.deepEqual(String(quiet(model, { inputSize, batchSize })).split("\n"), printed[name]);
    });

  it("prints the table once, and gives a notebook one line and a tree", () => {
    const lines: string[] = [];
    const { log } = console;
    console.log = (text: string) => lines.push(text);
    try {
      const found = torch.summary(new Course(), [1, 28, 28], 64);
      assert.deepEqual(lines, [printed["course model, batches of 64"].join("\n")]);
      const bundle = (found as unknown as Record<symbol, () => Record<string, string>>)[
        Symbol.for("Jupyter.display")
      ]();
      assert.match(
        bundle["text/plain"],
        /^ModelSummary\(Course: 669,706 parameters, 42,795,008 multiply-adds, 4\.14 MB\)$/,
      );
      assert.match(bundle["text/html"], /<details><summary>Course .*669,706 parameters · 42,795,008 multiply-adds/);
      assert.match(bundle["text/html"], /\(2\): Linear<\/span><span>\[64, 512\]<\/span>/);
    } finally {
      console.log = log;
    }
  });

  it("tells the batch from other sizes in recurrent layers and outputs in objects", () => {
    assert.deepEqual(shapes(new Tagger(), { inputSize: [7], batchSize: 32, dtypes: [torch.int64] }), [
      ["Embedding-1", "[32, 7, 16] 1,600"],
      ["LSTM-2", "[[32, 7, 8], [[2, 32, 8], [2, 32, 8]]] 1,408"],
      ["Linear-3", "[32, 7, 100] 900"],
    ]);
  });

  it("takes several inputs, by sizes or as they are", () => {
    class Two extends nn.Module {
      a = new nn.Linear(8, 4);
      b = new nn.Bilinear(4, 3, 2);
      override forward(x: Tensor, y: Tensor): Tensor {
        return this.b(this.a(x), y);
      }
    }
    const bySizes = quiet(new Two(), { inputSize: [[8], [3]], batchSize: 6 });
    const asTheyAre = quiet(new Two(), { inputData: [torch.zeros(6, 8), torch.zeros(6, 3)] });
    assert.equal(String(bySizes), String(asTheyAre));
    assert.equal(bySizes.inputBytes, 6 * 11 * 4);
  });

  it("counts what layers share, and what is called twice, once", () => {
    class Tied extends nn.Module {
      embedding = new nn.Embedding(10, 4);
      twice = new nn.Linear(4, 4);
      decoder = new nn.Linear(4, 10);
      constructor() {
        super();
        this.decoder.weight = this.embedding.weight;
      }
      override forward(x: Tensor): Tensor {
        return this.decoder(this.twice(this.twice(this.embedding(x))));
      }
    }
    const found = quiet(new Tied(), { inputSize: [3], dtypes: [torch.int64] });
    assert.equal(found.totalParams, 40 + 20 + 10);
    assert.deepEqual(
      found.layers.map(({ name, params, shared }) => [name, params, shared]),
      [
        ["Embedding-1", 40, false],
        ["Linear-2", 20, false],
        ["Linear-3", 0, true],
        ["Linear-4", 10, false],
      ],
    );
  });

  it("adds up to all parameters, also those of attention and of the model itself", () => {
    class Vit extends nn.Module {
      token = new nn.Parameter(torch.zeros(1, 1, 8));
      attention = new nn.MultiheadAttention(8, 2, { batchFirst: true });
      override forward(x: Tensor): Tensor {
        const all = torch.cat([this.token.expand(x.shape[0], -1, -1), x], 1);
        return this.attention(all, all, all, { needWeights: false })[0];
      }
    }
    const found = quiet(new Vit(), { inputSize: [3, 8] });
    const sum = found.layers.reduce((all, layer) => all + layer.params, 0);
    assert.equal(sum, found.totalParams);
    assert.deepEqual(
      found.layers.map((layer) => layer.params),
      [288, 8],
    );
    // Projections in and out of four positions, and two products of four by four with eight features.
    assert.equal(found.totalMultiplyAdds, 4 * 8 * 24 + 4 * 8 * 8 + 2 * 4 * 4 * 8);
  });

  it("leaves modes, buffers, hooks and the random state as they were, also when forward throws", () => {
    const calls: string[] = [];
    const model = new nn.Sequential(
      new nn.Linear(4, 4),
      new nn.BatchNorm1d(4),
      new nn.Dropout(0.5),
      new nn.Linear(4, 2),
    );
    model[2].eval();
    model.registerForwardHook(() => {
      calls.push("mine");
    });
    const look = () =>
      JSON.stringify([
        model.modules().map((module) => module.training),
        Object.values(model.stateDict()).map((tensor) => tensor.tolist()),
        torch.getRngState().tolist(),
        model.modules().map((module) => module.hooksOf()?.forward.size ?? 0),
        model.modules().map((module) => module.hooksOf()?.forwardPre.size ?? 0),
      ]);
    const before = look();
    quiet(model, { inputSize: [4] });
    assert.equal(look().replaceAll("null", "0"), before.replaceAll("null", "0"));
    assert.deepEqual(calls, ["mine"]);
    assert.throws(
      () => quiet(model, { inputSize: [5] }),
      /could not be run on \[2, 5\]: mat1 and mat2 shapes cannot be multiplied.*in layer 0, Linear\(in_features=4/,
    );
    assert.equal(look(), before);
    assert.ok(model(torch.rand(3, 4)).requiresGrad);
  });

  it("says what is wrong with its arguments", () => {
    assert.throws(() => quiet(new Course(), {}), /'inputSize' must be a list of sizes without the batch/);
    assert.throws(() => quiet(new Course(), { inputSize: [1.5] }), /\[1\.5\]/);
    assert.throws(() => quiet(new Course(), { inputSize: [4], batchSize: 0 }), /'batchSize'/);
    assert.throws(
      () => quiet(torch.ones(1) as unknown as nn.Module, { inputSize: [4] }),
      /'model' must be an nn\.Module/,
    );
  });
});
