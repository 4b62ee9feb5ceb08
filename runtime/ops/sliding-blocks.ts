/** Images as the patches that a window sees, and patches back to images. */

import { record, recording } from "../autograd/graph.ts";
import { int64 } from "../tensor/dtype.ts";
import { formatSize } from "../tensor/size.ts";
import { type Tensor, wrap } from "../tensor/tensor.ts";
import { codeOf, expectTensor } from "./core.ts";
import { tensor } from "./create.ts";
import { squeeze, unsqueeze } from "./shape.ts";
import { type Each, each } from "./tuples.ts";

/** @internal How a window of two dims moves. */
export interface BlockOptions {
  kernelSize: Each;
  dilation?: Each;
  padding?: Each;
  stride?: Each;
}

interface Blocks {
  name: string;
  image: readonly number[];
  kernel: readonly number[];
  /** How many blocks there are along each dim. */
  counts: readonly number[];
  /** Of each tap and block the pixel of the image, row by row; that behind the last stands for the padding. */
  pixels: Tensor;
}

function blocksOf(name: string, image: readonly number[], call: BlockOptions, like: Tensor): Blocks {
  const kernel = each(name, "kernel_size", call.kernelSize, 2);
  const dilation = each(name, "dilation", call.dilation ?? 1, 2);
  const padding = each(name, "padding", call.padding ?? 0, 2);
  const stride = each(name, "stride", call.stride ?? 1, 2);
  for (const [argument, values] of Object.entries({ kernel_size: kernel, dilation, stride }))
    if (values.some((value) => value <= 0))
      throw new Error(`${argument} should be greater than zero, but got ${argument}: ${values.join("x")}`);
  if (padding.some((value) => value < 0))
    throw new Error(`padding should be non-negative, but got padding: ${padding.join("x")}`);
  const counts = image.map((size, i) =>
    Math.floor((size + 2 * padding[i] - dilation[i] * (kernel[i] - 1) - 1) / stride[i] + 1),
  );
  if (counts.some((count) => count < 1))
    throw new Error(
      `Given input with spatial size (${image.join(", ")}), kernel_size=(${kernel.join(", ")}), ` +
        `dilation=(${dilation.join(", ")}), padding=(${padding.join(", ")}), calculated shape of the array of sliding blocks ` +
        `as (${counts.join(", ")}), but its components must be at least one.`,
    );
  const [height, width] = image;
  const pixels: number[] = [];
  for (let y = 0; y < kernel[0]; y++)
    for (let x = 0; x < kernel[1]; x++)
      for (let i = 0; i < counts[0]; i++)
        for (let j = 0; j < counts[1]; j++) {
          const row = i * stride[0] - padding[0] + y * dilation[0];
          const column = j * stride[1] - padding[1] + x * dilation[1];
          const inside = row >= 0 && row < height && column >= 0 && column < width;
          pixels.push(inside ? row * width + column : height * width);
        }
  return { name, image, kernel, counts, pixels: tensor(pixels, { dtype: int64, device: like.device }) };
}

/** [N, C, H, W] to [N, C * taps, blocks]. */
function gatherBlocks(input: Tensor, blocks: Blocks): Tensor {
  const { kernels } = input;
  const [batch, channels, height, width] = input.shape;
  const count = height * width;
  const flat = kernels.reshape(input.handle, [batch, channels, count]);
  const padded = kernels.cat([flat, kernels.full([batch, channels, 1], 0, codeOf(input))], 2);
  const taps = blocks.kernel[0] * blocks.kernel[1];
  const taken = kernels.indexSelect(padded, 2, blocks.pixels.handle);
  const out = wrap(input, kernels.reshape(taken, [batch, channels * taps, blocks.counts[0] * blocks.counts[1]]));
  return recording(input) ? record(out, "Im2ColBackward0", [input], [(grad) => addBlocks(grad, blocks)]) : out;
}

/** [N, C * taps, blocks] to [N, C, H, W], what overlaps summed. */
function addBlocks(input: Tensor, blocks: Blocks): Tensor {
  const { kernels } = input;
  const [height, width] = blocks.image;
  const taps = blocks.kernel[0] * blocks.kernel[1];
  const batch = input.shape[0];
  const channels = input.shape[1] / taps;
  const sums = kernels.full([batch, channels, height * width + 1], 0, codeOf(input));
  const flat = kernels.reshape(input.handle, [batch, channels, taps * input.shape[2]]);
  kernels.indexAdd_(sums, 2, blocks.pixels.handle, flat, 1);
  const inner = kernels.slice(sums, 2, 0, height * width, 1);
  const out = wrap(input, kernels.clone(kernels.reshape(inner, [batch, channels, height, width])));
  return recording(input) ? record(out, "Col2ImBackward0", [input], [(grad) => gatherBlocks(grad, blocks)]) : out;
}

/** @internal The patches under a window that moves over [N, C, H, W] or [C, H, W], a column each. */
export function unfoldBlocks(input: Tensor, call: BlockOptions): Tensor {
  const { shape } = expectTensor(input, "unfold");
  const sizes = shape.slice(-3);
  if ((shape.length !== 3 && shape.length !== 4) || sizes.some((size) => size === 0))
    throw new Error(
      "Expected 3D or 4D (batch mode) tensor with possibly 0 batch size and other non-zero dimensions for input, " +
        `but got: ${formatSize(shape)}`,
    );
  const blocks = blocksOf("unfold", shape.slice(-2), call, input);
  return shape.length === 3 ? squeeze(gatherBlocks(unsqueeze(input, 0), blocks), 0) : gatherBlocks(input, blocks);
}

/** @internal What undoes {@link unfoldBlocks}, but that pixels which several patches hold are summed. */
export function foldBlocks(input: Tensor, outputSize: Each, call: BlockOptions): Tensor {
  const { shape } = expectTensor(input, "fold");
  const sizes = shape.slice(-2);
  if ((shape.length !== 2 && shape.length !== 3) || sizes.some((size) => size === 0))
    throw new Error(
      "Expected 2D or 3D (batch mode) tensor for input with possibly 0 batch size and non-zero dimensions for input, " +
        `but got: ${formatSize(shape)}`,
    );
  const image = each("fold", "output_size", outputSize, 2);
  const blocks = blocksOf("fold", image, call, input);
  const taps = blocks.kernel[0] * blocks.kernel[1];
  if (sizes[0] % taps !== 0)
    throw new Error(
      "Expected size of input's dimension 1 to be divisible by the product of kernel_size, " +
        `but got input.size(1)=${sizes[0]} and kernel_size=(${blocks.kernel.join(", ")}).`,
    );
  const count = blocks.counts[0] * blocks.counts[1];
  if (sizes[1] !== count)
    throw new Error(
      `Given output_size=(${image.join(", ")}), kernel_size=(${blocks.kernel.join(", ")}), expected size of input's dimension 2 ` +
        `to match the calculated number of sliding blocks ${blocks.counts[0]} * ${blocks.counts[1]} = ${count}, ` +
        `but got input.size(2)=${sizes[1]}.`,
    );
  return shape.length === 2 ? squeeze(addBlocks(unsqueeze(input, 0), blocks), 0) : addBlocks(input, blocks);
}
