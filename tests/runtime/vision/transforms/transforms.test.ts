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
