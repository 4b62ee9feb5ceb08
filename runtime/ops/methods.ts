/** Makes the operators methods of Tensor: one loop over the families, and the types that go with it. */

import {
  backward,
  detach_,
  registerHook,
  registerPostAccumulateGradHook,
  requiresGrad_,
  retainGrad,
} from "../autograd/backward.ts";
import { useArithmetic } from "../autograd/engine.ts";
import type { DType } from "../tensor/dtype.ts";
import type { Size } from "../tensor/size.ts";
import { Tensor } from "../tensor/tensor.ts";
import { hardshrink, prelu } from "./activation.ts";
import type { AlongOptions, ValuesIndices } from "./along.ts";
import { apply_, map_ } from "./apply.ts";
import * as arithmetic from "./arithmetic.ts";
import * as blend from "./blend.ts";
import * as compare from "./compare.ts";
import { cross, kron, vdot } from "./contract.ts";
import * as convert from "./convert.ts";
import type { TensorOrScalar } from "./core.ts";
import { onesLike } from "./create.ts";
import * as decompositions from "./decompositions.ts";
import * as diagonals from "./diagonal.ts";
import * as embed from "./embed.ts";
import * as extreme from "./extreme.ts";
import { argwhere } from "./grid.ts";
import * as histogram from "./histogram.ts";
import * as indexing from "./indexing.ts";
import * as inplace from "./inplace.ts";
import * as matmul from "./matmul.ts";
import { isSetTo, newEmptyStrided, nonzeroStatic, resize_, resizeAs_, set_ } from "./memory.ts";
import * as factories from "./new.ts";
import type { OutOption } from "./out.ts";
import * as pairs from "./pairs.ts";
import * as parts from "./parts.ts";
import * as pointwise from "./pointwise.ts";
import * as properties from "./properties.ts";
import {
  bernoulli,
  bernoulli_,
  cauchy_,
  exponential_,
  geometric_,
  logNormal_,
  multinomial,
  normal_,
  random_,
  uniform_,
} from "./random.ts";
import * as reduce from "./reduce.ts";
import { roll, rot90 } from "./roll.ts";
import * as scan from "./scan.ts";
import * as scatter from "./scatter.ts";
import { indexReduce, put, repeatInterleave, scatterReduce } from "./scatter-reduce.ts";
import {
  type UniqueConsecutiveOptions,
  type UniqueOptions,
  type UniqueResult,
  unique,
  uniqueConsecutive,
} from "./search.ts";
import * as nan from "./select.ts";
import * as shape from "./shape.ts";
import { logSoftmax, softmax } from "./softmax.ts";
import * as sort from "./sort.ts";
import {
  digamma,
  erfinv,
  i0,
  igamma,
  igammac,
  lgamma,
  logit,
  mvlgamma,
  polygamma,
  sinc,
  xlogy,
} from "./special-functions.ts";
import * as split from "./split.ts";
import * as statistics from "./statistics.ts";
import { istft, stft } from "./stft.ts";
import * as strided from "./strided.ts";
import { attachIndexing } from "./subscript.ts";

/** A function of a tensor as its method. */
type Method<F> = F extends (input: infer _Input, ...rest: infer R) => infer O ? (...rest: R) => O : never;
type Methods<M> = { [K in keyof M]: Method<M[K]> };

const { broadcastShapes: _shapes, broadcastTensors: _tensors, ...shapeMethods } = shape;
const { isTensor: _isTensor, ...propertyMethods } = properties;
const { chainMatmul: _chain, ...productMethods } = matmul;
const { inPlaceFunctions, ...inPlaceMethods } = inplace;
const { where: _where, ...choiceMethods } = nan;
const { luUnpack: _unpack, ...decompositionMethods } = decompositions;
const matrixMethods = { ...decompositionMethods, istft, stft };
const gradientMethods = { backward, detach_, registerHook, registerPostAccumulateGradHook, requiresGrad_, retainGrad };
const randomMethods = {
  ...{ bernoulli, bernoulli_, cauchy_, exponential_, geometric_, logNormal_, multinomial, normal_, random_, uniform_ },
};
const { imag: _imag, real: _real, ...partMethods } = parts;
const specialMethods = { digamma, erfinv, i0, igamma, igammac, lgamma, logit, mvlgamma, sinc, xlogy };
const softmaxMethods = { softmax, logSoftmax, prelu, hardshrink };
const { histogramdd: _histogramdd, ...countMethods } = histogram;
const joinMethods = { indexReduce, put, repeatInterleave, scatterReduce };

