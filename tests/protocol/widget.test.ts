import assert from "node:assert/strict";
import { stripVTControlCharacters } from "node:util";
import type { Kernel, KernelMessage } from "@jupyterlab/services";
import { run, value } from "./execution.ts";
import { useKernel } from "./server.ts";

type State = Record<string, unknown>;

/** The front end's end of a widget, as far as a test needs one. */
interface Model {
  readonly comm: Kernel.IComm;
  readonly state: State;
  /** What the kernel has sent, in order: `update`, `echo_update` and `custom`. */
  readonly sent: { method: string; state?: State; content?: unknown; parent: string }[];
}

describe("widgets, through a Jupyter server", function () {
  this.timeout(20_000);
  const kernel = useKernel();
  const models = new Map<string, Model>();

  before(async function () {
    this.timeout(60_000);
    kernel().registerCommTarget("jupyter.widget", (comm, open) => {
      const model: Model = { comm, state: (open.content.data as { state: State }).state, sent: [] };
      assert.equal(open.metadata.version, "2.1.0");
      models.set(comm.commId, model);
      comm.onMsg = ({ content, parent_header }) => {
        const data = content.data as { method: string; state?: State };
        const parent = (parent_header as { msg_id: string }).msg_id;
        model.sent.push({ ...data, parent });
        if (data.method === "update") Object.assign(model.state, data.state);
      };
    });
    await value(kernel(), "import * as w from 'tangent/widgets';");
  });

  /** Runs a cell that ends with a widget, and gives the widget's model. */
  async function shown(code: string): Promise<Model> {
    const { reply, arrivals } = await run(kernel(), code);
    assert.equal(reply.status, "ok", JSON.stringify(reply));
    for (const { message } of arrivals) {
      const { data } = message.content as { data?: Record<string, { model_id: string }> };
      const view = data?.["application/vnd.jupyter.widget-view+json"];
      const model = view && models.get(view.model_id);
      if (model) return model;
    }
    throw new Error("no widget was shown");
  }

  const update = async ({ comm }: Model, state: State): Promise<string> => {
    const future = comm.send({ method: "update", state, buffer_paths: [] } as never);
    await future.done;
    return future.msg.header.msg_id;
  };

  const nested = ({ state }: Model, key: string): Model =>
    models.get(String(state[key]).replace("IPY_MODEL_", "")) as Model;

  /** The text of all streams that come while `work` goes on, by the requests that they belong to. */
  async function streams(work: () => Promise<unknown>): Promise<{ text: string; parent: string }[]> {
    const all: { text: string; parent: string }[] = [];
    const listen = (_: unknown, { content, parent_header }: KernelMessage.IIOPubMessage) => {
      const { text } = content as { text?: string };
      if (text !== undefined) all.push({ text, parent: (parent_header as { msg_id: string }).msg_id });
    };
    kernel().iopubMessage.connect(listen);
    await work();
    await run(kernel(), "0;");
    kernel().iopubMessage.disconnect(listen);
    return all;
  }

  it("shows a slider: its state, its layout and its style", async () => {
    const model = await shown("new w.IntSlider({ value: 3, max: 10, layout: { width: '50%' } })");
    assert.equal(model.state._model_name, "IntSliderModel");
    assert.equal(model.state.value, 3);
    assert.equal(nested(model, "layout").state.width, "50%");
    assert.equal(nested(model, "style").state._model_name, "SliderStyleModel");
  });

  it("hears of changes, echoes them, and corrects what is out of range", async () => {
    const model = await shown("const slider = new w.IntSlider({ max: 10 }); slider");
    const asked = await update(model, { value: 7 });
    assert.equal(await value(kernel(), "slider.value"), "7");
    assert.deepEqual(model.sent, [{ method: "echo_update", state: { value: 7 }, buffer_paths: [], parent: asked }]);
    await update(model, { value: 70 });
    assert.deepEqual(model.sent.at(-1)?.state, { value: 10 });
    assert.equal(model.sent.at(-1)?.method, "update");
    await value(kernel(), "slider.value = 4; slider.holdSync(() => { slider.min = 1; slider.step = 3; });");
    assert.deepEqual(
      model.sent.slice(-2).map(({ state }) => state),
      [{ value: 4 }, { min: 1, step: 3 }],
    );
  });

  it("calls observers in the output of the cell that registered them, errors among it", async () => {
    const model = await shown("const watched = new w.FloatSlider(); watched");
    const cell = await run(
      kernel(),
      "watched.observe((change) => { console.log(change.name, change.old, change.new); if (change.new > 50) throw new RangeError('too much'); }, 'value');",
    );
    const parent = (cell.arrivals[0].message.parent_header as { msg_id: string }).msg_id;
    const printed = await streams(async () => {
      await update(model, { value: 20 });
      await update(model, { value: 60 });
    });
    const text = stripVTControlCharacters(printed.map(({ text }) => text).join(""));
    assert.match(text, /^value 0 20\nvalue 20 60\n.*RangeError: too much/s);
    assert.ok(printed.every((stream) => stream.parent === parent));
    const { error } = await run(kernel(), "watched.value = 99");
    assert.match(error.evalue, /too much/);
    assert.equal(await value(kernel(), "watched.value"), "99");
  });

  it("clicks, submits and answers custom messages with bytes", async () => {
    const model = await shown(
      "const button = new w.Button({ description: 'go' }); let clicks = 0; button.onClick(() => clicks++); button.onMsg((content, buffers) => button.send({ got: content }, buffers)); button",
    );
    const answer = Promise.withResolvers<KernelMessage.ICommMsgMsg>();
    model.comm.onMsg = (message) => answer.resolve(message);
    await model.comm.send({ method: "custom", content: { event: "click" } }, undefined, [new Uint8Array([1, 2])]).done;
    assert.equal(await value(kernel(), "clicks"), "1");
    const message = await answer.promise;
    assert.deepEqual(message.content.data, { method: "custom", content: { got: { event: "click" } } });
    assert.equal(message.buffers?.length, 1);
  });

  it("waits in a cell for the next value", async () => {
    const model = await shown("const dial = new w.IntSlider(); dial");
    const waits = run(kernel(), "console.log('ready'); await w.waitForChange(dial, 'value')", {
      onPublished: (message) => {
        if (message.header.msg_type === "stream") void update(model, { value: 33 });
      },
    });
    assert.equal((await waits).result, "33");
  });

  it("catches in an Output what code prints and shows, also later and with its errors", async () => {
    const model = await shown("const out = new w.Output(); out");
    const code = [
      "out.capture(() => {",
      "  console.log('now'); console.error('wrong');",
      "  display({ 'text/html': '<b>b</b>' }, { raw: true, displayId: 'there' });",
      "  setTimeout(() => { console.log('later'); }, 10);",
      "});",
      "const failed = out.capture(() => { throw new RangeError('caught'); });",
      "await new Promise((done) => setTimeout(done, 100));",
      "failed",
    ].join("\n");
    const { stdout, types } = await run(kernel(), code);
    assert.equal(stdout, "");
    assert.deepEqual(new Set(types), new Set(["comm_msg"]));
    const outputs = () =>
      model.state.outputs as { output_type: string; text?: string; ename?: string; data?: object }[];
    assert.deepEqual(
      outputs().map(({ output_type, text, ename }) => text ?? ename ?? output_type),
      ["now\n", "wrong\n", "display_data", "RangeError", "later\n"],
    );
    await run(kernel(), "display({ 'text/html': '<b>c</b>' }, { raw: true, displayId: 'there', update: true })");
    await run(kernel(), "await new Promise((done) => setTimeout(done, 100));");
    assert.deepEqual(outputs()[2].data, { "text/html": "<b>c</b>" });
    await run(kernel(), "out.clearOutput()");
    assert.deepEqual(outputs(), []);
  });

  it("lets an interrupt through a capture, to end the cell", async () => {
    const { reply, stdout } = await run(
      kernel(),
      "const stopped = new w.Output(); console.log('go'); stopped.capture(() => { while (true) {} }); console.log('on');",
      { onPublished: ({ header }) => void (header.msg_type === "stream" && kernel().interrupt()) },
    );
    assert.ok(reply.status === "error" && reply.ename === "InterruptError", JSON.stringify(reply));
    assert.equal(stdout, "go\n");
  });

  it("streams into an Output from a loop that never yields, and keeps the order of a million characters", async () => {
    const model = await shown("const long = new w.Output(); long");
    await run(
      kernel(),
      "long.capture(() => { for (let i = 0; i < 20_000; i++) { console.log(String(i).padStart(49)); if (i === 100) { const end = performance.now() + 200; while (performance.now() < end); console.log('paused'); } } });",
    );
    const [stream] = model.state.outputs as { text: string }[];
    assert.equal(stream.text.length, 20_000 * 50 + 7);
    assert.ok(model.sent.length >= 2 && model.sent.length < 200, `${model.sent.length} states were sent`);
    const [{ text: early }] = (model.sent[0].state as { outputs: { text: string }[] }).outputs;
    assert.ok(early.length < stream.text.length);
  });

  it("interacts: controls from abbreviations, and output that is drawn anew", async () => {
    const box = await shown(
      "w.interact(({ x, name, on }) => { console.log(name, on); return x * 2; }, { x: [0, 10], name: ['a', 'b'], on: true })",
    );
    const [slider, menu, check, output] = (box.state.children as string[]).map(
      (id) => models.get(id.replace("IPY_MODEL_", "")) as Model,
    );
    assert.deepEqual(
      [slider, menu, check, output].map(({ state }) => state._model_name),
      ["IntSliderModel", "DropdownModel", "CheckboxModel", "OutputModel"],
    );
    assert.equal(slider.state.description, "x");
    const texts = () =>
      (output.state.outputs as { text?: string; data?: Record<string, string> }[]).map(
        ({ text, data }) => text ?? data?.["text/plain"],
      );
    assert.deepEqual(texts(), ["a true\n", "10"]);
    await update(slider, { value: 7 });
    await update(menu, { index: 1 });
    await run(kernel(), "0;");
    assert.deepEqual(texts(), ["b true\n", "14"]);
  });

  it("interacts anew after an interrupt, whatever it ended", async () => {
    const box = await shown(
      "w.interact(async ({ x }) => { await null; if (x === 1) { console.log('on it'); /(a+)+$/.test('a'.repeat(60) + 'b'); } return x; }, { x: [0, 10] });",
    );
    const [slider, output] = (box.state.children as string[]).map(
      (id) => models.get(id.replace("IPY_MODEL_", "")) as Model,
    );
    /** Resolves once `text` is among the outputs. */
    const shows = (text: string): Promise<void> => {
      const { promise, resolve } = Promise.withResolvers<void>();
      kernel().iopubMessage.connect(() => {
        if (JSON.stringify(output.state.outputs).includes(text)) resolve();
      });
      return promise;
    };
    const blocks = shows("on it");
    const asked = update(slider, { value: 1 });
    await blocks;
    await kernel().interrupt();
    await asked;
    const anew = shows('"7"');
    await update(slider, { value: 7 });
    await anew;
  });

  it("draws figures where they belong: what interact's function draws, and what a handler draws", async () => {
    const box = await shown(
      "import * as plt from 'tangent/plot'; plt.plot([1, 2]); w.interact(({ x }) => { plt.plot([0, x]); }, { x: [0, 10] });",
    );
    const [slider, output] = (box.state.children as string[]).map(
      (id) => models.get(id.replace("IPY_MODEL_", "")) as Model,
    );
    await update(slider, { value: 3 });
    const images = () => (output.state.outputs as { data?: object }[]).map(({ data = {} }) => "image/png" in data);
    await run(kernel(), "0;");
    assert.deepEqual(images(), [true]);
    const button = await shown("const plotter = new w.Button(); plotter.onClick(() => { plt.plot([1, 2]); }); plotter");
    const drawn = Promise.withResolvers<object>();
    kernel().iopubMessage.connect((_, { header, content }) => {
      if (header.msg_type === "display_data") drawn.resolve((content as { data: object }).data);
    });
    await button.comm.send({ method: "custom", content: { event: "click" } }).done;
    assert.ok("image/png" in (await drawn.promise));
  });

  it("links traits, and has the front end link others", async () => {
    const model = await shown(
      "const [a, b] = [new w.IntSlider(), new w.IntText()]; w.link([a, 'value'], [b, 'value']); w.dlink([a, 'value'], [b, 'description'], String); w.jslink([a, 'max'], [b, 'step']); a",
    );
    await update(model, { value: 12 });
    assert.equal(await value(kernel(), "[b.value, b.description]"), "[ 12, '12' ]");
    assert.equal(await value(kernel(), "b.value = 13; a.value"), "13");
    const link = [...models.values()].find(({ state }) => state._model_name === "LinkModel");
    assert.deepEqual(link?.state.source, [`IPY_MODEL_${model.comm.commId}`, "max"]);
  });

  it("tells a front end that comes late of all widgets, and takes one that it opens", async () => {
    const states = Promise.withResolvers<KernelMessage.ICommMsgMsg>();
    const control = kernel().createComm("jupyter.widget.control");
    control.onMsg = (message) => states.resolve(message);
    await control.open({}, { version: "1.0.0" }).done;
    await control.send({ method: "request_states" }).done;
    const { method, states: all } = (await states.promise).content.data as {
      method: string;
      states: Record<string, { model_name: string; state: State }>;
    };
    assert.equal(method, "update_states");
    for (const [id, model] of models) if (all[id]) assert.equal(all[id].model_name, model.state._model_name);
    assert.ok(Object.keys(all).length > 20);
    const opened = kernel().createComm("jupyter.widget", "made-in-front");
    const state = { _model_module: "@jupyter-widgets/controls", _model_name: "TextModel", _view_name: "TextView" };
    await opened.open({ state: { ...state, value: "hello" } }, { version: "2.1.0" }).done;
    const answer = Promise.withResolvers<KernelMessage.ICommMsgMsg>();
    opened.onMsg = (message) => {
      if ((message.content.data as { method: string }).method === "update") answer.resolve(message);
    };
    await opened.send({ method: "request_state" }).done;
    assert.equal(((await answer.promise).content.data as { state: State }).state.value, "hello");
  });

  it("reports what a front end sends that makes no sense", async () => {
    const model = await shown("const strict = new w.IntSlider({ value: 5 }); strict");
    const printed = await streams(async () => {
      await update(model, { value: "five" });
      await model.comm.send({ method: "dance" }).done;
      await model.comm.send({ method: "update", state: {}, buffer_paths: [["__proto__", "x"]] } as never).done;
    });
    const text = printed.map(({ text }) => text).join("");
    assert.match(text, /value must be a whole number, got 'five'/);
    assert.match(text, /unknown method dance/);
    assert.match(text, /leads nowhere/);
    assert.equal(await value(kernel(), "strict.value"), "5");
  });
});
