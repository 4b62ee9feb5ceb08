import assert from "node:assert/strict";
import type { Handle } from "../../../runtime/backend/backend.ts";
import { assertNear, wave } from "./derivative.ts";
import { kernels, numbers, tensor } from "./support.ts";

const count = 40_001; // several pieces, and a rest
const start = wave(count, 1);
const slope = (step: number): number[] => wave(count, step + 2);
const of = (values: readonly number[]): Handle => tensor(values, [values.length], "float64");

describe("optimizer steps", () => {
  for (const nesterov of [false, true])
    for (const maximize of [false, true])
      for (const momentum of nesterov ? [0.9] : [0, 0.9])
        it(`are SGD's: momentum ${momentum}, nesterov ${nesterov}, maximize ${maximize}`, () => {
          const options = { lr: 0.1, momentum, dampening: nesterov ? 0 : 0.3, weightDecay: 0.01, nesterov, maximize };
          const parameter = of(start);
          let buffers: (Handle | null)[] = [null];
          let expected = start;
          let kept: number[] = [];
          for (let step = 0; step < 3; step++) {
            buffers = kernels.sgdStep([parameter], [of(slope(step))], buffers, options);
            const change = slope(step).map((g, i) => (maximize ? -g : g) + 0.01 * expected[i]);
            kept = step === 0 ? change : kept.map((b, i) => momentum * b + (1 - options.dampening) * change[i]);
            const direction = momentum === 0 ? change : nesterov ? change.map((c, i) => c + momentum * kept[i]) : kept;
            expected = expected.map((p, i) => p - 0.1 * direction[i]);
          }
          assertNear(parameter, expected, 1e-12, "parameter");
          assert.equal(kernels.version(parameter), 3);
        });

  for (const decoupled of [false, true])
    for (const largest of [false, true])
      it(`are ${decoupled ? "AdamW" : "Adam"}'s, ${largest ? "with" : "without"} the largest squares`, () => {
        const [beta1, beta2, eps, lr, weightDecay] = [0.9, 0.99, 1e-8, 0.05, 0.1];
        const parameter = of(start);
        const zeros = () => of(start.map(() => 0));
        const [average, square, most] = [zeros(), zeros(), zeros()];
        let [p, m, v, top] = [start, start.map(() => 0), start.map(() => 0), start.map(() => 0)];
        for (let step = 1; step <= 3; step++) {
          const g = slope(step);
          const options = { lr, beta1, beta2, eps, weightDecay, decoupled, maximize: false, step };
          kernels.adamStep([parameter], [of(g)], [average], [square], largest ? [most] : null, options);
          if (decoupled) p = p.map((value) => value * (1 - lr * weightDecay));
          const change = decoupled ? g : g.map((value, i) => value + weightDecay * p[i]);
          m = m.map((value, i) => beta1 * value + (1 - beta1) * change[i]);
          v = v.map((value, i) => beta2 * value + (1 - beta2) * change[i] ** 2);
          top = top.map((value, i) => Math.max(value, v[i]));
          const scale = largest ? top : v;
          p = p.map((value, i) => {
            const root = Math.sqrt(scale[i]) / Math.sqrt(1 - beta2 ** step) + eps;
            return value - ((lr / (1 - beta1 ** step)) * m[i]) / root;
          });
        }
        assertNear(parameter, p, 1e-10, "parameter");
        assertNear(average, m, 1e-12, "average");
      });

  it("write through strided parameters, in half precision too", () => {
    const whole = tensor([1, 2, 3, 4, 5, 6], [2, 3], "float16");
    const part = kernels.slice(whole, 1, 0, 3, 2);
    const options = { lr: 1, momentum: 0, dampening: 0, weightDecay: 0, nesterov: false, maximize: false };
    kernels.sgdStep([part], [tensor([1, 1, 1, 1], [2, 2], "float16")], [null], options);
    assert.deepEqual(numbers(whole), [0, 2, 2, 3, 5, 5]);
  });

  it("refuse what does not fit, before anything is changed", () => {
    const options = { lr: 1, momentum: 0, dampening: 0, weightDecay: 0, nesterov: false, maximize: false };
    const [a, b] = [of([1, 2]), of([1, 2])];
    assert.throws(() => kernels.sgdStep([a, b], [of([1, 1]), of([1])], [null, null], options), {
      message: "gradients 1: expected shape [2], but got [1]",
    });
    assert.throws(() => kernels.sgdStep([tensor([1], [1], "int64")], [tensor([1], [1], "int64")], [null], options), {
      message: "only parameters of floating point dtype can be optimized, but got Long",
    });
    assert.deepEqual([numbers(a), kernels.version(a)], [[1, 2], 0]);
  });
});
