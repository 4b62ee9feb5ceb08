/**
 * The main entry point, PyTorch's `torch` namespace: `import * as torch from "tangent"`.
 *
 * Functions take PyTorch's parameters in PyTorch's order; any tail of them may be given by name in a trailing options
 * object instead. Names are PyTorch's in camelCase.
 */

import "./display/attach.ts";
import "./ops/methods.ts";

export * as autograd from "./autograd/index.ts";
export {
  enableGrad,
  type GradMode,
  inferenceMode,
  isGradEnabled,
  isInferenceModeEnabled,
  noGrad,
  setGradEnabled,
} from "./autograd/mode.ts";
export * as data from "./data/index.ts";
export * as accelerator from "./devices/accelerator.ts";
export * as cuda from "./devices/cuda.ts";
export { emptyCache, type MemoryStats, memoryStats } from "./devices/memory.ts";
export { getNumThreads, setNumThreads } from "./devices/threads.ts";
export * as distributions from "./distributions/index.ts";
export * as fft from "./fft.ts";
export { load, numpy, safetensors, save, serialization } from "./files/index.ts";
export * as func from "./func.ts";
export * as linalg from "./linalg.ts";
export * as metrics from "./metrics/index.ts";
export {
  celu,
  celu_,
  hardshrink,
  rrelu,
  rrelu_,
  selu,
  selu_,
  threshold,
  threshold_,
} from "./nn/functional/activation.ts";
export * as nn from "./nn/index.ts";
export { prelu } from "./ops/activation.ts";
export type { ValuesIndices } from "./ops/along.ts";
export * from "./ops/arithmetic.ts";
export { type AutocastOptions, autocast, getAutocastDtype, isAutocastEnabled } from "./ops/autocast.ts";
export * from "./ops/blend.ts";
export * from "./ops/compare.ts";
export * from "./ops/contract.ts";
export {
  conv1d,
  conv2d,
  conv3d,
  convolution,
  convTranspose1d,
  convTranspose2d,
  convTranspose3d,
} from "./ops/convolution.ts";
export type { Scalar, TensorOrScalar } from "./ops/core.ts";
export {
  arange,
  asarray,
  asTensor,
  empty,
  emptyLike,
  eye,
  type FactoryOptions,
  fromArray,
  full,
  fullLike,
  linspace,
  logspace,
  ones,
  onesLike,
  type RangeOptions,
  scalarTensor,
  type TensorData,
  tensor,
  zeros,
  zerosLike,
} from "./ops/create.ts";
export * from "./ops/decompositions.ts";
export * from "./ops/diagonal.ts";
export { cdist, pdist } from "./ops/distance.ts";
export * from "./ops/einsum.ts";
export * from "./ops/embed.ts";
export * from "./ops/extreme.ts";
export { type BufferOptions, frombuffer } from "./ops/frombuffer.ts";
export * from "./ops/grid.ts";

export { affineGridGenerator, gridSampler, gridSampler2d, gridSampler3d } from "./ops/grid-sample.ts";

export * from "./ops/histogram.ts";

export type { Index } from "./ops/indexing.ts";
export { indexPut } from "./ops/indexing.ts";
export * from "./ops/integrate.ts";
export * from "./ops/join.ts";
export { bilinear } from "./ops/linear.ts";
export * from "./ops/matmul.ts";
export {
  emptyPermuted,
  emptyStrided,
  fill,
  fromNumpy,
  nonzeroStatic,
  range,
} from "./ops/memory.ts";
export { batchNorm, groupNorm, instanceNorm, layerNorm, rmsNorm } from "./ops/normalization.ts";
export { cosineSimilarity, pairwiseDistance } from "./ops/norms.ts";
export { constantPadNd } from "./ops/pad.ts";
export * from "./ops/pairs.ts";
export * from "./ops/parts.ts";
export * from "./ops/pointwise.ts";
export {
  adaptiveAvgPool1d,
  adaptiveMaxPool1d,
  avgPool1d,
  maxPool1d,
  maxPool1dWithIndices,
  maxPool2d,
  maxPool3d,
} from "./ops/pooling.ts";
export { canCast, promoteTypes, resultType } from "./ops/promotion.ts";
export {
  getDevice,
  isComplex,
  isFloatingPoint,
  isNonzero,
  isSameSize,
  isSigned,
  isTensor,
  nelement,
  numel,
} from "./ops/properties.ts";
export {
  bernoulli,
  binomial,
  multinomial,
  normal,
  poisson,
  rand,
  randint,
  randintLike,
  randLike,
  randn,
  randnLike,
  randperm,
} from "./ops/random.ts";
export * from "./ops/reduce.ts";
export { variance as var } from "./ops/reduce.ts";
export { channelShuffle, pixelShuffle, pixelUnshuffle, roll, rot90 } from "./ops/roll.ts";
export * from "./ops/scan.ts";
export * from "./ops/scatter.ts";
export { indexReduce, put, repeatInterleave, type ScatterReduction, scatterReduce } from "./ops/scatter-reduce.ts";
export * from "./ops/search.ts";
export * from "./ops/select.ts";
export * from "./ops/shape.ts";
export { logSoftmax, softmax } from "./ops/softmax.ts";
export * from "./ops/sort.ts";
export * as special from "./ops/special/index.ts";
export {
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
} from "./ops/special-functions.ts";
export * from "./ops/split.ts";
export * from "./ops/statistics.ts";
export { istft, stft } from "./ops/stft.ts";
export { asStrided, asStridedScatter } from "./ops/strided.ts";
export * from "./ops/window.ts";
export * as optim from "./optim/index.ts";
export * as random from "./random.ts";
export { type ModelSummary, type SummaryOptions, summary } from "./summary/index.ts";
export { type Device, device, getDefaultDevice, setDefaultDevice } from "./tensor/device.ts";
export {
  bfloat16,
  bool,
  byte,
  char,
  DType,
  double,
  finfo,
  float,
  float16,
  float32,
  float64,
  getDefaultDtype,
  half,
  iinfo,
  int,
  int8,
  int16,
  int32,
  int64,
  long,
  setDefaultDtype,
  short,
  uint8,
} from "./tensor/dtype.ts";
export {
  defaultGenerator,
  Generator,
  getRngState,
  initialSeed,
  manualSeed,
  seed,
  setRngState,
} from "./tensor/generator.ts";
export {
  channelsLast,
  channelsLast3d,
  contiguousFormat,
  MemoryFormat,
  preserveFormat,
} from "./tensor/memory-format.ts";
export { type PrintOptions, setPrintoptions } from "./tensor/print.ts";
export { Size } from "./tensor/size.ts";
export { slice as Slice } from "./tensor/slice.ts";
export { Tensor } from "./tensor/tensor.ts";
export * as utils from "./utils/index.ts";
export * as vision from "./vision/index.ts";
