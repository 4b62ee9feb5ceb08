import assert from "node:assert/strict";
import { run, value } from "./execution.ts";
import { useKernel } from "./server.ts";

describe("execute, through a Jupyter server", function () {
  this.timeout(20_000);
  const kernel = useKernel();

  it("says what it is", async () => {
    const reply = await kernel().requestKernelInfo();
    const info = reply?.content;
    assert.ok(info?.status === "ok");
    assert.ok(Number(info.protocol_version) >= 5.4, info.protocol_version);
    assert.equal(info.implementation, "tangent");
    assert.equal(info.language_info.name, "typescript");
    assert.equal(info.language_info.file_extension, ".ts");
  });

  it("gives a cell's last expression as its result, counted", async () => {
    const first = await run(kernel(), "1 + 1");
    const second = await run(kernel(), "const word: string = 'seven';\nword.length");
    assert.equal(first.result, "2");
    assert.equal(second.result, "5");
    assert.equal(second.reply.execution_count, Number(first.reply.execution_count) + 1);
    assert.equal(
      (second.all("execute_result")[0] as { execution_count: number }).execution_count,
      second.reply.execution_count,
    );
    assert.equal(
      (second.all("execute_input")[0] as { code: string }).code,
      "const word: string = 'seven';\nword.length",
    );
  });

  it("is busy before and idle after, in that order", async () => {
    const { arrivals } = await run(kernel(), "console.log('between')");
    const types = arrivals.map(({ message }) => message.header.msg_type);
    assert.deepEqual(types, ["status", "execute_input", "stream", "status"]);
    assert.deepEqual(arrivals[0].message.content, { execution_state: "busy" });
    assert.deepEqual(arrivals.at(-1)?.message.content, { execution_state: "idle" });
  });

  it("shows no result for a cell that ends with a semicolon, or gives undefined", async () => {
    for (const code of ["41 + 1;", "41 + 1; // why\n", "undefined", "const quiet = 1", "console.table"]) {
      const { result } = await run(kernel(), code);
      if (code === "console.table") assert.match(String(result), /Function/);
      else assert.equal(result, undefined, code);
    }
  });

  it("shows an object literal as a value, and nested values as Node prints them", async () => {
    assert.equal(await value(kernel(), "{ a: 1, b: [1, 2, 3] }"), "{ a: 1, b: [ 1, 2, 3 ] }");
    assert.equal(await value(kernel(), "new Map([['k', new Set([1])]])"), "Map(1) { 'k' => Set(1) { 1 } }");
    assert.equal(await value(kernel(), "null"), "null");
    assert.equal(await value(kernel(), "10n ** 20n"), "100000000000000000000n");
  });

  it("awaits at top level, and keeps what came of it", async () => {
    await run(kernel(), "const later = await new Promise<number>((done) => setTimeout(done, 20, 42))");
    assert.equal(await value(kernel(), "later"), "42");
    assert.equal(await value(kernel(), "await Promise.resolve('settled')"), "'settled'");
    assert.equal(
      await value(
        kernel(),
        "let sum = 0; for await (const n of (async function* () { yield 1; yield 2 })()) sum += n; sum",
      ),
      "3",
    );
  });

  it("takes every declaration again as every other", async () => {
    const kinds = [
      "var x = 1",
      "let x = 2",
      "const x = 3",
      "function x() {}",
      "class x {}",
      "import { join as x } from 'node:path'",
      "enum x { A }",
      "type x = 1",
      "using x = null",
    ];
    for (const before of kinds) {
      for (const after of kinds) {
        await run(kernel(), before);
        const { reply } = await run(kernel(), after);
        assert.equal(reply.status, "ok", `${after} after ${before}`);
      }
    }
    await run(kernel(), "const x = 1; const read = () => x;");
    await run(kernel(), "const x = 2;");
    assert.equal(await value(kernel(), "read()"), "2");
  });

  it("runs TypeScript: types, interfaces, enums, generics, satisfies, parameter properties", async () => {
    const code = [
      "interface Point { x: number; y?: number }",
      "type Pair<T> = readonly [T, T];",
      "enum Colour { Red = 1, Green }",
      "class Holder<T> { constructor(readonly held: T) {} }",
      "const pair = [1, 2] as const satisfies Pair<number>;",
      "const swap = <T,>([a, b]: Pair<T>): Pair<T> => [b, a];",
      "[swap(pair), Colour.Green, new Holder<Point>({ x: 1 }).held.x]",
    ].join("\n");
    assert.equal(await value(kernel(), code), "[ [ 2, 1 ], 2, 1 ]");
  });

  it("runs decorators, namespaces, JSX with a pragma, accessors, type-only imports and a shebang", async () => {
    const code = [
      "#!/usr/bin/env tangent",
      "/** @jsx h */",
      "import type { Stats } from 'node:fs';",
      "import { type Dirent, existsSync } from 'node:fs';",
      "const h = (tag: string, _: object | null, ...children: unknown[]) => [tag, ...children];",
      "const twice = (method: Function, _: ClassMethodDecoratorContext) => function (this: unknown) { return 2 * method.call(this) };",
      "class Decorated { accessor base = 3; @twice double() { return this.base } }",
      "namespace Outer { export namespace Inner { export const deep = 7 } }",
      "[new Decorated().double(), Outer.Inner.deep, existsSync('/'), <b>{1 + 1}</b>]",
    ].join("\n");
    assert.equal(await value(kernel(), code), "[ 6, 7, true, [ 'b', 2 ] ]");
  });

  it("disposes of what a cell uses when it ends, after its result and in reverse, also when it fails", async () => {
    const resource = "(name: string) => ({ name, [Symbol.dispose]() { console.log('closed ' + name) } })";
    await run(kernel(), `const open = ${resource};`);
    const used = await run(kernel(), "using a = open('a'), b = open('b');\nconsole.log('using ' + b.name); a.name");
    assert.deepEqual(used.types, ["stream", "execute_result", "stream"]);
    assert.equal(used.stdout, "using b\nclosed b\nclosed a\n");
    const failed = await run(kernel(), "await using c = open('c'); throw new Error('after')");
    assert.equal(failed.error.evalue, "after");
    assert.equal(failed.stdout, "closed c\n");
    assert.match((await run(kernel(), "using d = 5")).error.evalue, /Symbol\.dispose/);
  });

  it("runs silently without output, count or history", async () => {
    const before = await run(kernel(), "0;");
    const silent = await run(kernel(), "const whispered = 9; whispered", { silent: true, store_history: false });
    assert.deepEqual(silent.types, []);
    assert.deepEqual(silent.all("execute_input"), []);
    const after = await run(kernel(), "whispered");
    assert.equal(after.result, "9");
    assert.equal(after.reply.execution_count, Number(before.reply.execution_count) + 1);
  });

  it("answers user_expressions, each with its value or its error", async () => {
    const { reply } = await run(kernel(), "const seen = 6;", { user_expressions: { good: "seen * 7", bad: "unseen" } });
    assert.ok(reply.status === "ok");
    const expressions = reply.user_expressions as Record<string, Record<string, unknown>>;
    assert.deepEqual(expressions.good, { status: "ok", data: { "text/plain": "42" }, metadata: {} });
    assert.equal(expressions.bad.status, "error");
    assert.equal(expressions.bad.ename, "ReferenceError");
  });

  it("does not run the cells that wait behind one that fails", async () => {
    const results = await Promise.all([
      run(kernel(), "let ran = 'no'; await new Promise((done) => setTimeout(done, 100)); throw new Error('stop')"),
      run(kernel(), "ran = 'yes'"),
    ]);
    assert.deepEqual(
      results.map(({ reply }) => reply.status),
      ["error", "aborted"],
    );
    assert.equal(await value(kernel(), "ran"), "'no'");
  });

  it("keeps inputs and results under IPython's names, and counts no blank cell", async () => {
    const first = await run(kernel(), "'one'");
    await run(kernel(), "'two'");
    await run(kernel(), "  \n");
    await run(kernel(), "'silent'", { silent: true, store_history: false });
    const third = await run(kernel(), "'three'");
    const count = Number(first.reply.execution_count);
    assert.equal(third.reply.execution_count, count + 2);
    assert.equal(
      await value(kernel(), `[_, __, ___, Out[${count}], In[${count + 1}]]`),
      `[ 'three', 'two', 'one', 'one', "'two'" ]`,
    );
  });

  it("goes on behind a silent cell that fails, and behind one that should not stop the others", async () => {
    for (const options of [{ silent: true, store_history: false }, { stop_on_error: false }]) {
      const wait = "await new Promise((done) => setTimeout(done, 50));";
      const [failed, next] = await Promise.all([
        run(kernel(), `${wait} throw new Error('alone')`, options),
        run(kernel(), "'went on'"),
      ]);
      assert.equal(failed.reply.status, "error");
      assert.equal(next.result, "'went on'");
    }
  });

  it("hands over what the front end should page, once, also where the cell fails afterwards", async () => {
    const paged = await run(kernel(), "const twice = 'twice';\n%page twice\n%page twice");
    const page = { source: "page", data: { "text/plain": "'twice'" }, start: 0 };
    assert.ok(paged.reply.status === "ok");
    assert.deepEqual(paged.reply.payload, [page]);
    const failed = await run(kernel(), "%page twice\nthrow new Error('after')");
    assert.deepEqual((failed.reply as { payload?: unknown }).payload, [page]);
    const { reply } = await run(kernel(), "1");
    assert.deepEqual((reply as { payload?: unknown }).payload, []);
  });
});
