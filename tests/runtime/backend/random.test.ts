import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import type { Generator, Handle } from "../../../runtime/backend/backend.ts";
import { code, type DTypeName, kernels, numbers, tensor } from "./support.ts";

interface Answer {
  dtype: DTypeName;
  shape: number[];
  data: string;
}

const file = new URL("../../conformance/data/reference.json.gz", import.meta.url);
const { seed, drawing } = JSON.parse(gunzipSync(readFileSync(file)).toString()) as {
  seed: number;
  drawing: Record<string, Answer>;
};

const float = (...sizes: number[]): Handle => kernels.empty(sizes, code("float32"));
const double = (...sizes: number[]): Handle => kernels.empty(sizes, code("float64"));
const long = (...sizes: number[]): Handle => kernels.empty(sizes, code("int64"));
const uniform =
  (a: Handle, from = 0, to = 1) =>
  (g: Generator) =>
    kernels.uniform_(a, from, to, g);
const normal =
  (a: Handle, mean = 0, std = 1) =>
  (g: Generator) =>
    kernels.normal_(a, mean, std, g);
const permutation = (n: number) => (g: Generator) => kernels.randperm(n, code("int64"), g);
const bound = (fan: number): number => Math.sqrt(6 / fan);

/** PyTorch's call → ours, and the difference that a logarithm or a cosine may make. */
const calls: Record<string, [(g: Generator) => Handle, number]> = {
  "rand 1": [uniform(float(1)), 0],
  "rand 7": [uniform(float(7)), 0],
  "rand 16": [uniform(float(16)), 0],
  "rand 1000": [uniform(float(1000)), 0],
  "rand double 20": [uniform(double(20)), 0],
  "uniform -2 3 (50)": [uniform(float(50), -2, 3), 0],
  "kaiming_uniform (64,32)": [uniform(float(64, 32), -bound(32), bound(32)), 0],
  "xavier_uniform (64,32)": [uniform(float(64, 32), -bound(96), bound(96)), 0],
  "randn 1": [normal(float(1)), 1e-6],
  "randn 5": [normal(float(5)), 1e-6],
  "randn 15": [normal(float(15)), 1e-6],
  "randn 16": [normal(float(16)), 1e-6],
  "randn 17": [normal(float(17)), 1e-6],
  "randn 31": [normal(float(31)), 1e-6],
  "randn 100": [normal(float(100)), 1e-6],
  "randn 1000": [normal(float(1000)), 1e-6],
  "randn double 20": [normal(double(20)), 1e-6],
  "normal 1 2 (50)": [normal(float(50), 1, 2), 1e-6],
  "embedding 7 3": [normal(float(7, 3)), 1e-6],
  "kaiming_normal (64,32)": [normal(float(64, 32), 0, Math.sqrt(2 / 32)), 1e-6],
  "randperm 1": [permutation(1), 0],
  "randperm 10": [permutation(10), 0],
  "randperm 1000": [permutation(1000), 0],
  "randperm 60000": [permutation(60000), 0],
  "randint 0 10 (100)": [(g) => kernels.random_(long(100), 0n, 10n, g), 0],
  "randint -5 2**40 (20)": [(g) => kernels.random_(long(20), -5n, 2n ** 40n, g), 0],
  "bernoulli .3 (50)": [(g) => kernels.bernoulli_(float(50), 0.3, g), 0],
  "dropout .5 (64)": [(g) => kernels.div(kernels.bernoulli_(float(64), 0.5, g), 0.5), 0],
  "exponential (50)": [(g) => kernels.exponential_(float(50), 1, g), 1e-6],
};

