import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import { run, value } from "./execution.ts";
import { useKernel } from "./server.ts";

describe("output, through a Jupyter server", function () {
  this.timeout(20_000);
  const kernel = useKernel();

  it("streams stdout and stderr, in order", async () => {
    const { stdout, stderr, types } = await run(
      kernel(),
      "console.log('a', { b: 1 }); console.error('c'); process.stdout.write('d'); process.stderr.write('e')",
    );
    assert.equal(stripVTControlCharacters(stdout), "a { b: 1 }\nd");
    assert.equal(stderr, "c\ne");
    assert.deepEqual(types, ["stream", "stream", "stream", "stream", "execute_result"]);
  });

  it("has all of console's methods, with colours inside of objects and none for numbers alone", async () => {
    const code = [
      "console.table([{ a: 1, b: 'x' }]);",
      "console.group('outer'); console.log('inner'); console.groupEnd();",
      "console.count(); console.count('named'); console.countReset(); console.count();",
      "console.time('t'); console.timeEnd('t');",
      "console.log(1, true, null, undefined, -0, 5n, '%', { n: 1 });",
      "console.log('%s is %d, %i and %o', 'a', 1.5, 2.5, { b: 1 });",
      "console.dir({ a: { b: { c: { d: 1 } } } }, { depth: 0 });",
      "console.assert(false, 'asserted'); console.warn('warned'); console.trace('traced');",
    ].join("\n");
    await run(kernel(), "%config colors=on"); // whatever NO_COLOR says
    const { stdout, stderr } = await run(kernel(), code);
    const lines = stripVTControlCharacters(stdout).split("\n");
    assert.match(stripVTControlCharacters(stdout), /│ 0 {7}│ 1 │ 'x' │/);
    assert.deepEqual(lines.slice(5, 10), ["outer", "  inner", "default: 1", "named: 1", "default: 1"]);
    assert.match(lines[10], /^t: [\d.]+ms$/);
    assert.ok(stdout.includes("1 true null undefined -0 5n % { n: \x1b[33m1\x1b[39m }\n"), JSON.stringify(stdout));
    assert.equal(lines[12], "a is 1.5, 2 and { b: 1 }");
    assert.equal(lines[13], "{ a: [Object] }");
    assert.match(stderr, /^Assertion failed: asserted\nwarned\nTrace: traced\n {4}at In\[\d+\]:8:/);
    await run(kernel(), "%config colors=off");
    assert.equal((await run(kernel(), "console.log({ n: 1 })")).stdout, "{ n: 1 }\n");
  });

  it("streams live from a loop that never yields", async () => {
    const code =
      "for (let i = 0; i < 5; i++) { console.log(i); const end = performance.now() + 200; while (performance.now() < end); }";
    const { arrivals, repliedAt, stdout } = await run(kernel(), code);
    assert.equal(stdout, "0\n1\n2\n3\n4\n");
    const times = arrivals.filter(({ message }) => message.header.msg_type === "stream").map(({ at }) => at);
    assert.ok(times.length > 1);
    assert.ok(repliedAt - times[0] > 500, `the first line came ${repliedAt - times[0]} ms before the end`);
  });

  it("streams what child processes and native code write past JavaScript", async () => {
    const code = [
      "import { spawnSync } from 'node:child_process';",
      "spawnSync('sh', ['-c', 'echo from a child; echo complaint >&2'], { stdio: 'inherit' });",
    ].join("\n");
    const { stdout, stderr } = await run(kernel(), code);
    assert.equal(stdout, "from a child\n");
    assert.equal(stderr, "complaint\n");
  });

  it("keeps the order of console, streams, descriptors and children that are waited for", async () => {
    const code = [
      "const fs = require('node:fs'), children = require('node:child_process');",
      "for (let i = 0; i < 20; i++) {",
      "  console.log('console');",
      "  children.spawnSync('echo', ['child'], { stdio: 'inherit' });",
      "  fs.writeSync(1, 'descriptor\\n');",
      "  process.stdout.write('stream\\n');",
      "  children.execSync('echo shell', { stdio: 'inherit' });",
      "  fs.writeSync(1, Buffer.from('xbytes\\nx'), 1, 6);",
      "}",
      "await new Promise((done) => fs.write(1, 'called back\\n', (_, length) => done(length)))",
    ].join("\n");
    const { stdout, result } = await run(kernel(), code);
    const round = ["console", "child", "descriptor", "stream", "shell", "bytes", ""].join("\n");
    assert.equal(stdout, `${round.repeat(20)}called back\n`);
    assert.equal(result, "12");
  });

  it("gives what a timer prints to the cell that set it", async () => {
    const late = Promise.withResolvers<{ parent: string; text: string }>();
    const listen = (_: unknown, message: { header: { msg_type: string }; parent_header: object; content: object }) => {
      const { text } = message.content as { text?: string };
      if (text !== undefined) late.resolve({ parent: (message.parent_header as { msg_id: string }).msg_id, text });
    };
    const first = await run(kernel(), "setTimeout(() => console.log('late'), 300);");
    kernel().iopubMessage.connect(listen);
    await run(kernel(), "1");
    const { parent, text } = await late.promise;
    kernel().iopubMessage.disconnect(listen);
    assert.equal(text, "late\n");
    assert.equal(parent, (first.arrivals[0].message.parent_header as { msg_id: string }).msg_id);
  });

  it("shows bundles with display, in the order of the code", async () => {
    const code =
      "console.log('before'); await display({ 'text/html': '<b>bold</b>', 'text/plain': 'bold' }, { raw: true }); console.log('after');";
    const execution = await run(kernel(), code);
    assert.deepEqual(execution.types, ["stream", "display_data", "stream"]);
    const [shown] = execution.all("display_data");
    assert.deepEqual((shown as { data: object }).data, { "text/html": "<b>bold</b>", "text/plain": "bold" });
  });

  it("shows large bundles to the character, whatever is in them", async () => {
    const odd = `"\\\n${String.fromCodePoint(0x1f525)}`;
    const code = `const odd = ${JSON.stringify(odd)}.repeat(2e4), plain = "x".repeat(1e5);
      await display({ "image/png": plain, "text/html": odd, "text/plain": "small" }, { raw: true });`;
    const [shown] = (await run(kernel(), code)).all("display_data");
    const { data } = shown as { data: Record<string, string> };
    assert.equal(data["image/png"], "x".repeat(1e5));
    assert.equal(data["text/html"], odd.repeat(2e4));
    assert.equal(data["text/plain"], "small");
  });

  it("updates a display in its place, also from a later cell", async () => {
    const first = await run(kernel(), "const shown = await display('first'); await shown.update('second');");
    assert.deepEqual(first.types, ["display_data", "update_display_data"]);
    // The client hands an update to the cell that displayed, which is done with: it is seen among all messages.
    const updates: object[] = [];
    const listen = (_: unknown, message: { header: { msg_type: string }; content: object }) => {
      if (message.header.msg_type === "update_display_data") updates.push(message.content);
    };
    kernel().iopubMessage.connect(listen);
    await run(kernel(), "await shown.update({ 'text/plain': 'third' }, { raw: true })");
    kernel().iopubMessage.disconnect(listen);
    assert.equal(updates.length, 1);
    const id = (content: object) => (content as { transient: { display_id: string } }).transient.display_id;
    const ids = [...first.all("display_data"), ...first.all("update_display_data"), ...updates].map(id);
    assert.equal(new Set(ids).size, 1);
    assert.deepEqual((updates[0] as { data: object }).data, { "text/plain": "third" });
  });

  it("asks a result how it wants to be shown", async () => {
    const code =
      "({ [Symbol.for('Jupyter.display')]: () => ({ 'text/html': '<i>x</i>' }), [Symbol.for('nodejs.util.inspect.custom')]: () => 'x!' })";
    const [result] = (await run(kernel(), code)).all("execute_result");
    assert.deepEqual((result as { data: object }).data, { "text/html": "<i>x</i>", "text/plain": "x!" });
  });

  it("clears output", async () => {
    const execution = await run(kernel(), "clearOutput({ wait: true })");
    assert.deepEqual(execution.all("clear_output"), [{ wait: true }]);
  });

  it("shows with display before what comes after it, and gives the helpers' metadata", async () => {
    const code =
      "import { html, png } from 'tangent/display';\n" +
      "display(html`<b>x</b>`); console.log('after'); display(png(Buffer.from('89504e47', 'hex'), { width: 9 }));";
    const execution = await run(kernel(), code);
    assert.deepEqual(execution.types, ["display_data", "stream", "display_data"]);
    const [, picture] = execution.all("display_data") as { metadata: object }[];
    assert.deepEqual(picture.metadata, { "image/png": { width: 9 } });
  });

  it("shows a failing display method's error, and the value as text", async () => {
    const code = "({ [Symbol.for('Jupyter.display')]() { throw new Error('mine') }, kept: 1 })";
    const execution = await run(kernel(), code);
    assert.equal(execution.reply.status, "ok");
    assert.match(String(execution.result), /kept: 1/);
    assert.match(execution.stderr, /failed, so its text is shown instead:\nError: mine/);
    assert.match(
      (await run(kernel(), "display(1, { display_id: 'x' })")).error.evalue,
      /no option display_id; it is displayId/,
    );
  });

  it("shows progress in one display for bars inside of bars, ten times a second at most", async () => {
    const code =
      "for (const i of progress(20, { desc: 'outer' })) for (const j of progress(50)) { const end = performance.now() + 1; while (performance.now() < end); }";
    const execution = await run(kernel(), code);
    const shown = execution.all("display_data") as { transient: object }[];
    const updates = execution.all("update_display_data") as { transient: object; data: Record<string, string> }[];
    assert.equal(shown.length, 1);
    assert.deepEqual(updates.at(-1)?.transient, shown[0].transient);
    const seconds = (execution.repliedAt - execution.arrivals[0].at) / 1e3;
    assert.ok(updates.length >= 5 && updates.length <= seconds * 10 + 3, `${updates.length} updates in ${seconds} s`);
    const lines = updates.at(-1)?.data["text/plain"].split("\n") ?? [];
    assert.match(lines[0], /^outer: 100%\|██████████\| 20\/20 /);
    assert.match(lines[1], /^100%\|██████████\| 50\/50 /);
    assert.match(updates.at(-1)?.data["text/html"] ?? "", /<progress max="1" value="1.0000"/);
  });

  it("delivers 100 MB of prints, whole and in order", async function () {
    this.timeout(60_000);
    let bytes = 0;
    let lines = 0;
    let head = "";
    const code =
      "const filler = 'x'.repeat(990); for (let i = 0; i < 100_000; i++) console.log(String(i).padStart(9, '0') + filler);";
    const execution = await run(kernel(), code, {
      onPublished: (message) => {
        if (message.header.msg_type !== "stream") return;
        const { text } = message.content as { text: string };
        bytes += text.length;
        const parts = (head + text).split("\n");
        head = parts.pop() ?? "";
        for (const line of parts) {
          if (line.length !== 999 || Number(line.slice(0, 9)) !== lines++) throw new Error(`line ${lines} is damaged`);
        }
      },
    });
    assert.equal(execution.reply.status, "ok");
    assert.equal(bytes, 100_000_000);
    assert.equal(lines, 100_000);
    assert.equal(await value(kernel(), "'still here'"), "'still here'");
  });
});
