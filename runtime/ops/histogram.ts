/** Counting: how often each integer occurs, and how many elements fall between edges. */

import { binKinds } from "../backend/backend.ts";
import { describe, named } from "../tensor/options.ts";
import { formatSize } from "../tensor/size.ts";
import { Tensor, wrap } from "../tensor/tensor.ts";
import { namedResults, type ResultTuple } from "./along.ts";
import { div } from "./arithmetic.ts";
import { expectTensor } from "./core.ts";
import { linspace } from "./create.ts";
import { into, intoAll, type OutOption, type OutPairOption } from "./out.ts";
import { sum } from "./reduce.ts";
import { diff } from "./scan.ts";
import { reshape } from "./shape.ts";

/** Options of {@link bincount}. */
export interface BincountOptions {
  /** Summed up in the place of ones. */
  weights?: Tensor | null;
  /** The result has at least so many elements; 0. */
  minlength?: number;
}

/** How often each of 0, 1, 2 … occurs in a vector, or the sums of their weights. */
export function bincount(
  input: Tensor,
  weights?: Tensor | null | BincountOptions,
  minlength?: number | BincountOptions,
): Tensor {
  const call = named<BincountOptions>("bincount", { weights, minlength });
  const least = call.minlength ?? 0;
  if (least < 0) throw new Error("minlength should be >= 0");
  const given = call.weights == null ? null : expectTensor(call.weights, "bincount", "weights").handle;
  return wrap(expectTensor(input, "bincount"), input.kernels.bincount(input.handle, given, least));
}

/** Options of {@link histc}. */
export interface HistcOptions extends OutOption {
  /** 100. */
  bins?: number;
  /** The outer edges; where both are equal, the least and the largest element. */
  min?: number;
  max?: number;
}

/** How many elements fall into each of `bins` equal parts of [min, max]. */
export function histc(
  input: Tensor,
  bins?: number | HistcOptions,
  min?: number | HistcOptions,
  max?: number | HistcOptions,
  options?: HistcOptions,
): Tensor {
  const call = named<HistcOptions>("histc", { bins, min, max }, options, ["out"]);
  const { kernels, dtype } = expectTensor(input, "histc");
  const count = checkBins(call.bins ?? 100, 0);
  let [low, high] = [call.min ?? 0, call.max ?? 0];
  if (low === high && input.shape.numel() > 0) [low, high] = extent(reshape(input, [-1]));
  if (low === high) [low, high] = [low - 1, high + 1];
  if (!Number.isFinite(low) || !Number.isFinite(high))
    throw new Error(`torch.histc: range of [${low}, ${high}] is not finite`);
  if (low > high) throw new Error("torch.histc: max must be larger than min");
  const edges = linspace(low, high, count + 1, {
    dtype: dtype.isFloatingPoint ? dtype : undefined,
    device: input.device,
  });
  const points = reshape(input, [-1, 1]);
  return into(
    call.out,
    wrap(input, kernels.histogram(points.handle, [edges.handle], null, binKinds.indexOf("formula"))),
    "histc",
    [input],
  );
}

function extent(line: Tensor): [number, number] {
  const [low, high] = [line.detach().amin(), line.detach().amax()];
  return [Number(low.item()), Number(high.item())];
}

function checkBins(bins: number, dim: number): number {
  if (!Number.isInteger(bins) || bins <= 0)
    throw new Error(`torch.histogram(): bins must be > 0, but got ${bins} for dimension ${dim}`);
  return bins;
}

/** Options of {@link histogram} and {@link histogramdd}. */
export interface HistogramOptions {
  /** The outer edges of all dims one after the other; where they are not given, the least and the largest element. */
  range?: readonly number[] | null;
  /** What each point counts; 1. */
  weight?: Tensor | null;
  /** Divided so that the integral is 1; false. */
  density?: boolean;
}

/** The edges of bins, one vector for each column of `points`. */
function edgesOf(points: Tensor, bins: readonly (number | Tensor)[], range?: readonly number[] | null): Tensor[] {
  const dims = bins.length;
  if (range != null && range.length !== 2 * dims)
    throw new Error(
      `torch.histogramdd: for a ${dims}-dimensional histogram range should have ${2 * dims} elements, but got ${range.length}`,
    );
  return bins.map((given, d) => {
    if (given instanceof Tensor) return checkEdges(points, given, d);
    const [low, high] = outerEdges(points, d, range);
    return linspace(low, high, checkBins(given, d) + 1, { dtype: points.dtype, device: points.device });
  });
}

function checkEdges(points: Tensor, edges: Tensor, dim: number): Tensor {
  if (edges.dtype !== points.dtype)
    throw new Error(
      `torch.histogramdd: input tensor and bins tensors should have the same dtype, but got input with dtype ${points.dtype} and bins for dimension ${dim} with dtype ${edges.dtype}`,
    );
  if (edges.ndim !== 1)
    throw new Error(
      `torch.histogramdd: bins tensor should have one dimension, but got ${edges.ndim} dimensions in the bins tensor for dimension ${dim}`,
    );
  if (edges.shape[0] < 2)
    throw new Error(
      `torch.histogramdd: bins tensor should have at least 2 elements, but got ${edges.shape[0]} elements in the bins tensor for dimension ${dim}`,
    );
  return edges;
}

