/** The set-up: what is done is not done again, what is half done is. */

import assert from "node:assert/strict";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { SetupError } from "../../scripts/shared/process.mjs";
import { Stamps } from "../../scripts/shared/stamp.mjs";
import { runSteps } from "../../scripts/shared/steps.mjs";

describe("set-up steps", () => {
  let folder: string;
  let said: string[];

  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "tangent-steps-"));
    said = [];
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  const run = (...steps: object[]): Promise<number> =>
    runSteps(steps, {
      stamps: new Stamps(folder),
      say: (line: string) => said.push(line),
      lock: <T>(work: () => T) => work(),
    });

  /** A step whose result is there once it ran. */
  function makeStep(name: string, inputs: { hash: string } = { hash: "1" }) {
    const step = {
      name,
      title: `The ${name}`,
      count: 0,
      isThere: () => step.count > 0,
      hash: () => inputs.hash,
      run: async (): Promise<string | undefined> => {
        step.count += 1;
        return undefined;
      },
    };
    return step;
  }

  it("run in order, say what they do and how long it took, and run once", async () => {
    const [one, two] = [makeStep("one"), makeStep("two")];
    assert.equal(await run(one, two), 2);
    assert.equal(said.length, 4);
    assert.equal(said[0], "• The one …");
    assert.match(said[1], /^ {2}done in \d+\.\d s$/);
    assert.equal(said[2], "• The two …");
    assert.equal(await run(one, two), 0);
    assert.deepEqual([one.count, two.count], [1, 1]);
  });

  it("run again when what they depend on changed", async () => {
    const inputs = { hash: "1" };
    const [stays, changes] = [makeStep("stays"), makeStep("changes", inputs)];
    await run(stays, changes);
    inputs.hash = "2";
    assert.equal(await run(stays, changes), 1);
    assert.deepEqual([stays.count, changes.count], [1, 2]);
  });

  it("run again after a failure, although a result of it may be there, and those behind it wait", async () => {
    const [fails, later] = [makeStep("fails"), makeStep("later")];
    const succeed = fails.run;
    fails.run = async () => {
      fails.count += 1;
      throw new SetupError("no compiler: install g++");
    };
    await assert.rejects(run(fails, later), /install g\+\+/);
    assert.equal(later.count, 0);
    fails.run = succeed;
    assert.equal(await run(fails, later), 2);
  });

  it("run again when a rebuild failed whose earlier result is still there", async () => {
    const inputs = { hash: "1" };
    const step = makeStep("addon", inputs);
    await run(step);
    const succeed = step.run;
    step.run = () => Promise.reject(new SetupError("out of disk"));
    inputs.hash = "2";
    await assert.rejects(run(step), /out of disk/);
    inputs.hash = "1";
    step.run = succeed;
    assert.equal(await run(step), 1);
  });

  it("fail where they end well and left nothing", async () => {
    const step = { ...makeStep("empty"), isThere: () => false };
    await assert.rejects(run(step), /The empty: it ended without an error, but its result is not there/);
  });

  it("print what a step notes", async () => {
    await run({ ...makeStep("chromium"), isThere: () => said.length > 0, run: async () => "left out" });
    assert.match(said[1], /: left out$/);
  });
});