const { checkSource: _check, ...stridedMethods } = strided;
const arrangeMethods = { argwhere, cross, kron, nonzeroStatic, roll, rot90, vdot };
const memoryMethods = { apply_, isSetTo, map_, newEmptyStrided, resize_, resizeAs_, set_ };

const families = [
  arrangeMethods,
  arithmetic,
  blend,
  choiceMethods,
  compare,
  convert,
  diagonals,
  embed,
  extreme,
  countMethods,
  factories,
  gradientMethods,
  indexing,
  inPlaceMethods,
  memoryMethods,
  matrixMethods,
  pairs,
  partMethods,
  joinMethods,
  pointwise,
  productMethods,
  propertyMethods,
  randomMethods,
  reduce,
  scan,
  scatter,
  { unique, uniqueConsecutive },
  shapeMethods,
  softmaxMethods,
  sort,
  split,
  stridedMethods,
  specialMethods,
  statistics,
];

declare module "../tensor/tensor.ts" {
  interface Tensor
    extends Methods<typeof arithmetic>,
      Methods<typeof arrangeMethods>,
      Methods<typeof blend>,
      Methods<Omit<typeof choiceMethods, "nonzero">>,
      Methods<typeof compare>,
      Methods<Omit<typeof convert, "type" | "item">>,
      Methods<typeof diagonals>,
      Methods<typeof embed>,
      Methods<typeof countMethods>,
      Methods<typeof factories>,
      Methods<typeof gradientMethods>,
      Methods<typeof indexing>,
      Methods<typeof inPlaceMethods>,
      Methods<typeof memoryMethods>,
      Methods<typeof matrixMethods>,
      Methods<typeof pairs>,
      Methods<typeof partMethods>,
      Methods<typeof joinMethods>,
      Methods<typeof pointwise>,
      Methods<typeof productMethods>,
      Methods<Omit<typeof propertyMethods, "size" | "stride">>,
      Methods<typeof randomMethods>,
      Methods<Omit<typeof extreme, "max" | "min">>,
      Methods<typeof reduce>,
      Methods<typeof scan>,
      Methods<typeof scatter>,
      Methods<typeof shapeMethods>,
      Methods<typeof softmaxMethods>,
      Methods<Omit<typeof sort, "median">>,
      Methods<typeof split>,
      Methods<typeof stridedMethods>,
      Methods<typeof specialMethods>,
      Methods<typeof sort>,
      Methods<Omit<typeof statistics, "median" | "nanmedian">>,
      Iterable<Tensor> {
    [index: number]: Tensor;
    /** The largest element; the larger of two; with `dim`, the largest along it and where they are. */
    max(): Tensor;
    max(other: Tensor, options?: OutOption): Tensor;
    max(dim: number | AlongOptions, keepdim?: boolean | AlongOptions, options?: AlongOptions): ValuesIndices;
    /** The smallest element; the smaller of two; with `dim`, the smallest along it and where they are. */
    min(): Tensor;
    min(other: Tensor, options?: OutOption): Tensor;
    min(dim: number | AlongOptions, keepdim?: boolean | AlongOptions, options?: AlongOptions): ValuesIndices;
    /** The middle element, the lower of two; with `dim`, along it, and where it is. */
    median(): Tensor;
    median(dim: number | AlongOptions, keepdim?: boolean | AlongOptions, options?: AlongOptions): ValuesIndices;
    /** As median, of the elements that are not NaN. */
    nanmedian(): Tensor;
    nanmedian(dim: number | AlongOptions, keepdim?: boolean | AlongOptions): ValuesIndices;
    /** The distinct elements in order; on demand also where each element is among them, and how often each occurs. */
    unique<Options extends UniqueOptions = Record<never, never>>(options?: Options): UniqueResult<Options>;
    unique(
      sorted?: boolean,
      returnInverse?: boolean | UniqueOptions,
      returnCounts?: boolean | UniqueOptions,
      dim?: number | null | UniqueOptions,
    ): Tensor | Tensor[];
    /** The first of each run of equal elements; on demand also the run of each element, and how long each is. */
    uniqueConsecutive<Options extends UniqueConsecutiveOptions = Record<never, never>>(
      options?: Options,
    ): UniqueResult<Options>;
    uniqueConsecutive(
      returnInverse?: boolean,
      returnCounts?: boolean | UniqueConsecutiveOptions,
      dim?: number | null | UniqueConsecutiveOptions,
    ): Tensor | Tensor[];
    /** Where elements are not zero: their coordinates, one row each; or with `asTuple` one tensor a dim. */
    nonzero(options?: { asTuple?: false } & OutOption): Tensor;
    nonzero(options: { asTuple: true }): Tensor[];
    /**
     * The one element as a JavaScript value: a number, of a bool tensor a boolean, of an int64 beyond 2^53 a bigint.
     * TypeScript takes it for a number unless told otherwise: `x.item<boolean>()`.
     */
    item<T extends Scalar = number>(): T;
    /** The name of its type; or, with a dtype, the tensor as that. */
    type(): string;
    type(dtype: DType | string): Tensor;
    /** The sizes of all dims, or of one. */
    size(): Size;
    size(dim: number): number;
    /** How far apart, in elements, neighbours along each dim (or one) lie in memory. */
    stride(): number[];
    stride(dim: number): number;
    /** `input` where `condition`, else `other`. */
    where(condition: Tensor, other: TensorOrScalar): Tensor;
    /** The `n`-th derivative of `digamma`. */
    polygamma(n: number, options?: OutOption): Tensor;
    /** The real part: the tensor itself. */
    readonly real: Tensor;
    /** Refused: no dtype here is complex. */
    readonly imag: Tensor;
    /** The variance of the elements. */
    var: Tensor["variance"];
    /** As bfloat16. */
    bfloat16(): Tensor;
    /** The number that a tensor of one element holds, so that `loss < 1` works; others say which method to call. */
    [Symbol.toPrimitive](hint: string): number | bigint | boolean | string;
    /** Nested lists, for `JSON.stringify`. */
    toJSON(): convert.NestedList;
    /** The size of the first dim. */
    readonly length: number;
    /** The dims in reverse order. */
    readonly T: Tensor;
    /** The last two dims exchanged. */
    readonly mT: Tensor;
    /** The transposed matrix. */
    readonly H: Tensor;
    /** The last two dims exchanged. */
    readonly mH: Tensor;
    /** The same storage, outside the graph; writes to it are not seen by autograd. */
    data: Tensor;
  }
  interface Tensor extends inplace.InPlaceMethods {}
}

