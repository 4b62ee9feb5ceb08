import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import { run, value } from "./execution.ts";
import { useKernel } from "./server.ts";

describe("errors, through a Jupyter server", function () {
  this.timeout(20_000);
  const kernel = useKernel();

  const failing = async (code: string) => {
    const execution = await run(kernel(), code);
    return { ...execution.error, count: execution.reply.execution_count, published: execution.all("error") };
  };

  it("names the cell's own TypeScript line and column", async () => {
    const code = [
      "interface Shape { sides: number; name?: string }",
      "type Ids = ReadonlyArray<string>;",
      "enum Kind { A, B }",
      "function inner<T extends Shape>(shape: T | null): number {",
      "  return shape!.sides;",
      "}",
      "for (let i: number = 0; i < 3; i++) inner(i < 2 ? { sides: i } : (null as unknown as Shape));",
    ].join("\n");
    const { ename, evalue, traceback, count, published } = await failing(code);
    assert.equal(ename, "TypeError");
    assert.match(evalue, /reading 'sides'/);
    assert.match(traceback, new RegExp(`In\\[${count}\\]:5:17 in inner`));
    assert.match(traceback, new RegExp(`In\\[${count}\\]:7:37`));
    assert.match(traceback, /> 5 \| {3}return shape!\.sides;\n +\| {17}\^/);
    assert.doesNotMatch(traceback, /__tangent__|node:|kernel\//);
    assert.deepEqual((published[0] as { ename: string }).ename, ename);
  });

  it("names the line and column of a throw after an await, a class, an import and a magic", async () => {
    const code = [
      "%matplotlib inline",
      "import { join } from 'node:path';",
      "class Thrower { go(): never { throw new RangeError('far') } }",
      "await Promise.resolve(join('a', 'b'));",
      "  new Thrower().go();",
    ].join("\n");
    const { ename, traceback, count } = await failing(code);
    assert.equal(ename, "RangeError");
    assert.match(traceback, new RegExp(`In\\[${count}\\]:3:37`));
    assert.match(traceback, new RegExp(`In\\[${count}\\]:5:17`));
  });

  it("names the cell that declared a function, when a later one calls it", async () => {
    const declared = await run(
      kernel(),
      "\nfunction far(depth: number): void { if (depth === 0) throw new Error('deep'); far(depth - 1); }",
    );
    const { traceback, count } = await failing("far(1)");
    assert.match(traceback, new RegExp(`In\\[${declared.reply.execution_count}\\]:2:60`));
    assert.match(traceback, new RegExp(`In\\[${count}\\]:1:1`));
  });

  it("names the place of a syntax error", async () => {
    const { ename, traceback, count } = await failing("const fine = 1;\nconst x: number = = 2;");
    assert.equal(ename, "SyntaxError");
    assert.match(traceback, new RegExp(`In\\[${count}\\]:2:19`));
    const plain = await failing("let a = 1;\nlet a = 2;");
    assert.equal(plain.ename, "SyntaxError");
    assert.match(plain.evalue, /already been declared/);
    assert.match(plain.traceback, new RegExp(`In\\[${plain.count}\\]:2:5`));
    assert.equal((await failing("return 5")).ename, "SyntaxError");
  });

  it("reports what is thrown without being an error, and rejections", async () => {
    assert.match((await failing("throw 'a string'")).traceback, /a string/);
    assert.match((await failing("throw { code: 7 }")).traceback, /code: 7/);
    assert.match((await failing("throw null")).traceback, /null/);
    assert.match((await failing("throw undefined")).traceback, /undefined/);
    assert.match((await failing("await Promise.reject(new TypeError('refused'))")).traceback, /TypeError: refused/);
    assert.match((await failing("throw new Proxy({}, { get() { throw 1 } })")).traceback, /./);
    const caused = await failing("throw new Error('outer', { cause: new Error('inner') })");
    assert.match(caused.traceback, /Error: outer.*Caused by:.*Error: inner/s);
  });

  it("survives errors that fight back: getters, exhausted stacks, exhausted strings", async () => {
    await failing("class Nasty extends Error { get message(): string { throw new Error('no'); } }; throw new Nasty()");
    await failing(
      "const hostile = new Error('x'); Object.defineProperty(hostile, 'stack', { get() { throw 1 } }); throw hostile",
    );
    assert.equal((await failing("(function again(): void { again() })()")).ename, "RangeError");
    assert.equal((await failing("'x'.repeat(2 ** 30)")).ename, "RangeError");
    assert.equal(await value(kernel(), "'alive'"), "'alive'");
  });

  it("tells of what nobody caught on the stderr of the cell it came from", async () => {
    const execution = await run(
      kernel(),
      "setTimeout(() => { throw new Error('in a timer') }, 5); void Promise.reject(new Error('unawaited')); await new Promise((done) => setTimeout(done, 100));",
    );
    const stderr = stripVTControlCharacters(execution.stderr);
    assert.match(stderr, /Error: unawaited/);
    assert.match(stderr, /Error: in a timer/);
    assert.equal(await value(kernel(), "1 + 1"), "2");
  });

  it("keeps what was declared before the throw", async () => {
    await failing("const early = 'kept'; throw new Error('after')");
    assert.equal(await value(kernel(), "early"), "'kept'");
  });
});
