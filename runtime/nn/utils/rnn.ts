/** Sequences of different lengths: padded, and packed step by step: `torch.nn.utils.rnn`. */

import { expectTensor } from "../../ops/core.ts";
import { arange, full, tensor } from "../../ops/create.ts";
import { cat } from "../../ops/join.ts";
import { indexSelect, scatter } from "../../ops/scatter.ts";
import { narrow, select, transpose } from "../../ops/shape.ts";
import { argsort } from "../../ops/sort.ts";
import type { Device } from "../../tensor/device.ts";
import { type DType, int64 } from "../../tensor/dtype.ts";
import { describe } from "../../tensor/options.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { type Call, parse } from "../arguments.ts";
import { expectTensors } from "../expect.ts";

/** Sequences packed step by step: the first elements of all, the second ones, … the longest sequence first. */
export class PackedSequence {
  /** [elements, …] */
  readonly data: Tensor;
  /** How many sequences reach each step, int64. */
  readonly batchSizes: Tensor;
  /** Where the packed sequences were before they were sorted; null: they were sorted. */
  readonly sortedIndices: Tensor | null;
  /** Where the sequences are now. */
  readonly unsortedIndices: Tensor | null;

  constructor(
    data: Tensor,
    batchSizes: Tensor,
    sortedIndices: Tensor | null = null,
    unsortedIndices: Tensor | null = sortedIndices === null
      ? null
      : invert(expectTensor(sortedIndices, "PackedSequence", "sorted_indices")),
  ) {
    this.data = expectTensor(data, "PackedSequence", "data");
    expectTensor(batchSizes, "PackedSequence", "batch_sizes");
    this.batchSizes = batchSizes;
    this.sortedIndices = sortedIndices;
    this.unsortedIndices = unsortedIndices;
  }

  /** The data on another device or as another dtype. */
  to(target: Device | DType | string): PackedSequence {
    return new PackedSequence(this.data.to(target), this.batchSizes, this.sortedIndices, this.unsortedIndices);
  }
}

function invert(permutation: Tensor | null): Tensor | null {
  if (permutation === null) return null;
  const places = arange(permutation.shape[0], { device: permutation.device });
  return scatter(places, 0, permutation, places);
}

/** Options of {@link packPaddedSequence}. */
export interface PackOptions {
  /** Whether the batch is the first dim; false. */
  batchFirst?: boolean;
  /** Whether the lengths must fall; true. */
  enforceSorted?: boolean;
}

function listOf(lengths: Tensor | readonly number[]): number[] {
  if (!(lengths instanceof Tensor) && !Array.isArray(lengths))
    throw new TypeError(`expected lengths as a Tensor or a list of ints, not ${describe(lengths)}`);
  return lengths instanceof Tensor ? (lengths.reshape([-1]).tolist() as number[]).map(Number) : [...lengths];
}

/**
 * Packs padded sequences.
 * @param input [T, B, …], or [B, T, …] with `batchFirst`
 * @param lengths [B], falling unless `enforceSorted` is false
 */
export function packPaddedSequence(
  input: Tensor,
  lengths: Tensor | readonly number[],
  ...args: Call<[batchFirst?: boolean, enforceSorted?: boolean], PackOptions>
): PackedSequence {
  expectTensor(input, "pack_padded_sequence");
  const call = parse<PackOptions>("pack_padded_sequence", ["batchFirst", "enforceSorted"], args);
  let steps = call.batchFirst ? transpose(input, 0, 1) : input;
  let counts = listOf(lengths);
  let sorted: Tensor | null = null;
  if (counts.length !== steps.shape[1])
    throw new Error(
      `Expected \`len(lengths)\` to be equal to batch_size, but got ${counts.length} (batch_size=${steps.shape[1]})`,
    );
  if (counts.length === 0) throw new Error("Cannot pack empty tensors.");
  if (call.enforceSorted === false) {
    sorted = argsort(tensor(counts, { dtype: int64 }), { descending: true, stable: true });
    counts = (sorted.tolist() as number[]).map((i) => counts[i]);
    steps = indexSelect(steps, 1, sorted);
  }
  counts.forEach((count, i) => {
    if (count <= 0)
      throw new Error("Length of all samples has to be greater than 0, but found an element in 'lengths' that is <= 0");
    if (i > 0 && count > counts[i - 1])
      throw new Error(
        "`lengths` array must be sorted in decreasing order when `enforce_sorted` is True. You can pass `enforceSorted: false` " +
          "to packPaddedSequence and/or packSequence to sidestep this requirement if you do not need ONNX exportability.",
      );
  });
  if (counts[0] > steps.shape[0])
    throw new Error(`Expected \`lengths\` of at most ${steps.shape[0]}, the padded length, but got ${counts[0]}`);
  const sizes = Array.from({ length: counts[0] }, (_, t) => counts.filter((count) => count > t).length);
  const data = cat(
    sizes.map((size, t) => narrow(select(steps, 0, t), 0, 0, size)),
    0,
  );
  return new PackedSequence(data, tensor(sizes, { dtype: int64 }), sorted);
}

/** Options of {@link padPackedSequence}. */
export interface UnpackOptions {
  /** Whether the batch becomes the first dim; false. */
  batchFirst?: boolean;
  /** What stands behind a sequence's end; 0. */
  paddingValue?: number;
  /** The padded length; null: the longest sequence's. */
  totalLength?: number | null;
}