function outerEdges(points: Tensor, dim: number, range?: readonly number[] | null): [number, number] {
  let [low, high] = [0, 1];
  if (range != null) [low, high] = [range[2 * dim], range[2 * dim + 1]];
  else if (points.shape[0] > 0) [low, high] = extent(points.select(1, dim));
  if (!Number.isFinite(low) || !Number.isFinite(high))
    throw new Error(`torch.histogramdd: dimension ${dim}'s range [${low}, ${high}] is not finite`);
  if (low > high)
    throw new Error(
      `torch.histogramdd: min should not exceed max, but got min ${low} max ${high} for dimension ${dim}`,
    );
  return low === high ? [low - 0.5, high + 0.5] : [low, high];
}

/** The points counted by bins, with the edges. */
function count(
  points: Tensor,
  outer: readonly number[],
  bins: readonly (number | Tensor)[],
  { range, weight, density = false }: HistogramOptions,
): { hist: Tensor; edges: Tensor[] } {
  const { kernels } = points;
  if (!["float32", "float64"].includes(points.dtype.name))
    throw new Error(`"histogramdd" not implemented for '${points.dtype.name}'`);
  if (weight != null) checkWeight(points, outer, weight);
  const edges = edgesOf(points.detach(), bins, range);
  const handle = kernels.histogram(
    points.handle,
    edges.map((edge) => edge.handle),
    weight == null ? null : reshape(weight, [-1]).handle,
    binKinds.indexOf(bins.some((given) => given instanceof Tensor) ? "any" : "even"),
  );
  const hist = wrap(points, handle);
  return { hist: density ? perVolume(hist, edges) : hist, edges };
}

function checkWeight(points: Tensor, outer: readonly number[], weight: Tensor): void {
  if (expectTensor(weight, "histogramdd", "weight").dtype !== points.dtype)
    throw new Error(
      `torch.histogramdd: if weight tensor is provided, input tensor and weight tensor should have the same dtype, but got input(${points.dtype}), and weight(${weight.dtype})`,
    );
  if (weight.shape.join() !== outer.join())
    throw new Error(
      `torch.histogramdd: if weight tensor is provided it should have the same shape as the input tensor excluding its innermost dimension, but got input with shape ${formatSize([...outer, points.shape[1]])} and weight with shape ${formatSize(weight.shape)}`,
    );
}

function perVolume(hist: Tensor, edges: readonly Tensor[]): Tensor {
  return edges.reduce(
    (density, edge, d) => {
      const sizes = edges.map((_, other) => (other === d ? edge.shape[0] - 1 : 1));
      return div(density, reshape(diff(edge), sizes));
    },
    div(hist, sum(hist)),
  );
}

/** How many elements fall into each bin, or the sum of their weights, and the edges of the bins. */
export function histogram(
  input: Tensor,
  bins: number | Tensor,
  options: HistogramOptions & OutPairOption = {},
): ResultTuple<"hist" | "binEdges"> {
  const call = named<HistogramOptions & OutPairOption>("histogram", {}, options, ["range", "weight", "density", "out"]);
  const points = reshape(expectTensor(input, "histogram"), [-1, 1]);
  const weight = call.weight == null ? null : expectTensor(call.weight, "histogram", "weight");
  if (weight !== null && weight.shape.join() !== input.shape.join())
    throw new Error(
      `torch.histogram(): if weight tensor is provided it should have the same shape as the input tensor, but got input with shape ${formatSize(input.shape)} and weight with shape ${formatSize(weight.shape)}`,
    );
  const flat = weight === null ? null : reshape(weight, [-1]);
  const found = count(points, [points.shape[0]], [bins], { ...call, weight: flat });
  const [hist, binEdges] = intoAll(call.out, [found.hist, found.edges[0]], "histogram", [input, weight]);
  return namedResults("histogram", { hist, binEdges });
}

/** As {@link histogram} of points whose coordinates are the last dim: a dim of bins for each coordinate. */
export function histogramdd(
  input: Tensor,
  bins: number | readonly (number | Tensor)[],
  options: HistogramOptions = {},
): { hist: Tensor; binEdges: Tensor[] } & [Tensor, Tensor[]] {
  const call = named<HistogramOptions>("histogramdd", {}, options, ["range", "weight", "density"]);
  const { shape } = expectTensor(input, "histogramdd");
  if (shape.length < 2) throw new Error("torch.histogramdd: input tensor should have at least 2 dimensions");
  const dims = shape[shape.length - 1];
  if (typeof bins !== "number" && !Array.isArray(bins))
    throw new TypeError(
      `histogramdd(): argument 'bins' must be int or a list of them or of Tensors, not ${describe(bins)}`,
    );
  const given: readonly (number | Tensor)[] = typeof bins === "number" ? new Array<number>(dims).fill(bins) : bins;
  if (given.length !== dims)
    throw new Error(
      given.every((entry) => typeof entry === "number")
        ? "histogramdd: The size of bins must be equal to the innermost dimension of the input."
        : `torch.histogramdd: expected ${dims} sequences of bin edges for a ${dims}-dimensional histogram but got ${given.length}`,
    );
  const outer = shape.slice(0, -1);
  const points = outer.reduce((product, size) => product * size, 1);
  const { hist, edges } = count(reshape(input, [points, dims]), outer, given, call);
  return Object.assign([hist, edges] as [Tensor, Tensor[]], { hist, binEdges: edges });
}
