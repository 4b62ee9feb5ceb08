/** Random arguments of every kernel, right ones mostly: what each takes, and what is wrong for all. */

import { fileURLToPath } from "node:url";
import {
  binaryKernels,
  compareKernels,
  dtypeNames,
  type Handle,
  reduceKernels,
  specialKernels,
  specialPairKernels,
  testKernels,
  unaryKernels,
} from "../../../runtime/backend/backend.ts";
import { code, kernels } from "./support.ts";

export type Make = () => unknown;

/** mulberry32: the same calls in every run of one seed. */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), state | 1);
    t = (t + Math.imul(t ^ (t >>> 7), t | 61)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export const random = randomNumbers(Number(process.env.TANGENT_FUZZ_SEED ?? 1));

export const below = (n: number): number => Math.floor(random() * n);
export const pick = <T>(list: readonly T[]): T => list[below(list.length)];
const list = (make: Make, most = 4): unknown[] => Array.from({ length: below(most + 1) }, make);

export const wrong: readonly unknown[] = [
  ...[undefined, null, Number.NaN, Number.POSITIVE_INFINITY, 1.5, -7, 2 ** 45, 2 ** 53, -(2 ** 63), 2 ** 64, 1e300],
  ...[
    "3",
    "",
    {},
    [],
    [[]],
    [1, "x"],
    [2 ** 40, 2 ** 40],
    [-1, -1],
    new Array(70).fill(1),
    10n ** 30n,
    true,
    Symbol("s"),
  ],
  ...[() => 1, new Float32Array(3), new DataView(new ArrayBuffer(2)), new Proxy({}, {}), Object.create(null)],
];

/** Tensors that later calls take: small ones of every dtype, fresh ones and results of kernels. */
export const pool: Handle[] = [];
const generator = kernels.generator(5n);
const shapes: readonly (readonly number[])[] = [
  [],
  [1],
  [0],
  [3],
  [2, 3],
  [3, 2],
  [3, 3],
  [2, 0, 3],
  [1, 3],
  [4, 1, 3],
  [2, 3, 2, 3],
];

/** Long enough for whole vectors and what is left over, and for more than one thread. */
const longShapes: readonly (readonly number[])[] = [[37], [5, 33], [131, 2], [2, 3, 70], [70_001]];

function freshTensor(type: number): Handle {
  const sizes = pick(random() < 0.06 ? longShapes : shapes);
  const count = sizes.reduce((product, size) => product * size, 1);
  const special = [0, 1, -1, 2, 0.5, Number.NaN, Number.POSITIVE_INFINITY, 1e30, 255];
  const integers = type < 5 || type === 8;
  const values = Array.from({ length: count }, () => (integers ? below(5) - 1 : pick(special)));
  const whole = kernels.fromNumbers(values, sizes, type);
  if (sizes.length < 2) return whole;
  const views = [
    () => whole,
    () => kernels.transpose(whole, 0, -1),
    () => kernels.slice(whole, -1, 0, sizes[sizes.length - 1], 2),
    () => kernels.slice(whole, 0, 1, sizes[0], 1),
    () => kernels.unsqueeze(kernels.transpose(whole, 0, -1), 1),
    () => kernels.expand(kernels.slice(whole, 0, 0, 1, 1), [3, ...sizes.slice(1)]),
  ];
  return pick(views)();
}

/** A tensor that fits others of its kind, or, sometimes, any. */
const like =
  (sizes: readonly number[], type: (typeof dtypeNames)[number] = "float32"): Make =>
  () => {
    if (random() < 0.1) return tensor();
    const count = sizes.reduce((product, n) => product * n, 1);
    return kernels.fromNumbers(
      Array.from({ length: count }, () => below(3)),
      sizes,
      code(type),
    );
  };
const square = like([3, 3]);
const row = like([3]);
const places = like([3], "int64");
const single = like([]);

const dtype = (): number => below(dtypeNames.length);
const tensor = (): unknown =>
  pool.length > 0 && random() < 0.4 ? pick(pool) : freshTensor(random() < 0.4 ? code("float32") : dtype());
const scalar = (): unknown => pick([0, 1, -2, 0.25, true, 3n, -(2n ** 63n), Number.NaN, 1e40, 300]);
const operand = (): unknown => (random() < 0.6 ? tensor() : scalar());
const dim = (): unknown => below(6) - 3;
const index = (): unknown => freshTensor(pick([code("int64"), code("int64"), code("int32"), code("bool")]));
const mask = (): unknown => freshTensor(code("bool"));
const flag = (): unknown => random() < 0.5;
const number = (): unknown => pick([0, 1, -1, 0.5, 3, 100, -1e30]);
const size = (): unknown => pick([0, 1, 2, 3, 3, 4, 6, 9, -1]);
const sizes = (): unknown => list(size);
const dims = (): unknown => list(dim, 3);
const seed = (): unknown => pick([0n, 7n, -1n, 2n ** 63n, 42]);
const draws = (): unknown => generator;
const optional =
  (make: Make): Make =>
  () =>
    random() < 0.5 ? make() : pick([undefined, null]);
const listOf =
  (make: Make): Make =>
  () =>
    list(make, 3);
const pairOf =
  (make: Make): Make =>
  () =>
    random() < 0.1 ? list(make, 3) : [make(), make()];
const out = optional(tensor);
const bytes = (): unknown =>
  pick([new Uint8Array(below(40)), new Float32Array(below(10)), new DataView(new ArrayBuffer(below(9)))]);
const numberList = (): unknown =>
  pick([list(scalar, 9), new Float64Array(below(9)), new BigInt64Array(below(9)), new Uint8Array(below(9))]);
const reduction = (): unknown => below(4);
const options =
  (...names: readonly string[]): Make =>
  () =>
    Object.fromEntries(
      names.map((name) => [
        name,
        /nesterov|maximize|decoupled|training/.test(name)
          ? flag()
          : name === "step"
            ? pick([1, 2, 0])
            : pick([0, 1, 0.9, 1e-3, -1]),
      ]),
    );

const unary = [tensor, out];
const binary = [operand, operand, out];
const reduce = [tensor, dims, flag, optional(dtype)];

const storage = {
  empty: [sizes, dtype],
  full: [sizes, scalar, dtype],
  arange: [number, number, size, dtype],
  fromBytes: [
    () => (random() < 0.5 ? new Uint8Array(12) : bytes()),
    () => (random() < 0.5 ? [3] : sizes()),
    () => (random() < 0.5 ? code("float32") : dtype()),
  ],
  fromFile: [
    () => (random() < 0.8 ? fileURLToPath(import.meta.url) : "/nowhere"),
    () => pick([0, 1, 8, 64, 4096, 2 ** 53, -1]),
    sizes,
    dtype,
  ],
  fromNumbers: [numberList, sizes, dtype],
  toDoubles: [tensor, () => new Float64Array(random() < 0.5 ? 4 : 4096)],
  memoryStats: [],
  emptyCache: [],
  ...Object.fromEntries(
    ["toBytes", "toNumbers", "item", "sizes", "strides", "offset", "dtype", "numel", "isContiguous"].map((name) => [
      name,
      [tensor],
    ]),
  ),
  ...Object.fromEntries(["storageId", "storageSize", "storageView", "version"].map((name) => [name, [tensor]])),
};

const shown = {
  asStrided: [tensor, sizes, sizes, size],
  view: [tensor, sizes],
  reshape: [tensor, sizes],
  permute: [tensor, dims],
  transpose: [tensor, dim, dim],
  expand: [tensor, sizes],
  squeeze: [tensor, optional(dims)],
  unsqueeze: [tensor, dim],
  select: [tensor, dim, dim],
  slice: [tensor, dim, dim, size, dim],
  alias: [tensor],
  countedApart: [tensor],
  reinterpret: [tensor, dtype],
  resize: [tensor, sizes],
  overlaps: [tensor, tensor],
  contiguous: [tensor],
  clone: [tensor],
  to: [tensor, dtype],
  copyInto: [tensor, operand],
  cat: [listOf(tensor), dim],
  where: [mask, operand, operand, out],
  clamp: [tensor, optional(operand), optional(operand), out],
  tril: [tensor, dim],
  triu: [tensor, dim],
};

const computed = {
  sumTo: [tensor, sizes],
  variance: [tensor, dims, number, flag, optional(flag)],
  max: [tensor, dim, flag],
  min: [tensor, dim, flag],
  argmax: [tensor, optional(dim), flag],
  argmin: [tensor, optional(dim), flag],
  cumsum: [tensor, dim, optional(dtype)],
  cumprod: [tensor, dim, optional(dtype)],
  cummax: [tensor, dim],
  cummin: [tensor, dim],
  logcumsumexp: [tensor, dim],
  recurrence: [square, square, dim],
  sort: [tensor, dim, flag],
  topk: [tensor, size, dim, flag],
  matmul: [square, square, out],
  linear: [tensor, tensor, optional(tensor)],
  addmm: [square, square, square, number, number, out],
  softmax: [tensor, dim],
  logSoftmax: [tensor, dim],
  softmaxBackward: [square, square, dim],
  logSoftmaxBackward: [square, square, dim],
  nllLoss: [square, places, optional(row), reduction, number],
  nllLossBackward: [single, square, places, optional(row), reduction, number, single],
  ctcLoss: [like([4, 3, 3]), like([3, 2], "int64"), places, like([3], "int64"), number],
  ctcLossBackward: [row, like([4, 3, 3]), like([3, 2], "int64"), places, like([3], "int64"), number, flag],
};

const ordered = {
  kthvalue: [tensor, size, dim],
  median: [tensor, dim, flag],
  medianOfAll: [tensor, flag],
  mode: [tensor, dim],
  searchsorted: [
    () => (random() < 0.6 ? row() : tensor()),
    tensor,
    optional(() => (random() < 0.6 ? places() : index())),
    flag,
    flag,
  ],
  unique: [tensor, flag, flag],
  uniqueConsecutive: [tensor, flag, flag],
  uniqueRows: [() => (random() < 0.6 ? square() : tensor()), flag, flag, flag],
  bincount: [index, optional(row), size],
  histogram: [square, () => [row(), row(), row()], optional(row), below.bind(null, 4)],
};

const moves = (): unknown => ({
  stride: pick([[1, 1], [2, 1], [1], [0, 1]]),
  padding: pick([
    [0, 0],
    [1, 2],
    [5, 5],
    [-1, 0],
  ]),
  dilation: pick([
    [1, 1],
    [2, 1],
    [1, 3],
  ]),
  transposed: flag(),
  outputPadding: pick([
    [0, 0],
    [1, 0],
  ]),
  groups: pick([1, 1, 2, 3, 0]),
});
const image = like([2, 6, 4, 4]);
const filter = (): unknown => pick([like([6, 3, 2, 2]), like([6, 6, 3, 1]), like([6, 1, 2, 2]), like([6, 2, 1, 1])])();

const plain = {
  ...{ stride: [1, 1], padding: [0, 0], dilation: [1, 1] },
  ...{ transposed: false, outputPadding: [0, 0], groups: 1 },
};

const convolved = {
  convolution: [image, filter, optional(like([6])), moves],
  convolutionBackward: [
    () => (random() < 0.6 ? like([2, 6, 2, 4]) : pick([like([2, 6, 3, 3]), like([2, 6, 4, 4])]))(),
    image,
    () => (random() < 0.6 ? like([6, 6, 3, 1])() : filter()),
    () => (random() < 0.7 ? plain : moves()),
    () => [flag(), flag(), flag()],
  ],
};

const window = (): unknown => {
  const dims = pick([1, 2, 2, 2, 3]);
  const each = (...values: readonly number[]) => Array.from({ length: dims }, () => pick(values));
  return {
    kernel: each(1, 2, 3),
    stride: each(1, 2, 3),
    padding: each(0, 0, 1),
    dilation: each(1, 1, 1, 2),
    ceilMode: flag(),
  };
};
const flat = (): unknown => ({
  ...(window() as object),
  kernel: [2, 2],
  stride: [2, 2],
  padding: [0, 1],
  dilation: [1, 1],
});
const pooled = {
  maxPool: [image, window],
  adaptiveMaxPool: [image, sizes],
  maxPoolBackward: [image, image, like([2, 6, 4, 4], "int64"), below.bind(null, 4)],
  avgPool: [image, flat, flag, optional(size)],
  avgPoolBackward: [() => pick([like([2, 6, 2, 3]), image])(), image, flat, flag, optional(size)],
  adaptiveAvgPool: [image, sizes],
  adaptiveAvgPoolBackward: [image, image, below.bind(null, 4)],
};

const shapeOfRow = (): unknown => (random() < 0.8 ? [3] : sizes());
const normalized = {
  layerNorm: [square, shapeOfRow, optional(row), optional(row), number],
  layerNormBackward: [square, square, shapeOfRow, optional(row), row, row],
  batchNorm: [
    square,
    optional(row),
    optional(row),
    optional(row),
    optional(row),
    options("training", "momentum", "eps"),
  ],
  batchNormBackward: [square, square, optional(row), row, row, flag],
  gelu: [tensor, flag, out],
  geluBackward: [square, square, flag],
  frexp: [tensor],
  addcmul: [tensor, tensor, tensor, scalar, out],
  addcdiv: [square, square, square, scalar, out],
  lerp: [square, square, operand, out],
};

/** A recurrent layer with one hidden feature: arguments that are drawn one after the other mostly fit each other. */
let cell = 0;
const blocks = (): number => [1, 1, 4, 3][cell];
const gateRows = (): unknown => {
  cell = below(4);
  return like([3, blocks()])();
};
const gateWeight = (): unknown => like([blocks(), 1])();
const firstCell = (): unknown => (random() < 0.8 === (cell === 2) ? like([2, 1])() : null);
const ownBias = (): unknown => (cell === 3 ? like([3])() : null);
const recurrentResults = (): unknown => [
  like([3, 1])(),
  like([2, 1])(),
  like([2, 1])(),
  like([3, cell < 2 ? 0 : 4])(),
  like([cell === 2 ? 3 : 0, 1])(),
];
const steps = (): unknown => ({
  cell: random() < 0.8 ? cell : pick([-1, 9, "x"]),
  batchSizes: random() < 0.8 ? [2, 1] : pick([[3], [], [2, 2], [2, -1], ["x"], 7]),
  reverse: flag(),
});
const recurring = {
  recurrent: [gateRows, gateWeight, ownBias, like([2, 1]), firstCell, steps],
  recurrentBackward: [
    () => [like([3, 1])(), null, pick([like([2, 1])(), null])],
    recurrentResults,
    gateWeight,
    like([2, 1]),
    firstCell,
    steps,
  ],
};

const headRows = like([2, 2, 3, 2]);
const attentive = (): unknown => ({ scale: number(), causal: flag() });
const attending = {
  attention: [headRows, headRows, headRows, optional(like([3, 3])), attentive],
  attentionBackward: [
    headRows,
    () => [headRows(), headRows(), headRows(), headRows(), like([2, 2, 3])()],
    optional(like([3, 3])),
    attentive,
  ],
};

const indexed = {
  indexSelect: [tensor, dim, index],
  embedding: [tensor, index],
  gather: [tensor, dim, index],
  scatter_: [tensor, dim, index, operand],
  scatterAdd_: [square, dim, like([3, 3], "int64"), square],
  scatterReduce_: [square, dim, like([3, 3], "int64"), square, below.bind(null, 5), flag],
  indexAdd_: [square, dim, places, square, number],
  index: [tensor, listOf(optional(index))],
  indexPut_: [square, listOf(optional(places)), row, flag],
  nonzero: [tensor],
  maskedSelect: [tensor, mask],
  maskedFill: [tensor, mask, operand, out],
};

const matrices = (): unknown => pick([square, square, like([2, 3, 3]), like([3, 2], "float64")])();
const swaps = (): unknown => pick([like([3], "int32"), () => kernels.fromNumbers([1, 2, 3], [3], code("int32"))])();
const signal = (): unknown => pick([like([3, 5, 2]), like([7, 2], "float64")])();
const linear = {
  cholesky: [matrices, flag],
  luFactor: [matrices],
  luSolve: [square, swaps, square, flag],
  triangularSolve: [square, square, flag, flag],
  qrFactor: [matrices],
  reflectorProduct: [square, row],
  reflect: [square, row, square, flag],
  ldlFactor: [matrices],
  ldlSolve: [square, swaps, square],
  svd: [matrices, flag, flag],
  eigh: [matrices, flag, flag],
  eig: [matrices, flag],
  leastSquares: [square, square, number, below.bind(null, 5)],
  cdist: [square, square, number],
  cdistBackward: [square, square, square, number, square],
  fft: [signal, dim, flag, number],
  fftOfReal: [tensor, dim, number],
  fftToReal: [signal, dim, () => pick([4, 5, 8, 12, 0, -1]), number],
};

const drawn = {
  generator: [seed],
  seed: [draws, seed],
  initialSeed: [draws],
  getState: [draws],
  setState: [draws, () => pick([new Uint8Array(5056), kernels.getState(generator), new Uint8Array(3)])],
  uniform_: [tensor, number, number, draws],
  normal_: [tensor, number, number, draws],
  random_: [tensor, seed, optional(seed), draws],
  bernoulli_: [tensor, operand, draws],
  exponential_: [tensor, number, draws],
  randperm: [size, dtype, draws],
  multinomial: [tensor, size, flag, draws],
  cauchy_: [tensor, number, number, draws],
  logNormal_: [tensor, number, number, draws],
  geometric_: [tensor, number, draws],
  poisson: [tensor, draws],
  binomial: [tensor, tensor, draws],
  standardGamma: [tensor, draws],
  standardGammaGrad: [tensor, tensor],
  dirichletGrad: [tensor, tensor, tensor],
};

const stepped = {
  sgdStep: [
    pairOf(row),
    pairOf(row),
    pairOf(optional(row)),
    options("lr", "momentum", "dampening", "weightDecay", "nesterov", "maximize"),
  ],
  adamStep: [
    pairOf(row),
    pairOf(row),
    pairOf(row),
    pairOf(row),
    optional(pairOf(row)),
    options("lr", "beta1", "beta2", "eps", "weightDecay", "decoupled", "maximize", "step"),
  ],
};

const special: Readonly<Record<string, readonly Make[]>> = {
  ...storage,
  ...shown,
  ...computed,
  ...ordered,
  ...convolved,
  ...pooled,
  ...normalized,
  ...recurring,
  ...attending,
  ...indexed,
  ...linear,
  ...drawn,
  ...stepped,
};

const reductions: ReadonlySet<string> = new Set(reduceKernels);
const pairs: ReadonlySet<string> = new Set([...binaryKernels, ...compareKernels, ...specialPairKernels]);

/** Arguments of any kernel, for one that is in the table and not described here yet, and as a surprise for the others. */
export const anything: Make = () => pick([...Object.values(special).flat(), tensor, tensor, tensor, operand, out])();
const unaryNames: ReadonlySet<string> = new Set([...unaryKernels, ...testKernels, ...specialKernels]);

export function makersOf(name: string): readonly Make[] {
  if (name in special) return special[name];
  if (reductions.has(name)) return reduce;
  if (pairs.has(name)) return binary;
  return unaryNames.has(name) || random() < 0.2 ? unary : Array.from({ length: 1 + below(6) }, () => anything);
}
