import assert from "node:assert/strict";
import * as torch from "tangent";
import { Image, transforms } from "tangent/vision";

const { Compose, ConvertImageDtype, Lambda, Normalize, PILToTensor, ToPILImage, ToTensor } = transforms;
const colours = Image.fromArray(Uint8Array.from([0, 51, 102, 153, 204, 255]), [1, 2, 3]);

describe("ToTensor", () => {
  it("takes channels first and values to 0…1, with and without new", () => {
    for (const transform of [ToTensor(), new ToTensor()]) {
      const tensor = transform(colours);
      assert.deepEqual([tensor.dtype, tensor.isContiguous()], [torch.float32, true]);
      assert.deepEqual(
        tensor.tolist(),
        [[[0, 153 / 255]], [[51 / 255, 204 / 255]], [[102 / 255, 1]]].map((plane) =>
          plane.map((row) => row.map(Math.fround)),
        ),
      );
    }
    assert.ok(ToTensor() instanceof ToTensor);
    assert.equal(String(ToTensor()), "ToTensor()");
  });

  it("says what it takes", () => {
    assert.throws(() => ToTensor()(torch.ones(2) as never), /pic should be Image or ndarray. Got Tensor/);
  });
});

describe("ToPILImage", () => {
  it("is ToTensor's way back", () => {
    for (const there of [ToTensor(), PILToTensor()]) {
      const back = ToPILImage()(there(colours));
      assert.deepEqual([[...back.data], back.size, back.mode], [[...colours.data], [2, 1], "RGB"]);
    }
    assert.throws(() => ToPILImage()(torch.ones(5, 2, 2)), /pic should not have > 4 channels. Got 5 channels/);
    assert.throws(() => ToPILImage()(torch.ones(2)), /pic should be 2\/3 dimensional. Got 1 dimensions/);
  });
});

describe("Normalize", () => {
  const x = torch.tensor([[[0, 0.5]], [[1, 0.25]]]);

  it("takes means and deviations for each channel, or for all, as numbers or tensors", () => {
    const each = Normalize([0.5, 0], [0.5, 0.25])(x).tolist();
    assert.deepEqual(each, [[[-1, 0]], [[4, 1]]]);
    assert.deepEqual(Normalize({ mean: 0.5, std: 0.5 })(x).tolist(), [[[-1, 0]], [[1, -0.5]]]);
    assert.deepEqual(Normalize(torch.tensor(0.5), torch.tensor(0.5))(x).tolist(), [[[-1, 0]], [[1, -0.5]]]);
    assert.deepEqual(x.tolist(), [[[0, 0.5]], [[1, 0.25]]]);
  });

  it("changes its input where it is asked to", () => {
    const y = x.clone();
    assert.equal(Normalize(1, 1, true)(y), y);
    assert.deepEqual(y.tolist(), [[[-1, -0.5]], [[0, -0.75]]]);
  });

  it("prints as torchvision's does", () => {
    assert.equal(String(Normalize([0.5, 1], [0.25, 2])), "Normalize(mean=[0.5, 1.0], std=[0.25, 2.0])");
  });

  it("refuses what it cannot normalise, in torchvision's words", () => {
    assert.throws(() => Normalize(0, 0)(x), /std evaluated to zero after conversion to torch.float32/);
    assert.throws(() => Normalize(0, 1)(torch.ones(3)), /tensor image of size \(..., C, H, W\).*\[3\]/);
    assert.throws(() => Normalize(0, 1)(torch.ones(1, 2, 2, { dtype: torch.uint8 })), /Got torch.uint8/);
    assert.throws(() => Normalize(0 as never, undefined as never), /missing 1 required positional argument: 'std'/);
  });
});

describe("ConvertImageDtype", () => {
  it("scales to the range of the dtype", () => {
    const bytes = torch.tensor([[[0, 128, 255]]], { dtype: torch.uint8 });
    const floats = ConvertImageDtype(torch.float32)(bytes);
    assert.deepEqual(floats.tolist(), [[[0, Math.fround(128 / 255), 1]]]);
    assert.deepEqual(ConvertImageDtype(torch.uint8)(floats).tolist(), bytes.tolist());
    assert.throws(() => ConvertImageDtype(torch.int64)(floats), /cannot be performed safely/);
  });
});

describe("Compose", () => {
  it("runs its steps in order and prints them below one another", () => {
    const doubled = Compose([ToTensor(), Lambda((x: torch.Tensor) => x.mul(2))]);
    assert.equal(doubled(colours).max().item(), 2);
    assert.equal(String(doubled), "Compose(\n    ToTensor()\n    Lambda()\n)");
  });

  it("names a step that is no function", () => {
    assert.throws(() => Compose([ToTensor(), 3 as never]), /transform 1 is not callable, got number/);
    assert.throws(() => Lambda(3 as never), /Argument lambd should be callable, got number/);
  });
});

