/** Special functions: known values, identities between them, derivatives of both orders, edges, dtypes. */

import assert from "node:assert/strict";
import * as torch from "tangent";

const { special } = torch;
const double = (values: number[]): torch.Tensor => torch.tensor(values, { dtype: torch.float64 });
const leaf = (values: number[]): torch.Tensor => double(values).requiresGrad_();

function assertClose(actual: torch.Tensor, expected: torch.Tensor | number[], relative = 1e-13): void {
  const want = Array.isArray(expected) ? double(expected) : expected;
  assert.ok(
    torch.allclose(actual.double(), want, { rtol: relative, atol: 0, equalNan: true }),
    `${actual} is not ${want}`,
  );
}

describe("special functions", () => {
  it("have their known values", () => {
    assertClose(torch.digamma(double([1, 0.5])), [-0.5772156649015329, -1.9635100260214235]);
    assertClose(torch.polygamma(1, double([1])), [Math.PI ** 2 / 6]);
    assertClose(torch.polygamma(3, double([1])), [Math.PI ** 4 / 15]);
    assertClose(special.zeta(double([2, 4]), double([1, 1])), [Math.PI ** 2 / 6, Math.PI ** 4 / 90]);
    assertClose(torch.lgamma(double([0.5, 10])), [Math.log(Math.PI) / 2, Math.log(362880)]);
    assertClose(torch.i0(double([1, 10])), [1.2660658777520082, 2815.716628466254]);
    assertClose(special.i1(double([1, -10])), [0.5651591039924851, -2670.988303701255]);
    assertClose(special.modifiedBesselK0(double([1, 10])), [0.42102443824070834, 1.778006231616765e-5]);
    assertClose(special.modifiedBesselK1(double([1, 10])), [0.6019072301972346, 1.864877345382558e-5]);
    assertClose(
      special.airyAi(double([0, 1, -1, 5])),
      [0.3550280538878172, 0.1352924163128814, 0.5355608832923521, 1.0834442813607433e-4],
    );
    assertClose(special.ndtri(double([0.975, 1e-10])), [1.959963984540054, -6.361340902404056]);
    assertClose(
      special.erfcx(double([-1, 0, 1, 100])),
      [5.008980080762283, 1, 0.427583576155807, 0.005641613782989433],
    );
  });

  it("keep the identities that join them", () => {
    const x = torch.linspace(0.05, 30, 200, { dtype: torch.float64 });
    // Wronskians: of I and K, and of J and Y.
    const modified = special
      .i0(x)
      .mul(special.modifiedBesselK1(x))
      .add(special.i1(x).mul(special.modifiedBesselK0(x)));
    assertClose(modified.mul(x), torch.ones(200, { dtype: torch.float64 }), 1e-13);
    const bessel = special
      .besselJ1(x)
      .mul(special.besselY0(x))
      .sub(special.besselJ0(x).mul(special.besselY1(x)));
    assertClose(bessel.mul(x), torch.full([200], 2 / Math.PI, { dtype: torch.float64 }), 1e-12);
    for (const a of [0.01, 0.7, 3, 30, 900, 9999, 20000]) {
      const shape = torch.full([200], a, { dtype: torch.float64 });
      const at = x.div(15).mul(a);
      assertClose(torch.igamma(shape, at).add(torch.igammac(shape, at)), torch.ones(200, { dtype: torch.float64 }));
      // gamma's recurrence: Q(a + 1, x) - Q(a, x) = x^a e^-x / gamma(a + 1)
      const step = torch.exp(
        shape
          .mul(at.log())
          .sub(at)
          .sub(torch.lgamma(shape.add(1))),
      );
      const difference = torch.igammac(shape.add(1), at).sub(torch.igammac(shape, at));
      assert.ok(torch.allclose(difference, step, { rtol: 1e-9, atol: 1e-15 }), `a = ${a}`);
    }
    const p = torch.linspace(1e-6, 1 - 1e-6, 99, { dtype: torch.float64 });
    assertClose(torch.erf(torch.erfinv(p)), p, 1e-14);
    assertClose(special.logNdtr(special.ndtri(p)), p.log(), 1e-9);
    const n = torch.arange(0, 40, { dtype: torch.float64 });
    assertClose(special.chebyshevPolynomialT(Math.cos(0.3), n), n.mul(0.3).cos(), 1e-9);
    assertClose(special.legendrePolynomialP(1, n), torch.ones(40, { dtype: torch.float64 }));
  });

  it("have derivatives of both orders", () => {
    const unary: Record<string, [(x: torch.Tensor) => torch.Tensor, number[]]> = {
      ...{ lgamma: [torch.lgamma, [0.4, 3.2, -1.3]], digamma: [torch.digamma, [0.4, 3.2, -1.3]] },
      ...{ polygamma: [(x) => torch.polygamma(2, x), [0.4, 3.2]], mvlgamma: [(x) => torch.mvlgamma(x, 3), [2.4, 7]] },
      ...{ erfinv: [torch.erfinv, [0.3, -0.9]], sinc: [torch.sinc, [0.3, -1.4]], logit: [torch.logit, [0.3, 0.9]] },
      ...{ i0: [torch.i0, [0.3, -9.5]], i0e: [special.i0e, [0.3, -9.5]], i1: [special.i1, [0.3, -9.5]] },
      ...{ i1e: [special.i1e, [0.3, -9.5]], erfcx: [special.erfcx, [0.3, -1.5]], entr: [special.entr, [0.3, 1.4]] },
      ...{ ndtr: [special.ndtr, [0.3, -1]], ndtri: [special.ndtri, [0.3, 0.9]], logNdtr: [special.logNdtr, [0.3, -3]] },
      ...{ acosh: [torch.acosh, [1.3, 4]], asinh: [torch.asinh, [0.3, -4]], atanh: [torch.atanh, [0.3, -0.9]] },
      ...{ deg2rad: [torch.deg2rad, [30, 4]], copysign: [(x) => torch.copysign(x, -1), [0.3, -4]] },
      frexp: [(x) => torch.frexp(x).mantissa, [0.3, -4.1]],
    };
    for (const [name, [f, values]] of Object.entries(unary)) {
      assert.ok(torch.autograd.gradcheck(f, leaf(values)), name);
      assert.ok(torch.autograd.gradgradcheck(f, leaf(values)), name);
    }
    const pairs = {
      ...{ hypot: torch.hypot, logaddexp: torch.logaddexp, logaddexp2: torch.logaddexp2, xlogy: torch.xlogy },
      ...{ xlog1py: special.xlog1py, fmax: torch.fmax, fmin: torch.fmin, ldexp: torch.ldexp },
      ...{ floatPower: torch.floatPower, lerp: (a: torch.Tensor, b: torch.Tensor) => torch.lerp(a, b, a.mul(b)) },
      ...{ addcmul: (a: torch.Tensor, b: torch.Tensor) => torch.addcmul(a, a, b, { value: 0.7 }) },
      ...{ addcdiv: (a: torch.Tensor, b: torch.Tensor) => torch.addcdiv(a, a, b, { value: 0.7 }) },
      igamma: (_a: torch.Tensor, b: torch.Tensor) => torch.igamma(double([0.7, 3]), b),
      zeta: (_a: torch.Tensor, b: torch.Tensor) => special.zeta(double([2.5, 3]), b),
    };
    for (const [name, f] of Object.entries(pairs)) {
      const inputs = [leaf([0.4, 1.9]), leaf([1.1, 0.6])];
      assert.ok(torch.autograd.gradcheck(f, inputs, { checkUndefinedGrad: false }), name);
      assert.ok(torch.autograd.gradgradcheck(f, inputs, { checkUndefinedGrad: false }), name);
    }
  });

  it("say of a derivative that PyTorch lacks that it is missing", () => {
    const [a, x] = [leaf([1, 2]), leaf([0.5, 3])];
    assert.throws(() => torch.igamma(a, x).sum().backward(), /derivative for 'igamma: input' is not implemented/);
    assert.throws(() => special.zeta(a, x).sum().backward(), /derivative for 'zeta' is not implemented/);
    assert.throws(() => torch.heaviside(a, x).sum().backward(), /derivative for aten::heaviside is not implemented/);
    assert.equal(special.besselJ0(x).requiresGrad, false);
  });

  it("refuse what PyTorch refuses, in its words", () => {
    const half = torch.ones(2, { dtype: torch.float16 });
    const integers = torch.tensor([1n, 2n]);
    assert.throws(() => special.erfcx(half), /"erfcx_cpu" not implemented for 'Half'/);
    assert.throws(() => special.modifiedBesselI0(half), /"modified_bessel_i0_cpu" not implemented for 'Half'/);
    assert.throws(() => torch.hypot(integers, integers), /"hypot_cpu" not implemented for 'Long'/);
    assert.throws(() => torch.polygamma(-1, half), /does not support negative n/);
    assert.throws(() => torch.mvlgamma(half, 0), /p has to be greater than or equal to 1/);
    assert.throws(() => torch.frexp(integers), /only supports floating-point dtypes/);
    assert.throws(() => torch.imag(half), /imag is not implemented for tensors with non-complex dtypes/);
    assert.throws(() => torch.positive(torch.tensor([true])), /on a bool tensor is not supported/);
    assert.throws(() => integers.floatPower_(2), /the base given to float_power_ has dtype Long/);
    assert.throws(() => torch.lerp(integers, integers, 0.5), /"lerp_kernel_scalar" not implemented for 'Long'/);
    assert.throws(() => torch.lerp(half, half.double(), 0.5), /for `end` but got dtype double/);
    assert.throws(() => torch.heaviside(half, integers), /different dtypes/);
  });
});

