/** Runs a model once and records what each layer gave, and leaves the model as it was. */

import { noGrad } from "../autograd/mode.ts";
import type { Backend } from "../backend/backend.ts";
import type { RemovableHandle } from "../nn/hooks.ts";
import type { Module } from "../nn/module.ts";
import { isUninitialized } from "../nn/uninitialized.ts";
import { getRngState, setRngState } from "../tensor/generator.ts";
import { countMultiplyAdds } from "./multiply-adds.ts";
import { formatShape, type Shape, shapeOf } from "./shapes.ts";

/** One call of a layer. */
export interface Call {
  readonly module: Module;
  readonly output: Shape;
  /** Of this call, those of the layers inside included. */
  readonly multiplyAdds: number;
}

/** Copies of the buffers that a forward may write (the averages of BatchNorm), and what puts them back. */
function keepBuffers(model: Module): () => void {
  const kept = model
    .buffers()
    .filter((buffer) => !isUninitialized(buffer))
    .map((buffer) => ({ buffer, copy: buffer.detach().clone(), version: buffer._version }));
  return () => {
    // Only what was written: a graph that holds a buffer must find it at the version that it saved.
    for (const { buffer, copy, version } of kept)
      if (buffer._version !== version) buffer.kernels.copyInto(buffer.handle, copy.handle);
  };
}

/** The calls of `model(...inputs)` in the order in which they ended, the model's own last. */
export function record(model: Module, inputs: readonly unknown[], backend: Backend): Call[] {
  const calls: Call[] = [];
  const open: { module: Module; multiplyAdds: number }[] = [];
  const handles: RemovableHandle[] = [];
  const modes = model.modules().map((module) => [module, module.training] as const);
  const restoreBuffers = keepBuffers(model);
  const state = getRngState();
  for (const module of model.modules()) {
    handles.push(
      module.registerForwardPreHook(() => {
        open.push({ module, multiplyAdds: 0 });
      }),
      module.registerForwardHook((_, __, output) => {
        // A layer whose forward threw and was caught left its own frame behind.
        let frame = open.pop();
        while (frame !== undefined && frame.module !== module) frame = open.pop();
        calls.push({ module, output: shapeOf(output), multiplyAdds: frame?.multiplyAdds ?? 0 });
      }),
    );
  }
  const forward = model as (...args: readonly unknown[]) => unknown;
  const count = (multiplyAdds: number): void => {
    for (const frame of open) frame.multiplyAdds += multiplyAdds;
  };
  try {
    noGrad(() => countMultiplyAdds(backend.kernels, count, () => forward(...inputs)));
  } catch (error) {
    throw failure(inputs, error);
  } finally {
    for (const handle of handles) handle.remove();
    for (const [module, training] of modes) module.training = training;
    restoreBuffers();
    setRngState(state);
  }
  return calls;
}

/** What went wrong; in which layer, the message says already. */
function failure(inputs: readonly unknown[], error: unknown): unknown {
  if (!(error instanceof Error) || error.name === "InterruptError") return error;
  const sizes = inputs.map((input) => formatShape(shapeOf(input))).join(", ");
  return new Error(`summary(): the model could not be run on ${sizes}: ${error.message}`, { cause: error });
}
