/** The quickstart from its first cell to its last, on 2,000 real pictures: PyTorch's losses, PyTorch's file. */

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { whole } from "../conformance/files.ts";
import { program, requires } from "../requirements.ts";
import { NotebookRun } from "./notebook.ts";

const answers = fileURLToPath(new URL("../conformance/data/reference.json.gz", import.meta.url));
const pictures = 2_000;
const lastCell = "loaded.eval();";

/** What PyTorch makes of the model's file: the logits of one picture, all of whose pixels are 0.5. */
const readByTorch = `
import sys, torch
state = torch.load(sys.argv[1])
x = torch.full((1, 784), 0.5)
for layer in (0, 2, 4):
    weight, bias = (state[f"linear_relu_stack.{layer}.{name}"] for name in ("weight", "bias"))
    x = torch.relu(x @ weight.T + bias)
print(*state, sep=",")
print(*x[0].tolist())
`;

describe("notebooks/en/01-quickstart.ipynb", function () {
  this.timeout(120_000);
  let run: NotebookRun;

  before(async function () {
    requires(this, "fashion-mnist", "kernel bundle");
    const shorten = `
trainingData.data = trainingData.data.narrow(0, 0, ${pictures});
trainingData.targets = trainingData.targets.narrow(0, 0, ${pictures});
const batchSize = 64;`;
    run = await NotebookRun.of("en/01-quickstart.ipynb", {
      "const batchSize = 64;": shorten,
      "const epochs = 5;": "const epochs = 1;",
      "batch % 100 === 0": "true",
      [lastCell]: `${lastCell}\nconsole.log("logits", loaded(torch.full([1, 1, 28, 28], 0.5)).tolist().join(" "));`,
    });
  });
  after(() => run?.remove());

  it("runs to its end and complains about nothing", () => {
    assert.equal(run.stderr, "");
    assert.equal(run.status, 0);
  });

  it("prints PyTorch's losses, in PyTorch's format", () => {
    const { learning } = whole<{ learning: Record<string, number[]> }>(answers);
    const expected = learning["quickstart sgd 1e-3"];
    const lines = [...run.stdout.matchAll(/^loss: (\d\.\d{6}) {2}\[ *(\d+)\/2000\]$/gm)];
    const full = Math.floor(pictures / 64);
    assert.equal(lines.length, full + 1);
    for (const [i, [, loss, seen]] of lines.slice(0, full).entries()) {
      assert.ok(Math.abs(Number(loss) - expected[i]) <= 1e-4 * expected[i], `loss ${i} is ${loss}, not ${expected[i]}`);
      assert.equal(Number(seen), 64 * i);
    }
    assert.match(run.stdout, /^Test Error: \n Accuracy: \d+\.\d%, Avg loss: \d\.\d{6} \n/m);
  });

  it("prints the model as PyTorch does", () => {
    const expected = [
      "NeuralNetwork(",
      "  (flatten): Flatten(start_dim=1, end_dim=-1)",
      "  (linear_relu_stack): Sequential(",
      "    (0): Linear(in_features=784, out_features=512, bias=True)",
      "    (1): ReLU()",
      "    (2): Linear(in_features=512, out_features=512, bias=True)",
      "    (3): ReLU()",
      "    (4): Linear(in_features=512, out_features=10, bias=True)",
      "    (5): ReLU()",
      "  )",
      ")",
    ];
    assert.ok(run.stdout.includes(expected.join("\n")), run.stdout);
  });

  it("saves a file that PyTorch computes the same with", function () {
    requires(this, "torch");
    const said = execFileSync(program("python"), ["-W", "ignore", "-c", readByTorch, `${run.folder}/model.pth`]);
    const [names, logits] = said.toString().trim().split("\n");
    assert.deepEqual(
      names.split(","),
      [0, 2, 4].flatMap((layer) => ["weight", "bias"].map((name) => `linear_relu_stack.${layer}.${name}`)),
    );
    const ours = /^logits (.*)$/m.exec(run.stdout)?.[1].split(/[ ,]/).map(Number) ?? [];
    assert.equal(ours.length, 10);
    for (const [i, theirs] of logits.split(" ").map(Number).entries())
      assert.ok(Math.abs(ours[i] - theirs) < 1e-5, `logit ${i}: ${ours[i]}, PyTorch ${theirs}`);
  });
});