describe("functions of integers and of the numbers' bits", () => {
  it("compute with the least integer, with shifts out of range, and with empty tensors", () => {
    const bytes = torch.tensor([-128, 100, 7], { dtype: torch.int8 });
    assert.deepEqual(torch.gcd(bytes, torch.tensor([-128, 75, 0], { dtype: torch.int8 })).tolist(), [-128, 25, 7]);
    assert.deepEqual(torch.lcm(torch.tensor([4n, 0n, -6n]), torch.tensor([6n, 5n, 4n])).tolist(), [12, 0, 12]);
    assert.deepEqual(torch.bitwiseLeftShift(bytes, 8).tolist(), [0, 0, 0]);
    assert.deepEqual(torch.bitwiseRightShift(bytes, -1).tolist(), [-1, 0, 0]);
    assert.deepEqual(torch.div(torch.tensor([2n ** 53n - 1n, -7n]), 2, { roundingMode: "trunc" }).tolist(), [
      2 ** 52 - 1,
      -3,
    ]);
    assert.deepEqual([...torch.gcd(torch.empty(0, { dtype: torch.int64 }), torch.tensor([3n])).shape], [0]);
  });

  it("step through the numbers of every floating dtype", () => {
    const next = (value: number, to: number, dtype: torch.DType): number =>
      torch.nextafter(torch.tensor(value, { dtype }), torch.tensor(to, { dtype })).item() as number;
    assert.equal(next(1, 2, torch.float64), 1 + 2 ** -52);
    assert.equal(next(1, 0, torch.float32), 1 - 2 ** -24);
    assert.equal(next(1, 2, torch.float16), 1 + 2 ** -10);
    assert.equal(next(0, -1, torch.float16), -(2 ** -24));
    assert.equal(next(-1, -2, torch.bfloat16), -1 - 2 ** -7);
    const [mantissa, exponent] = torch.frexp(double([8, -0.3, 0]));
    assert.deepEqual(mantissa.tolist(), [0.5, -0.6, 0]);
    assert.deepEqual(exponent.tolist(), [4, -1, 0]);
    assert.equal(exponent.dtype, torch.int32);
  });

  it("test signs and infinities, and write the answers to out", () => {
    const x = torch.tensor([-0, 0, -Infinity, Infinity, Number.NaN]);
    assert.deepEqual(torch.signbit(x).at([0, 1, 2, 3]).tolist(), [true, false, true, false]);
    assert.deepEqual(torch.isneginf(x).tolist(), [false, false, true, false, false]);
    assert.deepEqual(torch.isposinf(x).tolist(), [false, false, false, true, false]);
    assert.throws(() => torch.isposinf(x, { out: torch.empty(5) }), /does not support non-boolean outputs/);
    const out = torch.empty(5);
    torch.logicalNot(x, { out });
    assert.deepEqual(out.tolist(), [1, 1, 0, 0, 0]);
    assert.deepEqual(torch.angle(torch.tensor([-2, 2])).tolist(), [Math.fround(Math.PI), 0]);
  });

  it("take numbers apart as PyTorch does those that are not complex", () => {
    const x = torch.tensor([-1, 2]);
    assert.equal(x.real, x);
    assert.equal(torch.positive(x), x);
    assert.equal(x.conj(), x);
    assert.throws(() => x.imag, /imag is not implemented for tensors with non-complex dtypes/);
    assert.deepEqual(torch.isreal(x).tolist(), [true, true]);
  });

  it("round the halves once", () => {
    const [a, b, c] = [1.0625, 1.0078125, 1.015625].map((v) => torch.tensor([v], { dtype: torch.bfloat16 }));
    const exact = torch.tensor(1.0625 + 1.0078125 * 1.015625).to(torch.bfloat16);
    assert.equal(torch.addcmul(a, b, c).item(), exact.item());
    assert.equal(torch.lerp(a, b, 1).item(), b.item());
  });
});
