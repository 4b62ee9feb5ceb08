import assert from "node:assert/strict";
import { run, value } from "./execution.ts";
import { useKernel } from "./server.ts";

describe("data sets of cells in a loader's workers, through a Jupyter server", function () {
  this.timeout(60_000);
  const kernel = useKernel();

  it("run there with what other cells declared, and bring their errors with the stack", async () => {
    await run(kernel(), "import * as torch from 'tangent';\nimport { basename } from 'node:path';");
    await run(kernel(), "const labels: Record<string, number> = { cat: 0, dog: 1 };");
    await run(
      kernel(),
      `class Pets extends torch.data.Dataset<[torch.Tensor, number]> {
        #files = ['a/cat', 'b/dog', 'c/cat', 'd/wolf'];
        get length() { return this.#files.length - 1; }
        at(index: number): [torch.Tensor, number] {
          let sum = 0;
          for (let i = 0; i < 5000; i++) sum += index;
          const label = labels[basename(this.#files[index])];
          if (label === undefined) throw new Error('what is ' + this.#files[index] + '?');
          return [torch.full([2], sum / 5000, { dtype: torch.float32 }), label];
        }
      }`,
    );
    const batches = "const seen: string[] = []; for (const [x, y] of loader) seen.push(x.tolist() + '|' + y.tolist());";
    await run(
      kernel(),
      `const loader = new torch.data.DataLoader(new Pets(), { batchSize: 2, numWorkers: 2 });\n${batches}`,
    );
    assert.equal(await value(kernel(), "seen"), "[ '0,0,1,1|0,1', '2,2|0' ]");
    assert.equal(
      await value(kernel(), "const all: number[] = []; for await (const [, y] of loader) all.push(y.numel()); all"),
      "[ 2, 1 ]",
    );
    const failed = await run(
      kernel(),
      "const wide = new Pets(); Object.defineProperty(wide, 'length', { value: 4, enumerable: true });\n[...new torch.data.DataLoader(wide, { numWorkers: 1 })]",
    );
    assert.equal(failed.reply.status, "error");
    assert.match(JSON.stringify(failed.reply), /DataLoader worker thread 0 at index 3.*what is d\/wolf\?/);
  });

  it("print in the cell that reads them", async () => {
    const loud = "{ length: 2, at: (i: number) => { console.log('sample', i); return i; } }";
    for (const loop of ["for", "for await"]) {
      const { stdout } = await run(
        kernel(),
        `${loop} (const x of new torch.data.DataLoader(${loud}, { numWorkers: 1 })) console.log(x.item());`,
      );
      assert.deepEqual(stdout.trim().split("\n").sort(), ["0", "1", "sample 0", "sample 1"]);
    }
  });

  it("are interrupted, and leave the kernel alive", async () => {
    const waiting = Promise.withResolvers<void>();
    const code = `const never = { length: 1, at: () => new Promise(() => 0) };
      console.log("waiting");
      [...new torch.data.DataLoader(never, { numWorkers: 1 })]`;
    const stuck = run(kernel(), code, {
      onPublished: ({ header }) => {
        if (header.msg_type === "stream") waiting.resolve();
      },
    });
    await waiting.promise;
    await kernel().interrupt();
    const { reply } = await stuck;
    assert.equal(reply.status, "error");
    assert.match(JSON.stringify(reply), /InterruptError|KeyboardInterrupt/);
    assert.equal(await value(kernel(), "1 + 1"), "2");
  });
});
