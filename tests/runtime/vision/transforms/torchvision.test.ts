import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import * as torch from "tangent";
import { Image, transforms } from "tangent/vision";

interface Encoded {
  shape: number[];
  data: string;
}

interface Answer {
  name: keyof typeof transforms;
  args: unknown[];
  kwargs: Record<string, unknown>;
  on: "image" | "tensor";
  repr: string;
  seed: number;
  outputs: Encoded[][];
}

interface Mix {
  name: "MixUp" | "CutMix";
  repr: string;
  images: number[];
  labels: number[][];
}

const file = new URL("answers.json.gz", import.meta.url);
const { picture, answers, mixes } = JSON.parse(gunzipSync(readFileSync(file)).toString()) as {
  picture: Encoded;
  answers: Answer[];
  mixes: Mix[];
};

const camel = (name: string): string => name.replace(/_(\w)/g, (_, letter: string) => letter.toUpperCase());
const bytesOf = ({ data }: Encoded): Uint8Array => new Uint8Array(Buffer.from(data, "base64"));
const image = Image.fromArray(bytesOf(picture), picture.shape);
type Made = Image | torch.Tensor;
type Call = (input: Made) => Made | Made[];

function valuesOf(made: Made): Uint8Array {
  return made instanceof Image ? made.data : Uint8Array.from((made.flatten().tolist() as number[]).map(Number));
}

describe("transforms, as torchvision's after the same seed", () => {
  for (const { name, args, kwargs, on, repr, seed, outputs } of answers)
    it(`${repr} on ${on === "image" ? "a picture" : "a tensor"}`, () => {
      const options = Object.fromEntries(Object.entries(kwargs).map(([key, value]) => [camel(key), value]));
      const make = transforms[name] as unknown as (...given: unknown[]) => Call;
      const transform = make(...args, ...(Object.keys(options).length > 0 ? [options] : []));
      assert.equal(String(transform), repr);
      outputs.forEach((expected, i) => {
        torch.manualSeed(seed + i);
        const made = [transform(on === "image" ? image : transforms.PILToTensor()(image))].flat();
        assert.equal(made.length, expected.length);
        made.forEach((one, k) => {
          const wanted = bytesOf(expected[k]);
          const found = valuesOf(one);
          assert.equal(found.length, wanted.length);
          const errors = wanted.map((value, at) => Math.abs(value - found[at]));
          assert.ok(Math.max(...errors) <= 1, `seed ${seed + i}: a value differs by ${Math.max(...errors)}`);
          const differing = errors.filter((error) => error > 0).length;
          assert.ok(differing <= 0.01 * errors.length, `seed ${seed + i}: ${differing} of ${errors.length} differ`);
        });
      });
    });

  for (const { name, repr, images, labels } of mixes)
    it(repr, () => {
      const mix = transforms[name]({ alpha: 0.7, numClasses: 5 });
      assert.equal(String(mix), repr);
      torch.manualSeed(3);
      const batch = torch.rand(4, 1, 5, 6);
      const [mixed, mixedLabels] = mix(batch, torch.tensor([0n, 3n, 4n, 1n]));
      assert.ok(torch.allclose(mixed.flatten(), torch.tensor(images)));
      assert.ok(torch.allclose(mixedLabels, torch.tensor(labels)));
    });
});
