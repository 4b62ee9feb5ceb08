/** First and second derivatives of every operator, against differences of its own values in float64. */

import assert from "node:assert/strict";
import * as torch from "tangent";
import { answerSeed, type Call, entryName, prepare } from "../../conformance/call.ts";
import { lines } from "../../conformance/files.ts";
import { Missing } from "../../conformance/report.ts";
import { type Json, type Namespace, Runtime } from "../../conformance/runtime.ts";
import type { AnyTensor, Encoded, Values } from "../../conformance/values.ts";

const { gradcheck, gradgradcheck } = torch.autograd;

interface Entry {
  op: string;
  variant: string;
  samples: (Omit<Call, "op" | "variant"> & { cotangents: (Encoded | null)[]; grads: (Encoded | null)[] })[];
}

/** Operators whose derivatives are not those of their values, and why. */
const symmetric = "its gradient is that of a symmetric matrix, of which no element moves alone; see below";
const exceptions: Readonly<Record<string, string>> = {
  cholesky: symmetric,
  cholesky_inverse: symmetric,
  "linalg.cholesky": symmetric,
  "linalg.cholesky_ex": symmetric,
  "linalg.pinv/hermitian": symmetric,
  "as_strided/partial_views": "the samples' tensors are views of larger storages, which the file does not keep",
  as_strided_scatter: "PyTorch's gradient passes to the input what src replaced",
  float: "float32 is too coarse for differences",
  half: "float16 is too coarse for differences",
  bfloat16: "bfloat16 is too coarse for differences",
  "linalg.norm/subgradients_at_zero": "PyTorch's subgradient at a kink",
  "nn.functional.max_unpool1d": "the samples name a place twice: which value is kept is not defined",
  "nn.functional.max_unpool2d": "the samples name a place twice: which value is kept is not defined",
  "nn.functional.max_unpool3d": "the samples name a place twice: which value is kept is not defined",
};

/** Elements of the inputs, and those times the outputs', in a sample that is checked. */
const most = { inputs: 60, work: 900 };
const samplesEach = 3;

/** The files' float32 tensors as float64. */
class Doubles extends Runtime {
  override tensor(values: Values, requiresGrad = false): AnyTensor {
    return super.tensor(values.dtype === "float32" ? { ...values, dtype: "float64" } : values, requiresGrad);
  }

  override value(json: Json, leaves: AnyTensor[] = []): unknown {
    const found = super.value(json, leaves);
    return found === torch.float32 ? torch.float64 : found;
  }
}

const runtime = new Doubles(torch as unknown as Namespace, "cpu");
const count = (shape: readonly number[]): number => shape.reduce((product, size) => product * size, 1);

/** The smallest samples that have a gradient. */
function samplesOf({ op, variant, samples }: Entry): Call[] {
  const sized = samples.flatMap((sample) => {
    if (!sample.grads.some((grad) => grad !== null)) return [];
    const call = { op, variant, input: sample.input, args: sample.args, kwargs: sample.kwargs };
    const inputs = sample.grads.reduce((sum, grad) => sum + (grad === null ? 0 : count(grad.shape)), 0);
    const outputs = sample.cotangents.reduce((sum, each) => sum + (each === null ? 0 : count(each.shape)), 0);
    const fits = inputs > 0 && outputs > 0 && inputs <= most.inputs && inputs * outputs <= most.work;
    return fits ? [{ call, work: inputs * outputs }] : [];
  });
  sized.sort((a, b) => a.work - b.work);
  return sized.slice(0, samplesEach).map(({ call }) => call);
}

/** What is wrong with the derivatives of a call; null where nothing is. */
function reasonFor(call: Call): string | null {
  try {
    const { leaves, run } = prepare(runtime, call);
    const draw = (): unknown => {
      runtime.seed(answerSeed);
      return run();
    };
    gradcheck(draw, leaves);
    gradgradcheck(draw, leaves);
    return null;
  } catch (error) {
    return error instanceof Missing ? null : String((error as Error).message).split("\n")[0];
  }
}

describe("every operator", function () {
  this.timeout(120_000);

  it("has first and second derivatives that are those of its values", () => {
    const { warn } = console;
    console.warn = () => {};
    try {
      let checked = 0;
      const failures = lines<Entry>(new URL("../../conformance/data/operators.jsonl.gz", import.meta.url).pathname)
        .filter((entry) => exceptions[entryName(entry)] === undefined)
        .flatMap((entry) =>
          samplesOf(entry).flatMap((call) => {
            checked++;
            const reason = reasonFor(call);
            return reason === null ? [] : [`${entryName(entry)}: ${reason}`];
          }),
        );
      assert.deepEqual(failures, []);
      assert.ok(checked > 300, `only ${checked} samples were found`);
    } finally {
      console.warn = warn;
    }
  });

  it("differentiates what takes symmetric matrices through symmetric matrices", () => {
    const matrix = torch.tensor(
      [
        [1.2, -0.3, 0.5],
        [0.4, 0.9, -0.2],
        [-0.1, 0.6, 1.1],
      ],
      { dtype: torch.float64 },
    );
    const leaf = matrix.requiresGrad_();
    const definite = (a: torch.Tensor): torch.Tensor => a.matmul(a.mT).add(torch.eye(3, { dtype: torch.float64 }));
    const calls: ((a: torch.Tensor) => torch.Tensor)[] = [
      (a) => torch.linalg.cholesky(definite(a)),
      (a) => torch.choleskyInverse(a.tril()),
      (a) => torch.linalg.pinv(definite(a), { hermitian: true }),
    ];
    for (const call of calls) {
      assert.ok(gradcheck(call, [leaf]));
      assert.ok(gradgradcheck(call, [leaf]));
    }
  });
});
