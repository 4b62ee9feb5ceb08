import assert from "node:assert/strict";
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
    const { reserved } = kernels.memoryStats();
    assert.throws(() => kernels.empty([2 ** 40, 2 ** 40], float), /Storage size calculation overflowed/);
    assert.throws(() => kernels.empty([0, 2 ** 62, 8], float), /Storage size calculation overflowed/);
    assert.throws(() => kernels.empty([2 ** 45], float), /can't allocate memory: you tried to allocate/);
    assert.throws(() => kernels.empty([-1], float), /negative dimension -1/);
    assert.equal(kernels.memoryStats().reserved, reserved);
  });

  it("gives kept blocks back when asked", () => {
    kernels.emptyCache();
    const { allocated, reserved, peak } = kernels.memoryStats();
    assert.equal(reserved, allocated);
    assert.ok(peak >= allocated);
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
