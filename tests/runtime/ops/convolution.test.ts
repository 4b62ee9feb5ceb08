import assert from "node:assert/strict";
import * as torch from "tangent";
import { differentiatesTwice, leaf } from "./twice.ts";

describe("convolution", () => {
  it("is differentiable twice, in input, weight and bias", () => {
    differentiatesTwice(
      (x, w, b) => torch.conv2d(x, w, b, [2, 1], [1, 2], [1, 2], 2),
      leaf([2, 4, 5, 6]),
      leaf([6, 2, 3, 2], 1),
      leaf([6], 2),
    );
    differentiatesTwice(
      (x, w, b) => torch.convTranspose2d(x, w, b, { stride: 2, padding: 1, outputPadding: 1, groups: 2 }),
      leaf([2, 4, 3, 2]),
      leaf([4, 3, 3, 2], 1),
      leaf([6], 2),
    );
    differentiatesTwice((x, w) => torch.conv1d(x, w, { padding: "same" }), leaf([3, 7]), leaf([2, 3, 4], 1));
    differentiatesTwice((x, w) => torch.conv3d(x, w), leaf([1, 2, 3, 3, 4]), leaf([2, 2, 2, 3, 2], 1));
  });

  it("keeps the size with padding 'same', the odd zero after", () => {
    const x = torch.tensor([[[1, 2, 3, 4]]]).float();
    const ones = torch.ones(1, 1, 2);
    assert.deepEqual(torch.conv1d(x, ones, { padding: "same" }).tolist(), [[[3, 5, 7, 4]]]);
    assert.throws(
      () => torch.conv1d(x, ones, { padding: "same", stride: 2 }),
      /not supported for strided convolutions/,
    );
  });

  it("takes parameters by position and by name, and refuses others", () => {
    const x = torch.ones(1, 1, 4, 4);
    const w = torch.ones(1, 1, 2, 2);
    assert.equal(torch.conv2d(x, w, null, 2).shape.join(), "1,1,2,2");
    assert.equal(torch.conv2d(x, w, { stride: [2, 1], padding: [0, 1] }).shape.join(), "1,1,2,5");
    assert.throws(() => torch.conv2d(x, w, { strides: 2 } as object), /unexpected keyword argument 'strides'/);
    assert.throws(() => torch.conv2d(x, torch.ones(1, 3, 2, 2)), /to have 3 channels, but got 1 channels instead/);
    assert.throws(() => torch.conv2d(x.double(), w), /expected scalar type Double but found Float/);
  });
});
