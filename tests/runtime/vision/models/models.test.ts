/** Models in training beside what torchvision 0.28 gave for the same seed, weights and pictures. */

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import * as torch from "tangent";

const { models } = torch.vision;

interface Answer {
  /** How many parameters the model has. */
  readonly parameters: number;
  /** Of the model and its auxiliary classifiers, [4, 5] each. */
  readonly outputs: readonly (readonly number[])[];
  /** Norms of some parameters' gradients. */
  readonly gradients: Readonly<Record<string, number>>;
  /** The model's text. */
  readonly text?: string;
}

const answers: Readonly<Record<string, Answer>> = JSON.parse(
  readFileSync(new URL("answers.json", import.meta.url), "utf8"),
);

const small = { numClasses: 5 };
const makers: Readonly<Record<string, readonly [make: () => torch.nn.Module, size: number]>> = {
  squeezenet11: [() => models.squeezenet11(small), 64],
  shufflenetV2X05: [() => models.shufflenetV2X05(small), 64],
  mobilenetV2: [() => models.mobilenetV2({ ...small, widthMult: 0.25, dropout: 0.5 }), 64],
  mobilenetV3Small: [() => models.mobilenetV3Small({ ...small, widthMult: 0.5, reducedTail: true, dilated: true }), 64],
  basic: [() => new models.ResNet(models.BasicBlock, [1, 1, 1, 1], { ...small, zeroInitResidual: true }), 64],
  bottleneck: [
    () =>
      new models.ResNet(models.Bottleneck, [1, 2, 1, 1], {
        ...small,
        groups: 2,
        widthPerGroup: 16,
        replaceStrideWithDilation: [false, true, true],
      }),
    64,
  ],
  densenet: [() => new models.DenseNet(8, [2, 3], 16, 2, 0.2, 5), 64],
  efficientnetB0: [() => models.efficientnetB0({ ...small, stochasticDepthProb: 0.5 }), 64],
  visionTransformer: [() => new models.VisionTransformer(32, 8, 2, 2, 16, 32, 0.1, 0.1, 5, 8), 32],
  convnext: [
    () =>
      new models.ConvNeXt(
        [
          { inputChannels: 8, outChannels: 16, numLayers: 2 },
          { inputChannels: 16, outChannels: null, numLayers: 1 },
        ],
        0.5,
        0.1,
        5,
      ),
    32,
  ],
  googlenet: [() => models.googlenet({ ...small, transformInput: true }), 64],
  inceptionV3: [() => models.inceptionV3({ ...small, auxLogits: false }), 107],
};

function close(got: number, want: number, scale: number, what: string): void {
  assert.ok(Math.abs(got - want) <= 2e-3 * scale + 1e-6, `${what}: ${got}, expected ${want}`);
}

describe("vision.models", () => {
  for (const [name, [make, size]] of Object.entries(makers))
    it(`${name} is drawn, trains and is derived as torchvision's`, () => {
      const { parameters, outputs, gradients, text } = answers[name];
      torch.manualSeed(0);
      const model = make();
      if (text !== undefined) assert.equal(String(model), text);
      torch.noGrad(() => {
        for (const p of model.parameters())
          p.add_(torch.arange(p.numel(), { dtype: torch.float32 }).cos().mul(0.02).reshape(p.shape));
      });
      assert.equal(
        model.parameters().reduce((sum, p) => sum + p.numel(), 0),
        parameters,
      );
      const x = torch.rand(4, 3, size, size);
      torch.manualSeed(1);
      const answer = model(x);
      const found: torch.Tensor[] = answer instanceof torch.Tensor ? [answer] : Object.values(answer);
      assert.equal(found.length, outputs.length);
      const weights = torch.arange(20, { dtype: torch.float32 }).reshape(4, 5).cos();
      const losses = found.map((output) => output.sub(0.1).mul(weights).sum());
      losses.reduce((sum, loss) => sum.add(loss)).backward();
      found.forEach((output, i) => {
        const scale = Math.max(...outputs[i].map(Math.abs));
        (output.flatten().tolist() as number[]).forEach((value, k) => {
          close(value, outputs[i][k], scale, `output ${i}[${k}]`);
        });
      });
      for (const [key, norm] of Object.entries(gradients)) {
        const { grad } = model.getParameter(key);
        assert.ok(grad !== null);
        close(Number(grad.norm().item()), norm, norm, key);
      }
    });

  it("computes memory-efficient layers again and gives the same gradients", () => {
    const [plain, again] = [false, true].map((memoryEfficient) => {
      torch.manualSeed(0);
      const model = new models.DenseNet({ growthRate: 8, blockConfig: [2], numInitFeatures: 8, memoryEfficient });
      model.eval();
      model(torch.ones(1, 3, 32, 32))
        .sum()
        .backward();
      return model.parameters().map(({ grad }) => grad as torch.Tensor);
    });
    assert.ok(plain.every((grad, i) => torch.allclose(grad, again[i])));
  });

  it("reads states of torchvision's first versions", () => {
    const model = new models.VisionTransformer(16, 8, 1, 2, 8, 16);
    const layer = "encoder.layers.encoder_layer_0.mlp.";
    const old = Object.entries(model.stateDict()).map(([name, tensor]): [string, torch.Tensor] => [
      name.replace(`${layer}0.`, `${layer}linear_1.`).replace(`${layer}3.`, `${layer}linear_2.`),
      torch.onesLike(tensor),
    ]);
    model.loadStateDict(Object.fromEntries(old));
    assert.equal(model.getParameter(`${layer}3.bias`).sum().item(), 8);
  });

  it("refuses what it cannot make, by name", () => {
    assert.throws(
      () => models.resnet18({ weights: "IMAGENET1K_V9" }),
      /"DEFAULT", "IMAGENET1K_V1"; got "IMAGENET1K_V9"/,
    );
    assert.throws(() => models.resnet18({ weights: "DEFAULT", numClasses: 10 }), /expected value 1000 but got 10/);
    assert.throws(() => models.resnet18({ numClass: 10 } as object), /did you mean 'numClasses'/);
    assert.throws(() => models.resnet18(10 as unknown as object), /takes its parameters by name/);
    assert.throws(() => models.vitB16({ imageSize: 100 }), /indivisible by patch size/);
  });

  it("replaces a last layer, for classes of one's own", () => {
    const model = models.squeezenet11();
    model.classifier.set(1, new torch.nn.Conv2d(512, 2, 1));
    assert.deepEqual([...model.eval()(torch.rand(1, 3, 64, 64)).shape], [1, 2]);
  });
});
