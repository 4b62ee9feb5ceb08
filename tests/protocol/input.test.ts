import assert from "node:assert/strict";
import type { KernelMessage } from "@jupyterlab/services";
import { run, value } from "./execution.ts";
import { useKernel } from "./server.ts";

type Question = KernelMessage.IInputRequestMsg["content"];

describe("input, through a Jupyter server", function () {
  this.timeout(20_000);
  const kernel = useKernel();

  it("asks, awaited and blocking, and gives the answer", async () => {
    const asked: Question[] = [];
    const answers = ["Ada", "", "7", "", "Zürich 🌊"];
    const answer = (question: Question) => {
      asked.push(question);
      return answers[asked.length - 1];
    };
    const code = "[await input('name? '), await input(), prompt('n', '3'), prompt('n', '3'), prompt('where? ')]";
    const { result } = await run(kernel(), code, { answer });
    assert.equal(result, "[ 'Ada', '', '7', '3', 'Zürich 🌊' ]");
    assert.deepEqual(
      asked.map(({ prompt, password }) => [prompt, password]),
      [
        ["name? ", false],
        ["", false],
        ["n [3] ", false],
        ["n [3] ", false],
        ["where? ", false],
      ],
    );
  });

  it("asks for passwords as such, and prints none of them", async () => {
    let question: Question | undefined;
    const { result, stdout, stderr } = await run(kernel(), "(await input('secret: ', { password: true })).length", {
      answer: (asked) => {
        question = asked;
        return "hunter2";
      },
    });
    assert.equal(result, "7");
    assert.equal(question?.password, true);
    assert.equal(stdout + stderr, "");
  });

  it("says so where the front end lets no cell ask", async () => {
    for (const code of ["await input('name? ')", "prompt('name? ')"]) {
      const { error } = await run(kernel(), code);
      assert.equal(error.ename, "StdinNotImplementedError");
      assert.match(error.evalue, /^(input|prompt)\(\) was called, but this front end does not let cells ask/);
    }
  });

  it("ends a question by an interrupt, and takes no late answer for the next one", async () => {
    for (const code of ["await input('first? ')", "prompt('first? ')"]) {
      const first = kernel().requestExecute({ code, allow_stdin: true }, false);
      const asked = Promise.withResolvers<KernelMessage.IInputRequestMsg>();
      first.onStdin = (message) => asked.resolve(message as KernelMessage.IInputRequestMsg);
      const question = await asked.promise;
      await kernel().interrupt();
      const { content } = await first.done;
      assert.ok(content.status === "error" && content.ename === "InterruptError", JSON.stringify(content));
      const second = await run(kernel(), "await input('second? ')", {
        answer: () => {
          kernel().sendInputReply({ status: "ok", value: "late" }, question.header);
          return "in time";
        },
      });
      assert.equal(second.result, "'in time'", code);
      first.dispose();
    }
  });

  it("gives up a question that its cell did not await once another cell asks", async () => {
    await run(kernel(), "const orphan = input('orphan? ').catch(String);", { answer: undefined, allow_stdin: true });
    const { result } = await run(kernel(), "await input('mine? ')", { answer: () => "yes" });
    assert.equal(result, "'yes'");
    assert.match(String(await value(kernel(), "await orphan")), /given up/);
    const { error } = await run(kernel(), "await Promise.all([input('a'), input('b')])", { answer: () => "" });
    assert.match(error.evalue, /another question is waiting/);
  });
});