describe("transforms of pictures and tensors", () => {
  const { functional: F } = transforms;
  const picture = Image.fromArray(
    Uint8Array.from({ length: 6 * 8 * 3 }, (_, i) => (i * 29) % 256),
    [6, 8, 3],
  );
  const bytes = PILToTensor()(picture);

  it("give what they take, and leave it as it was", () => {
    const before = [...picture.data];
    const steps = [transforms.Resize(4), transforms.RandomCrop(3), transforms.ColorJitter(0.5, 0.5, 0.5, 0.1)];
    for (const step of steps) {
      assert.ok(step(picture) instanceof Image);
      assert.equal(step(bytes).dtype, torch.uint8);
    }
    assert.deepEqual([...picture.data], before);
    assert.deepEqual(bytes.tolist(), PILToTensor()(picture).tolist());
  });

  it("draw again what they drew after the same seed", () => {
    const augment = Compose([
      transforms.RandomResizedCrop(5),
      transforms.RandomHorizontalFlip(),
      transforms.RandomChoice([transforms.RandomInvert(1), transforms.Grayscale(3)]),
      transforms.RandomOrder([transforms.RandomRotation(20), transforms.GaussianBlur(3)]),
      ToTensor(),
    ]);
    const drawn = [1, 2, 1].map((seed) => {
      torch.manualSeed(seed);
      return JSON.stringify((augment as (input: Image) => torch.Tensor)(picture).tolist());
    });
    assert.equal(drawn[0], drawn[2]);
    assert.notEqual(drawn[0], drawn[1]);
  });

  it("take batches of tensors", () => {
    const batch = torch.stack([bytes, bytes.flip([0])]);
    const resized = F.resize(batch, [3, 5]);
    assert.deepEqual([...resized.shape], [2, 3, 3, 5]);
    assert.deepEqual(resized[0].tolist(), F.resize(bytes, [3, 5]).tolist());
    assert.deepEqual(F.equalize(batch)[1].tolist(), F.equalize(bytes.flip([0])).tolist());
  });

  it("say what they cannot take, before anything is drawn", () => {
    const { Resize, Pad, RandomCrop, RandomErasing } = transforms;
    assert.throws(() => Resize([1, 2, 3]), /Size must be an int or a 1 or 2 element tuple\/list, not a 3 element/);
    assert.throws(() => Resize(0), /Size must be made of positive ints, got 0/);
    assert.throws(() => Resize(4, "cubic" as never), /interpolation should be one of nearest.*got "cubic"/);
    assert.throws(() => Resize(4)("a.png" as never), /Unexpected type string/);
    assert.throws(() => Resize(4, "lanczos")(bytes), /'lanczos' is unsupported with Tensor input; it takes nearest/);
    assert.throws(() => Resize({ size: 4, maxSize: 3 })(picture), /max_size = 3 must be strictly greater/);
    assert.throws(() => Pad([1, 2, 3]), /1, 2, or 4 element tuple, not a 3 element tuple/);
    assert.throws(() => Pad(-3)(picture), /leaves nothing of a picture of 8x6/);
    assert.throws(
      () => RandomCrop(20)(picture),
      /Required crop size \(20, 20\) is larger than input image size \(6, 8\)/,
    );
    assert.throws(() => transforms.RandomHorizontalFlip(2), /p should be between 0 and 1, got 2/);
    assert.throws(() => transforms.RandomAffine(10, [2, 0]), /translation values should be between 0 and 1/);
    assert.throws(() => transforms.ColorJitter({ hue: 0.7 }), /hue values should be between \(-0.5, 0.5\)/);
    assert.throws(() => transforms.GaussianBlur(4), /odd and positive number, got \(4, 4\)/);
    assert.throws(() => transforms.GaussianBlur({ size: 3 } as never), /unexpected keyword argument 'size'/);
    assert.throws(() => RandomErasing(1)(picture as never), /Tensor Image. Got Image; ToTensor\(\) makes one/);
    assert.throws(
      () => transforms.AutoAugment("mnist" as never),
      /not recognized; it is one of imagenet, cifar10, svhn/,
    );
    assert.throws(
      () => transforms.MixUp()(torch.ones(2, 1, 3, 3), torch.tensor([0n, 1n])),
      /num_classes must be passed/,
    );
    assert.throws(() => F.rotate(picture, Number.NaN), /angle should be int or float, got NaN/);
    assert.throws(() => F.invert(picture.convert("RGBA")), /invert: not supported for mode RGBA; convert\("RGB"\)/);
  });
});
