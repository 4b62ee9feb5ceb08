import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import * as torch from "tangent";
import * as metrics from "tangent/metrics";

interface Case {
  name: string;
  args: (number | string)[][];
  options: Record<string, unknown>;
  value: unknown;
}

/** What scikit-learn 1.9.1 answers to random cases, and to those that have one class, ties or nothing to divide by. */
const cases = gunzipSync(readFileSync(new URL("scikit-learn.jsonl.gz", import.meta.url)))
  .toString()
  .trim()
  .split("\n")
  .map((line) => JSON.parse(line) as Case);

const byName: Record<string, unknown> = { ...metrics };

const plain = (value: unknown): unknown =>
  value instanceof torch.Tensor ? value.tolist() : Array.isArray(value) ? value.map(plain) : value;

function assertClose(actual: unknown, expected: unknown, what: string): void {
  if (!Array.isArray(expected)) {
    const number = Number(expected);
    const close = Object.is(actual, number) || Math.abs(Number(actual) - number) <= 1e-12;
    assert.ok(close, `${what}: ${String(actual)} instead of ${String(expected)}`);
    return;
  }
  assert.ok(Array.isArray(actual) && actual.length === expected.length, `${what}: ${JSON.stringify(actual)}`);
  actual.forEach((item, i) => {
    assertClose(item, expected[i], what);
  });
}

function quietly<T>(run: () => T): { result: T; warnings: string[] } {
  const warnings: string[] = [];
  const { warn } = console;
  console.warn = (text: string) => warnings.push(text);
  try {
    return { result: run(), warnings };
  } finally {
    console.warn = warn;
  }
}

describe("metrics", () => {
  for (const name of new Set(cases.map((each) => each.name)))
    it(`${name} equals scikit-learn's`, () => {
      const metric = byName[name] as (...args: unknown[]) => unknown;
      for (const { args, options, value } of cases.filter((each) => each.name === name)) {
        const { result } = quietly(() => metric(...args, ...(name === "auc" ? [] : [options])));
        assertClose(plain(result), value, JSON.stringify([name, args, options]));
      }
    });

  it("takes tensors, typed arrays, booleans and texts", () => {
    const truth = torch.tensor([0, 1, 2, 2], { dtype: torch.int64 });
    const scores = torch.tensor(
      [
        [2, 1, 0],
        [0, 1, 3],
        [0, 0, 1],
        [1, 0, 3],
      ],
      { requiresGrad: true },
    );
    assert.equal(metrics.accuracyScore(truth, scores.argmax(1)), 0.75);
    assert.equal(metrics.f1Score([true, false, true], Int8Array.of(1, 0, 0)), 2 / 3);
    assert.equal(metrics.precisionScore(["cat", "dog"], ["cat", "cat"], { posLabel: "cat" }), 0.5);
    assert.equal(metrics.rocAucScore(torch.tensor([0, 1]), torch.tensor([0.25, 0.5], { requiresGrad: true })), 1);
    const matrix = metrics.confusionMatrix(["a", "b"], ["b", "b"]);
    assert.equal(matrix.dtype, torch.int64);
    assert.deepEqual(
      matrix.tolist(),
      [
        [0n, 1n],
        [0n, 1n],
      ].map((row) => row.map(Number)),
    );
  });

  it("warns once where a score divides by nothing", () => {
    const { result, warnings } = quietly(() => metrics.precisionScore([0, 1], [0, 0]));
    assert.equal(result, 0);
    assert.equal(warnings.length, 1);
    assert.match(warnings[0], /Precision is ill-defined and being set to 0\.0 with no predicted samples/);
    assert.equal(quietly(() => metrics.precisionScore([0, 1], [0, 0], { zeroDivision: 0 })).warnings.length, 0);
  });

  it("says what is wrong", () => {
    const { accuracyScore, precisionScore, rocCurve, rocAucScore } = metrics;
    assert.throws(() => accuracyScore([0, 1], [0]), /inconsistent numbers of samples: \[2, 1\]/);
    assert.throws(() => accuracyScore([], []), /no samples/);
    assert.throws(() => accuracyScore(torch.zeros(4), torch.zeros(4, 3)), /'yPred'.*size \[4, 3\].*argmax\(1\)/);
    assert.throws(() => accuracyScore([0], undefined as never), /'yPred' must be a list or tensor/);
    assert.throws(() => accuracyScore([0], [null] as never), /'yPred' holds null/);
    assert.throws(() => precisionScore([0, 1, 2], [0, 1, 2]), /Target is multiclass but average="binary"/);
    assert.throws(
      () => precisionScore([2, 3], [2, 3]),
      /posLabel=1 is not a valid label. It should be one of \[2, 3\]/,
    );
    assert.throws(() => precisionScore([0, 1], [0, 1], { averge: "micro" } as never), /did you mean 'average'/);
    assert.throws(() => rocCurve([0, 1], [0.5, Number.NaN]), /'yScore' holds NaN at 1/);
    assert.throws(() => rocCurve([0, 1, 2], [0, 1, 2]), /posLabel is not specified/);
    assert.throws(() => rocAucScore([0, 1, 2], [[1, 0, 0]]), /multiClass must be in/);
    assert.throws(
      () =>
        rocAucScore(
          [0, 1],
          [
            [1, 2, 3],
            [1, 2, 3],
          ],
          { multiClass: "ovr" },
        ),
      /Number of classes in yTrue, 2/,
    );
  });
});