/** The sequences of a packed one, padded, and their lengths. */
export function padPackedSequence(
  sequence: PackedSequence,
  ...args: Call<[batchFirst?: boolean, paddingValue?: number, totalLength?: number | null], UnpackOptions>
): [Tensor, Tensor] {
  if (!(sequence instanceof PackedSequence))
    throw new TypeError(`padPackedSequence(): a PackedSequence is needed, not ${describe(sequence)}`);
  const names = ["batchFirst", "paddingValue", "totalLength"];
  const {
    batchFirst = false,
    paddingValue = 0,
    totalLength,
  } = parse<UnpackOptions>("pad_packed_sequence", names, args);
  const { data } = sequence;
  const sizes = listOf(sequence.batchSizes);
  const longest = sizes.length;
  const total = totalLength ?? longest;
  if (total < longest)
    throw new Error(
      `Expected total_length to be at least the length of the longest sequence in input, but got total_length=${total} and max sequence length being ${longest}`,
    );
  const [batch] = sizes;
  const rest = data.shape.slice(1);
  const padding = (...shape: number[]): Tensor =>
    full([...shape, ...rest], paddingValue, { dtype: data.dtype, device: data.device });
  let start = 0;
  const rows = sizes.map((size) => {
    const own = narrow(data, 0, start, size);
    start += size;
    return (size === batch ? own : cat([own, padding(batch - size)], 0)).unsqueeze(0);
  });
  if (total > longest) rows.push(padding(total - longest, batch));
  let output = cat(rows, 0);
  let lengths = Array.from({ length: batch }, (_, b) => sizes.filter((size) => size > b).length);
  const places = sequence.unsortedIndices;
  if (places !== null) {
    output = indexSelect(output, 1, places);
    lengths = (places.tolist() as number[]).map((i) => lengths[i]);
  }
  return [batchFirst ? transpose(output, 0, 1) : output, tensor(lengths, { dtype: int64 })];
}

/** Options of {@link padSequence}. */
export interface PadOptions {
  /** Whether the batch becomes the first dim; false. */
  batchFirst?: boolean;
  /** What fills the shorter sequences; 0. */
  paddingValue?: number;
  /** Where it stands; "right". */
  paddingSide?: "left" | "right";
}

/** Sequences [length, …] as one tensor [T, B, …], the shorter ones padded. */
export function padSequence(
  sequences: readonly Tensor[],
  ...args: Call<[batchFirst?: boolean, paddingValue?: number, paddingSide?: "left" | "right"], PadOptions>
): Tensor {
  expectTensors(sequences, "pad_sequence", "sequences");
  const names = ["batchFirst", "paddingValue", "paddingSide"];
  const {
    batchFirst = false,
    paddingValue = 0,
    paddingSide = "right",
  } = parse<PadOptions>("pad_sequence", names, args);
  if (!Array.isArray(sequences) || sequences.length === 0)
    throw new Error("pad_sequence: Expected a non-empty list of Tensors");
  if (paddingSide !== "left" && paddingSide !== "right")
    throw new Error(`Expected padding_side to be one of left or right, but got ${String(paddingSide)}.`);
  const longest = Math.max(...sequences.map((sequence) => sequence.shape[0]));
  const padded = sequences.map((sequence) => {
    const missing = longest - sequence.shape[0];
    if (missing === 0) return sequence.unsqueeze(0);
    const { dtype, device } = sequence;
    const padding = full([missing, ...sequence.shape.slice(1)], paddingValue, { dtype, device });
    return cat(paddingSide === "left" ? [padding, sequence] : [sequence, padding], 0).unsqueeze(0);
  });
  const output = cat(padded, 0);
  return batchFirst ? output : transpose(output, 0, 1);
}

/** The sequences of a padded tensor [T, B, …] (or [B, T, …] with `batchFirst`), without their padding. */
export function unpadSequence(
  paddedSequences: Tensor,
  lengths: Tensor | readonly number[],
  ...args: Call<[batchFirst?: boolean], { batchFirst?: boolean }>
): Tensor[] {
  expectTensor(paddedSequences, "unpad_sequence", "padded_sequences");
  const { batchFirst = false } = parse<{ batchFirst?: boolean }>("unpad_sequence", ["batchFirst"], args);
  return listOf(lengths).map((length, b) => narrow(select(paddedSequences, batchFirst ? 0 : 1, b), 0, 0, length));
}

/** Packs sequences [length, …], the longest first unless `enforceSorted` is false. */
export function packSequence(
  sequences: readonly Tensor[],
  ...args: Call<[enforceSorted?: boolean], { enforceSorted?: boolean }>
): PackedSequence {
  expectTensors(sequences, "pack_sequence", "sequences");
  const { enforceSorted = true } = parse<{ enforceSorted?: boolean }>("pack_sequence", ["enforceSorted"], args);
  const lengths = sequences.map((sequence) => sequence.shape[0]);
  return packPaddedSequence(padSequence(sequences), lengths, { enforceSorted });
}

/** The sequences of a packed one. */
export function unpackSequence(packedSequences: PackedSequence): Tensor[] {
  if (!(packedSequences instanceof PackedSequence))
    throw new TypeError(`unpackSequence(): a PackedSequence is needed, not ${describe(packedSequences)}`);
  const [padded, lengths] = padPackedSequence(packedSequences, true);
  return unpadSequence(padded, lengths, true);
}