describe("random kernels", () => {
  for (const [call, [draw, tolerance]] of Object.entries(calls)) {
    it(`draw PyTorch's numbers: ${call}`, () => {
      const { dtype, shape, data } = drawing[call];
      const expected = numbers(kernels.fromBytes(new Uint8Array(Buffer.from(data, "base64")), shape, code(dtype)));
      const actual = numbers(draw(kernels.generator(BigInt(seed))));
      assert.equal(actual.length, expected.length);
      const worst = actual.reduce((most, x, i) => Math.max(most, Math.abs(x - expected[i])), 0);
      assert.ok(worst <= tolerance, `differs by ${worst}`);
    });
  }

  it("draw integers as PyTorch does on both sides of its threshold for wide ranges", () => {
    const draw = (to: bigint) => numbers(kernels.random_(long(3), 0n, to, kernels.generator(42n)));
    assert.deepEqual(draw(2n ** 28n - 1n), [266460267, 199900607, 56755051]);
    assert.deepEqual(draw(2n ** 28n), [199900595, 250975502, 127521863]);
    assert.deepEqual(draw(2n ** 32n + 1n), [1812488525, 999526835, 204857309]);
    const unbounded = (dtype: DTypeName) =>
      kernels.toNumbers(kernels.random_(kernels.empty([2], code(dtype)), 0n, null, kernels.generator(42n)));
    assert.deepEqual(unbounded("float32"), [14801927, 15351016]);
    assert.deepEqual(unbounded("int64"), [6909045637428952499n, 8314211556539077902n]);
    assert.deepEqual(unbounded("int32"), [1608637542, 1273642419]);
    assert.deepEqual(unbounded("uint8"), [102, 179]);
    assert.deepEqual(unbounded("bool"), [false, true]);
  });

  it("draw samples of a distribution", () => {
    const weights = tensor([0.1, 0.2, 0.3, 0.4], [4]);
    assert.deepEqual(numbers(kernels.multinomial(weights, 3, false, kernels.generator(42n))), [3, 1, 2]);
    const wide = kernels.to(weights, code("float64"));
    assert.deepEqual(numbers(kernels.multinomial(wide, 5, true, kernels.generator(42n))), [0, 0, 1, 0, 2]);
    assert.throws(() => kernels.multinomial(weights, 5, false, kernels.generator(1n)), {
      message: "cannot sample n_sample > prob_dist.size(-1) samples without replacement",
    });
    assert.throws(() => kernels.multinomial(tensor([1, -1], [2]), 1, false, kernels.generator(1n)), /element < 0/);
  });

  it("continue from a saved state, in PyTorch's layout", () => {
    const g = kernels.generator(42n);
    kernels.normal_(float(3), 0, 1, g);
    const state = kernels.getState(g);
    assert.equal(state.length, 5056);
    assert.deepEqual([...state.subarray(5016)], torchTail);
    const next = numbers(kernels.normal_(float(5), 0, 1, g));
    const other = kernels.generator(7n);
    kernels.setState(other, state);
    assert.equal(kernels.initialSeed(other), 42n);
    assert.deepEqual(numbers(kernels.normal_(float(5), 0, 1, other)), next);
    assert.throws(() => kernels.setState(other, state.subarray(1)), /Expected a CPUGeneratorImplState of size 5056/);
    assert.throws(() => kernels.setState(other, new Uint8Array(5056)), /Invalid mt19937 state/);
  });

  it("fill strided targets element by element, and refuse bounds in PyTorch's words", () => {
    const g = kernels.generator(42n);
    const base = kernels.full([4, 2], 5, code("float32"));
    kernels.uniform_(kernels.select(base, 1, 0), 0, 1, g);
    const [first, second] = numbers(base);
    assert.equal(second, 5);
    assert.ok(Math.abs(first - 0.8822692632675171) < 1e-12);
    assert.throws(() => kernels.uniform_(float(2), 2, 1, g), {
      message: "uniform_ expects to return a [from, to) range, but found from=2 > to=1",
    });
    assert.throws(() => kernels.random_(long(2), 5n, 5n, g), {
      message: "random_ expects 'from' to be less than 'to', but got from=5 >= to=5",
    });
    assert.throws(() => kernels.bernoulli_(float(2), 2, g), {
      message: "bernoulli_ expects p to be in [0, 1], but got p=2",
    });
  });
});

/** The end of `torch.get_rng_state()` after `torch.manual_seed(42); torch.randn(3)`: the kept second normal. */
const torchTail = [
  ...[0, 0, 0, 0, 0, 0, 0, 0, 34, 124, 10, 123, 141, 123, 205, 63, 0, 0, 0, 0],
  ...[0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
];
