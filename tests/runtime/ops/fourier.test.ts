import assert from "node:assert/strict";
import * as torch from "tangent";
import { assertDerivatives } from "./linalg/derivatives.ts";

const { fft } = torch;
const { float64 } = torch;

/** The definition: sums of turned values. */
function slow(parts: readonly (readonly number[])[], inverse = false): number[][] {
  const n = parts.length;
  return parts.map((_, k) => {
    let re = 0;
    let im = 0;
    parts.forEach(([a, b], j) => {
      const angle = ((inverse ? 2 : -2) * Math.PI * ((j * k) % n)) / n;
      re += a * Math.cos(angle) - b * Math.sin(angle);
      im += a * Math.sin(angle) + b * Math.cos(angle);
    });
    return [re, im];
  });
}

describe("Fourier transforms", () => {
  torch.manualSeed(2);
  const random = (...size: number[]): torch.Tensor => torch.randn(...size, { dtype: float64 });
  const close = (a: torch.Tensor, b: torch.Tensor): void =>
    assert.ok(torch.allclose(a, b, { rtol: 1e-9, atol: 1e-9 }), `${a}\nexpected ${b}`);

  it("are the sums of the definition for lengths of all kinds", () => {
    for (const n of [1, 2, 3, 4, 5, 7, 8, 12, 49, 61, 64, 67, 100, 134, 211, 257]) {
      const x = random(n, 2);
      const expected = torch.tensor(slow(x.tolist() as number[][]), { dtype: float64 });
      close(fft.fft(x, { complex: true }), expected);
      close(fft.ifft(expected, { complex: true }), x);
      const real = x.select(-1, 0);
      const half = fft.rfft(real);
      close(half, fft.fft(real, { complex: false }).narrow(0, 0, Math.floor(n / 2) + 1));
      close(fft.irfft(half, { n, complex: true }), real);
    }
  });

  it("take a last dim of 2 for complex numbers unless they are told otherwise", () => {
    assert.deepEqual([...fft.fft(random(3, 2)).shape], [3, 2]);
    assert.deepEqual([...fft.fft(random(3, 2), { complex: false }).shape], [3, 2, 2]);
    assert.deepEqual([...fft.fft(random(2)).shape], [2, 2]);
    assert.deepEqual([...fft.fftn(random(4, 6)).shape], [4, 6, 2]);
    assert.throws(() => fft.ifft(random(3), { complex: true }), /complex numbers as a last dimension of size 2/);
  });

  it("are differentiable twice", () => {
    for (const n of [5, 6]) {
      assertDerivatives("fft", (x) => fft.fft(x.mul(x), { norm: "ortho" }), random(n));
      assertDerivatives("rfft", (x) => fft.rfft(x.mul(x)), random(n));
      assertDerivatives("irfft", (x) => fft.irfft(x.mul(x), n), random(4, 2));
      assertDerivatives("hfft", (x) => fft.hfft(x.mul(x), n), random(4, 2));
    }
    assertDerivatives("stft", (x) => torch.stft(x.mul(x), 4, { hopLength: 2, window: torch.hannWindow(4) }), random(9));
    const spectra = torch.stft(random(9), 4, 2);
    assertDerivatives("istft", (x) => torch.istft(x.mul(x), 4, 2), spectra);
  });

  it("refuse what PyTorch refuses", () => {
    const x = random(4);
    assert.throws(() => fft.fft(x, 0), /Invalid number of data points \(0\) specified/);
    assert.throws(() => fft.fft(x, { norm: "x" as "ortho" }), /Invalid normalization mode: "x"/);
    assert.throws(() => fft.fft(x.half()), /Unsupported dtype Half/);
    assert.throws(() => fft.fftn(random(2, 4), { dim: [0, 0] }), /FFT dims must be unique/);
    assert.throws(() => fft.fft2(x), /Dimension out of range/);
    assert.throws(() => torch.stft(x, 20, { center: false }), /expected 0 < n_fft < 4, but got n_fft=20/);
    assert.throws(() => torch.stft(x, 4, 1, 3, torch.ones(2)), /1D window tensor of size equal to win_length=3/);
    const gaps = torch.stft(random(8), 4, { hopLength: 4, center: false });
    assert.throws(
      () => torch.istft(gaps, 4, { hopLength: 4, window: torch.hannWindow(4), center: false }),
      /window overlap add min/,
    );
    assert.throws(() => torch.hannWindow(-1), /requires non-negative window_length, got window_length=-1/);
  });

  it("give a signal back from its frames", () => {
    const x = random(2, 50);
    const frames = { hopLength: 4, window: torch.hannWindow(16, { dtype: float64 }) };
    close(torch.istft(x.stft(16, frames), 16, { ...frames, length: 50 }), x);
  });
});