type Operator = (input: Tensor, ...rest: unknown[]) => unknown;

/** Functions with a rest parameter take what follows as it is; others get at most seven arguments, which is faster. */
function method(operator: Operator): (this: Tensor, ...rest: unknown[]) => unknown {
  if (operator.length < 2)
    return function (this: Tensor, ...rest) {
      return operator(this, ...rest);
    };
  return function (this: Tensor, a, b, c, d, e, f) {
    return operator(this, a, b, c, d, e, f);
  };
}

function attach(name: string, value: (this: Tensor, ...rest: unknown[]) => unknown): void {
  Object.defineProperty(value, "name", { value: name });
  Object.defineProperty(Tensor.prototype, name, { value, writable: true, configurable: true });
}

for (const family of families) {
  for (const [name, operator] of Object.entries(family)) {
    if (typeof operator === "function") attach(name, method(operator as Operator));
  }
}
for (const [name, operator] of inPlaceFunctions) {
  attach(name, function (this: Tensor, ...rest) {
    return operator(this, ...rest);
  });
}
attach("var", method(reduce.variance as Operator));
attach("bfloat16", method(convert.toBfloat16 as Operator));
attach("where", function (this: Tensor, condition, other) {
  return nan.where(condition as Tensor, this, other as TensorOrScalar);
});
attach("polygamma", function (this: Tensor, n, options) {
  return polygamma(n as number, this, options as OutOption);
});
attachIndexing();
useArithmetic({ add: arithmetic.add, onesLike, clone: shape.clone });
