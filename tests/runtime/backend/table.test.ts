import assert from "node:assert/strict";
import { loadAddon } from "../../../runtime/backend/addon.ts";
import {
  binaryKernels,
  compareKernels,
  type Kernels,
  reduceKernels,
  specialKernels,
  specialPairKernels,
  testKernels,
  unaryKernels,
} from "../../../runtime/backend/backend.ts";

type Listed =
  | (typeof unaryKernels)[number]
  | (typeof testKernels)[number]
  | (typeof specialKernels)[number]
  | (typeof specialPairKernels)[number]
  | (typeof binaryKernels)[number]
  | (typeof compareKernels)[number]
  | (typeof reduceKernels)[number];

/** The rest of the table, which exists only as types: the compiler refuses a name too many or too few. */
const others: Record<Exclude<keyof Kernels, Listed>, true> = {
  ...{
    empty: true,
    full: true,
    arange: true,
    fromBytes: true,
    fromFile: true,
    fromNumbers: true,
    toBytes: true,
    toNumbers: true,
    toDoubles: true,
  },
  ...{ item: true, sizes: true, strides: true, offset: true, dtype: true, numel: true, isContiguous: true },
  ...{ storageId: true, storageSize: true, storageView: true, version: true, memoryStats: true, emptyCache: true },
  ...{ asStrided: true, view: true, reshape: true, permute: true, transpose: true, expand: true, squeeze: true },
  ...{
    unsqueeze: true,
    select: true,
    slice: true,
    alias: true,
    countedApart: true,
    reinterpret: true,
    resize: true,
    overlaps: true,
    contiguous: true,
    clone: true,
    to: true,
  },
  ...{ copyInto: true, cat: true, where: true, clamp: true, tril: true, triu: true, sumTo: true, variance: true },
  ...{ max: true, min: true, argmax: true, argmin: true, cumsum: true, sort: true, topk: true, matmul: true },
  ...{ linear: true, addmm: true, softmax: true, logSoftmax: true, softmaxBackward: true, logSoftmaxBackward: true },
  ...{
    nllLoss: true,
    nllLossBackward: true,
    ctcLoss: true,
    ctcLossBackward: true,
    recurrent: true,
    recurrentBackward: true,
    attention: true,
    attentionBackward: true,
    indexSelect: true,
    embedding: true,
    gather: true,
    scatter_: true,
    scatterAdd_: true,
  },
  ...{ indexAdd_: true, index: true, indexPut_: true, nonzero: true, maskedSelect: true, maskedFill: true },
  ...{ generator: true, seed: true, initialSeed: true, getState: true, setState: true, uniform_: true, normal_: true },
  ...{ cauchy_: true, logNormal_: true, geometric_: true, poisson: true, binomial: true, standardGamma: true },
  ...{ standardGammaGrad: true, dirichletGrad: true },
  ...{ random_: true, bernoulli_: true, exponential_: true, randperm: true, multinomial: true, sgdStep: true },
  ...{ adamStep: true, convolution: true, convolutionBackward: true },
  ...{ maxPool: true, adaptiveMaxPool: true, maxPoolBackward: true, avgPool: true, avgPoolBackward: true },
  ...{ adaptiveAvgPool: true, adaptiveAvgPoolBackward: true, layerNorm: true, layerNormBackward: true },
  ...{ batchNorm: true, batchNormBackward: true, gelu: true, geluBackward: true },
  ...{ cholesky: true, luFactor: true, luSolve: true, triangularSolve: true, qrFactor: true, reflectorProduct: true },
  ...{ reflect: true, ldlFactor: true, ldlSolve: true, svd: true, eigh: true, eig: true, leastSquares: true },
  ...{ cdist: true, cdistBackward: true, fft: true, fftOfReal: true, fftToReal: true },
  ...{ frexp: true, addcmul: true, addcdiv: true, lerp: true },
  ...{ cumprod: true, cummax: true, cummin: true, logcumsumexp: true, recurrence: true, kthvalue: true, median: true },
  ...{ medianOfAll: true, mode: true, searchsorted: true, unique: true, uniqueConsecutive: true, uniqueRows: true },
  ...{ bincount: true, histogram: true, scatterReduce_: true },
};

describe("the native boundary", () => {
  it("is exported by the addon as backend.ts declares it", () => {
    const addon = loadAddon<Record<string, unknown>>("runtime/native", "tangent_native");
    const declared = [
      ...[...unaryKernels, ...testKernels, ...binaryKernels, ...compareKernels, ...reduceKernels],
      ...[...specialKernels, ...specialPairKernels],
      ...Object.keys(others),
      ...["threads", "interruptFlag", "collector"],
    ];
    assert.deepEqual(Object.keys(addon).sort(), declared.sort());
  });
});
