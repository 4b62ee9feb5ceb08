import assert from "node:assert/strict";
import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { Handle } from "../../../runtime/backend/backend.ts";
import { cpu } from "../../../runtime/backend/cpu.ts";
import { code, kernels, numbers, tensor } from "./support.ts";

const float = code("float32");

describe("the backend's memory", () => {
  it("stays flat in a synchronous loop that never yields", () => {
    const { allocated } = kernels.memoryStats();
    for (let i = 0; i < 20_000; i++) kernels.empty([32_768], float);
    const grown = kernels.memoryStats().allocated - allocated;
    assert.ok(grown < 150e6, `2.6 GB of dropped tensors left ${grown} bytes`);
  });

  it("keeps what a view still shows", () => {
    const views = Array.from({ length: 200 }, (_, i) => kernels.select(kernels.full([50_000], i, float), 0, 7));
    for (let i = 0; i < 2_000; i++) kernels.empty([50_000], float);
    assert.deepEqual(
      views.map((view) => kernels.item(view)),
      [...views.keys()],
    );
  });

  it("refuses sizes that no machine holds, before anything is reserved", () => {
    // The first refusal collects what nobody holds; from then on nothing changes.
    assert.throws(() => kernels.empty([2 ** 45], float), /can't allocate memory/);
    const { reserved } = kernels.memoryStats();
    assert.throws(() => kernels.empty([2 ** 40, 2 ** 40], float), /Storage size calculation overflowed/);
    assert.throws(() => kernels.empty([0, 2 ** 62, 8], float), /Storage size calculation overflowed/);
    assert.throws(() => kernels.empty([2 ** 45], float), /can't allocate memory: you tried to allocate/);
    assert.throws(() => kernels.empty([-1], float), /negative dimension -1/);
    assert.equal(kernels.memoryStats().reserved, reserved);
  });

  it("gives kept blocks back when asked, large ones and slabs of small ones", () => {
    const bytes = process.env.TANGENT_NATIVE_BUILD === "Debug" ? 0 : 2 ** 26; // under a sanitizer nothing is kept
    const drop = (shape: number[], count: number) => Array.from({ length: count }, () => kernels.empty(shape, float));
    drop([bytes / 4], 1);
    drop([2 ** 15], bytes / 2 ** 17);
    assert.throws(() => kernels.empty([2 ** 45], float), /can't allocate memory/); // collects them
    const before = kernels.memoryStats();
    kernels.emptyCache();
    const { allocated, reserved, peak } = kernels.memoryStats();
    assert.equal(allocated, before.allocated);
    assert.ok(reserved >= allocated && reserved <= before.reserved - 2 * bytes, `${before.reserved} to ${reserved}`);
    assert.ok(peak >= allocated);
  });
});

/** One step of the quickstart's training, of a narrower network, as the runtime above calls the kernels. */
function trainingStep(weights: readonly Handle[], X: Handle, y: Handle): Handle {
  const turned = (a: Handle) => kernels.transpose(a, 0, 1);
  const [w1, b1, w2, b2] = weights;
  const hidden = kernels.linear(X, w1, b1);
  const active = kernels.relu(hidden);
  const scores = kernels.logSoftmax(kernels.linear(active, w2, b2), 1);
  const [loss, total] = kernels.nllLoss(scores, y, null, 1, -100);
  const ofScores = kernels.nllLossBackward(kernels.full([], 1, float), scores, y, null, 1, -100, total);
  const g2 = kernels.logSoftmaxBackward(ofScores, scores, 1);
  const g1 = kernels.reluBackward(kernels.matmul(g2, w2), hidden);
  const gradients = [
    kernels.matmul(turned(g1), X),
    kernels.sum(g1, [0], false),
    kernels.matmul(turned(g2), active),
    kernels.sum(g2, [0], false),
  ];
  const options = { lr: 0.05, momentum: 0, dampening: 0, weightDecay: 0, nesterov: false, maximize: false };
  kernels.sgdStep(weights, gradients, [null, null, null, null], options);
  return loss;
}

describe("a training loop", () => {
  it("learns, and holds no more memory after 2,000 steps than after 200", () => {
    const random = kernels.generator(1n);
    const drawn = (sizes: number[], bound: number) =>
      kernels.uniform_(kernels.empty(sizes, float), -bound, bound, random);
    const weights = [drawn([128, 784], 0.03), drawn([128], 0.03), drawn([10, 128], 0.09), drawn([10], 0.09)];
    const X = drawn([64, 784], 1);
    const y = kernels.random_(kernels.empty([64], code("int64")), 0n, 10n, random);
    const steps = (count: number): number => {
      let loss = Number.NaN;
      for (let i = 0; i < count; i++) loss = Number(kernels.item(trainingStep(weights, X, y)));
      return loss;
    };
    const first = steps(200);
    const { reserved } = kernels.memoryStats();
    assert.ok(steps(1800) < first / 2);
    const grown = kernels.memoryStats().reserved - reserved;
    assert.ok(grown < 64e6, `1,800 steps, which make 1 GB of tensors, left ${grown} bytes more`);
  });
});

describe("an interrupt", () => {
  const flag = new Int32Array(new SharedArrayBuffer(4));

  it("stops a kernel with an InterruptError, and leaves the backend usable", () => {
    const a = kernels.full([300, 300], 1, float);
    cpu.interruptFlag(flag);
    flag[0] = 1;
    try {
      assert.throws(() => kernels.matmul(a, a), { name: "InterruptError" });
      assert.throws(() => kernels.add(a, a), { name: "InterruptError" });
    } finally {
      flag[0] = 0;
    }
    assert.equal(numbers(kernels.sum(kernels.matmul(a, a), [], false))[0], 300 ** 3);
  });
});

describe("an interrupt from another thread", () => {
  const patience = process.env.TANGENT_NATIVE_BUILD === "Debug" ? 10_000 : 500; // under a sanitizer all takes its time
  const flag = new Int32Array(new SharedArrayBuffer(8));
  const count = 4_000_000;
  const long: Record<string, () => unknown> = {
    "a product": () => kernels.matmul(kernels.full([4000, 4000], 1, float), kernels.full([4000, 4000], 1, float)),
    "random numbers": () => kernels.normal_(kernels.empty([60_000_000], float), 0, 1, kernels.generator(1n)),
    "a permutation": () => kernels.randperm(5 * count, code("int64"), kernels.generator(1n)),
    "a running sum": () => kernels.cumsum(kernels.full([20 * count], 1, float), 0),
  };

  for (const [name, run] of Object.entries(long))
    it(`stops ${name} in its midst`, async () => {
      // The worker notes the time at which it sets the flag.
      const code = `
        const { workerData: flag } = require("node:worker_threads");
        setTimeout(() => { flag[1] = Date.now() % 1e9; Atomics.store(flag, 0, 1); }, 60);`;
      flag[0] = 0;
      cpu.interruptFlag(flag);
      const worker = new Worker(code, { eval: true, workerData: flag });
      await once(worker, "online");
      try {
        assert.throws(
          () => {
            for (;;) run();
          },
          { name: "InterruptError" },
        );
        const late = (Date.now() % 1e9) - flag[1];
        assert.ok(late < patience, `${late} ms passed`);
      } finally {
        flag[0] = 0;
        await worker.terminate();
        kernels.emptyCache();
      }
    });
});

describe("the thread pool", () => {
  it("gives the same results with any number of threads", () => {
    const before = cpu.threads();
    const a = tensor(
      Array.from({ length: 40_000 }, (_, i) => Math.sin(i)),
      [200, 200],
    );
    const run = () => [kernels.matmul(a, a), kernels.sum(a, [], false), kernels.softmax(a, 0)].map(numbers);
    try {
      const results = [1, 2, 5].map((count) => {
        assert.equal(cpu.threads(count), count);
        return run();
      });
      assert.deepEqual(results[1], results[0]);
      assert.deepEqual(results[2], results[0]);
      assert.throws(() => cpu.threads(0), /the number of threads must be at least 1/);
    } finally {
      cpu.threads(before);
    }
  });
});
