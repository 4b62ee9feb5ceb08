/** What front ends ask of the kernel about all widgets at once, and widgets that they open themselves. */

import type { Comm, CommMessage } from "../comms/comm.ts";
import { registerTarget } from "../comms/targets.ts";
import { isDictionary, putBuffers, separateBuffers } from "./state.ts";
import { Widget, type WidgetClass, widgets } from "./widget.ts";

const versions = { "jupyter.widget": "2", "jupyter.widget.control": "1" };

/** @param classes what front ends may open */
export function answerFrontEnds(classes: readonly WidgetClass[]): void {
  registerTarget("jupyter.widget.control", (comm, { metadata }) => {
    check("jupyter.widget.control", metadata);
    comm.onMsg(({ data }) => {
      if (data.method === "request_states") sendStates(comm);
      else throw new TypeError(`jupyter.widget.control: the front end sent the unknown method ${data.method}`);
    });
  });
  registerTarget("jupyter.widget", (comm, message) => {
    check("jupyter.widget", message.metadata);
    open(comm, message, classes);
  });
}

function check(target: keyof typeof versions, { version }: CommMessage["metadata"]): void {
  if (String(version).split(".")[0] === versions[target]) return;
  throw new TypeError(`${target}: protocol version ${versions[target]} is needed, the front end speaks ${version}`);
}

function sendStates(comm: Comm): void {
  const all = [...widgets].map(([id, widget]) => {
    const state = widget.getState();
    const { _model_name: model_name, _model_module: model_module, _model_module_version: model_module_version } = state;
    return [id, { model_name, model_module, model_module_version, state }] as const;
  });
  const { state: states, bufferPaths, buffers } = separateBuffers(Object.fromEntries(all));
  comm.send({ method: "update_states", states, buffer_paths: bufferPaths }, { buffers });
}

function open(comm: Comm, { data, buffers }: CommMessage, classes: readonly WidgetClass[]): void {
  const state = isDictionary(data.state) ? data.state : {};
  const { _model_module: module, _model_name: model, _view_name: view } = state;
  const Class = classes.find(
    ({ spec }) => spec.module === module && spec.model === model && spec.view === (view ?? null),
  );
  if (!Class) throw new TypeError(`jupyter.widget: there is no widget for the model ${model} of ${module}`);
  putBuffers(state, data.buffer_paths ?? [], buffers);
  Widget.accept(comm, Class).setState(state);
}
