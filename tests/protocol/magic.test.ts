import assert from "node:assert/strict";
import { run, value } from "./execution.ts";
import { useKernel } from "./server.ts";

describe("magics, through a Jupyter server", function () {
  this.timeout(20_000);
  const kernel = useKernel();

  it("%matplotlib inline is understood, and another backend is refused by name", async () => {
    const { reply, types } = await run(kernel(), "%matplotlib inline");
    assert.equal(reply.status, "ok");
    assert.deepEqual(types, []);
    assert.match((await run(kernel(), "%matplotlib qt")).error.evalue, /qt/);
  });

  it("%device says the device, and refuses one that is not there with the reason", async () => {
    const { stdout } = await run(kernel(), "%device");
    assert.match(stdout, /^device: cpu, \d+ threads? \(no cuda: .*CUDA.*\)\n$/);
    assert.match((await run(kernel(), "%device cpu")).stdout, /^device: cpu/);
    const { ename, evalue } = (await run(kernel(), "%device cuda")).error;
    assert.match(`${ename}: ${evalue}`, /cuda/i);
    assert.match((await run(kernel(), "%device gpu")).error.evalue, /cpu, cuda or cuda:N, got gpu/);
  });

  it("stands between other lines, and leaves percent signs alone that are arithmetic or text", async () => {
    const code =
      "let left = 17;\n%matplotlib inline\nleft\n  % 5;\nconst text = `\n%matplotlib qt\n`;\n[left % 5, text.length]";
    const { result } = await run(kernel(), code);
    assert.equal(result, "[ 2, 16 ]");
  });

  it("%time says how long a line took, and shows its value", async () => {
    const { stdout, result } = await run(kernel(), "%time 1 + 1");
    assert.match(stdout, /Wall time: /);
    assert.equal(result, "2");
    const failed = await run(kernel(), "%%time\nconst a = 1;\nthrow new Error('timed')");
    assert.equal(failed.error.evalue, "timed");
  });

  it("names the nearest magic for one that does not exist", async () => {
    assert.match((await run(kernel(), "%devise")).error.evalue, /%device/);
  });

  it("lists magics and variables", async () => {
    assert.match((await run(kernel(), "%lsmagic")).stdout, /%device/);
    await run(kernel(), "const listed = 5;");
    assert.match((await run(kernel(), "%whos")).stdout, /listed +number +5/);
    await run(kernel(), "import { nn, zeros } from 'tangent'; const lin = new nn.Linear(2, 3); const z = zeros(2, 3);");
    const { stdout } = await run(kernel(), "%whos Linear Tensor");
    assert.match(
      stdout,
      /^lin +Linear +9 parameters, 9 of them trainable\nz +Tensor +torch\.Size\(\[2, 3\]\), torch\.float32, cpu\n$/m,
    );
  });

  it("shows a magic's options, and what a name stands for, in the pager", async () => {
    const paged = async (code: string) => {
      const { reply } = await run(kernel(), code);
      assert.ok(reply.status === "ok");
      const [payload] = reply.payload as unknown as { source: string; data: Record<string, string> }[];
      assert.equal(payload?.source, "page", code);
      return payload.data["text/plain"];
    };
    assert.match(await paged("%timeit?"), /%timeit \[-n N\].*-n N +loops of a run/s);
    await run(kernel(), "function area(side: number): number { return side * side }");
    assert.match(await paged("area?"), /area/);
    assert.match(await paged("timeit?"), /%%timeit \[-n N\]/);
    assert.match((await run(kernel(), "nothing_here?")).stdout, /not found/);
  });

  it("runs commands in the shell: what they print is the cell's, their status is kept", async () => {
    const folder = "shell folder";
    const { stdout, stderr } = await run(
      kernel(),
      `const folder = "${folder}";\n!echo "{folder}" $HOME; echo bad >&2; exit 3`,
    );
    assert.equal(stdout, `${folder} ${process.env.HOME}\n`);
    assert.equal(stderr, "bad\n");
    assert.equal(await value(kernel(), "_exit_code"), "3");
    assert.equal(
      await value(kernel(), "const lines = !printf 'a b\\nc\\n'\n[lines, lines.s, lines.exitCode]"),
      "[ [ 'a b', 'c' ], 'a b c', 0 ]",
    );
    assert.equal(await value(kernel(), "const yes = !lines.length;\nyes"), "false");
  });

  it("ends with a command that leaves something in the background, whose output is the cell's", async () => {
    const published: string[] = [];
    const late = Promise.withResolvers<void>();
    const first = await run(kernel(), "!(sleep 0.6; echo late) & echo now", {
      onPublished: (message) => {
        if (message.header.msg_type !== "stream") return;
        published.push((message.content as { text: string }).text);
      },
    });
    const parent = (first.arrivals[0].message.parent_header as { msg_id: string }).msg_id;
    const listen = (_: unknown, message: { parent_header: object; content: object }) => {
      const { text } = message.content as { text?: string };
      if (text === "late\n" && (message.parent_header as { msg_id: string }).msg_id === parent) late.resolve();
    };
    kernel().iopubMessage.connect(listen);
    assert.deepEqual(published, ["now\n"]);
    await late.promise;
    kernel().iopubMessage.disconnect(listen);
  });

  it("runs a cell in bash, keeps what it prints where that is asked for, and fails with it", async () => {
    assert.equal(
      (await run(kernel(), "%%bash\nfor i in 1 2; do echo $((i * 2)) `date +%Y | wc -l`; done")).stdout,
      "2 1\n4 1\n",
    );
    await run(kernel(), "%%bash --out printed\necho kept");
    assert.equal(await value(kernel(), "printed"), "'kept\\n'");
    assert.match((await run(kernel(), "%%bash\nexit 4")).error.evalue, /bash ended with exit status 4/);
    assert.equal((await run(kernel(), "%%bash --no-raise-error\nexit 4")).reply.status, "ok");
    assert.equal((await run(kernel(), "%%script node\nconsole.log(6 * 7)")).stdout, "42\n");
    assert.match(
      (await run(kernel(), "%%script no-such-program\nx")).error.evalue,
      /no-such-program cannot be started/,
    );
  });

  for (const [what, code] of [
    ["a command", "!echo begun; sleep 61.0517 | cat; echo not reached"],
    ["%%bash", "%%bash\necho begun\nsleep 61.0517 & wait"],
    ["%timeit", "console.log('begun');\n%timeit -n 1000000000 Math.sqrt(Math.random())"],
    ["%%timeit of an await", "%%timeit console.log('begun')\nawait new Promise(() => {})"],
  ])
    it(`interrupts ${what}, and all that it has started`, async () => {
      const begun = performance.now();
      const { error } = await run(kernel(), code, {
        onPublished: (message) => {
          if (message.header.msg_type === "stream") void kernel().interrupt();
        },
      });
      assert.equal(error.ename, "InterruptError");
      assert.ok(performance.now() - begun < 10_000);
      assert.equal(
        (await run(kernel(), "const left = !ps -A -o args= | grep -c '[s]leep 61.0517'\nleft[0]")).result,
        "'0'",
      );
    });

  it("%timeit uses IPython's words, chooses its loops, and gives a result", async () => {
    const { stdout } = await run(kernel(), "%timeit -r 2 [3, 1, 2].toSorted()");
    assert.match(
      stdout,
      /^(The slowest .*\n)?[\d.e+]+ (ns|μs) ± [\d.e+]+ \S+ per loop \(mean ± std\. dev\. of 2 runs, 10{0,2}(,000){1,3} loops each\)\n$/,
    );
    await run(kernel(), "let i = 0; let start = 5;");
    const { result } = await run(
      kernel(),
      "const timed = %timeit -n 3 -r 4 -o -q i += start\n[i, timed.loops, timed.allRuns.length, timed.best > 0]",
    );
    assert.equal(result, "[ 60, 3, 4, true ]");
    assert.match((await run(kernel(), "%timeit -r 0 1")).error.evalue, /-r must be 1 or more, got 0/);
    assert.match(
      (await run(kernel(), "%%timeit -n 1 -r 1\nconst a: number = 1;\nfail()")).error.traceback,
      /In\[\d+\]:3:1/,
    );
  });

  it("%reset forgets variables, and a cell may declare them again", async () => {
    await run(kernel(), "const kept = 1;");
    assert.match((await run(kernel(), "%reset", { answer: () => "n" })).stdout, /Nothing done/);
    assert.equal(await value(kernel(), "kept"), "1");
    await run(kernel(), "%reset", { answer: () => "y" });
    assert.equal((await run(kernel(), "%who")).stdout, "Interactive namespace is empty.\n");
    assert.equal(await value(kernel(), "const kept = 2; kept"), "2");
    assert.match((await run(kernel(), "%who")).stdout, /^kept\t/);
  });

  it("goes to folders and back, and reads and sets the environment", async () => {
    const home = await value(kernel(), "process.cwd()");
    assert.equal((await run(kernel(), "%cd /")).stdout, "/\n");
    await run(kernel(), "%cd -q -");
    assert.equal((await run(kernel(), "%pwd")).result, home);
    assert.match((await run(kernel(), "%cd /no/such")).error.evalue, /%cd: no such folder: \/no\/such/);
    assert.equal((await run(kernel(), "%env TANGENT_TEST=a b")).stdout, "env: TANGENT_TEST=a b\n");
    assert.equal(await value(kernel(), "process.env.TANGENT_TEST"), "'a b'");
    assert.equal((await run(kernel(), "!printenv TANGENT_TEST")).stdout, "a b\n");
  });

  it("takes magics of the user's own", async () => {
    await run(
      kernel(),
      [
        "registerMagic({",
        "  name: 'shout', summary: 'louder',",
        "  options: { times: { kind: 'integer', short: 'n', summary: 'how often' } },",
        "  line: ({ text, options }, context) => context.print((text.toUpperCase() + '!').repeat(options.times ?? 1)),",
        "  cell: (given, body) => body.split('\\n').length,",
        "});",
      ].join("\n"),
    );
    assert.equal((await run(kernel(), "%shout -n 2 hey")).stdout, "HEY!HEY!");
    assert.equal((await run(kernel(), "%%shout\na b c (\n]")).result, "2");
    assert.match((await run(kernel(), "%lsmagic")).stdout, /%shout, %%shout +louder/);
    assert.match(
      (await run(kernel(), "registerMagic({ name: 'x y', line() {} })")).error.evalue,
      /name must be .* got x y/,
    );
    const odd = "registerMagic({ name: 'odd', options: { n: { kind: 'number' } }, line() {} } as any)";
    assert.match((await run(kernel(), odd)).error.evalue, /kind of option n must be flag, text or integer, got number/);
    assert.match((await run(kernel(), "registerMagic({ name: 'empty' })")).error.evalue, /empty needs a function line/);
  });
});
