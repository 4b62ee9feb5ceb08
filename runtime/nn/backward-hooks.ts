/** Calls a module with its hooks: those of the forward pass, and identities in the graph that see gradients pass. */

import { recordJoint } from "../autograd/graph.ts";
import { isGradEnabled } from "../autograd/mode.ts";
import { Tensor } from "../tensor/tensor.ts";
import type { Gradients, Replacement } from "./hooks.ts";
import type { Module, ModuleHooks } from "./module.ts";

const isTracked = (value: unknown): value is Tensor => value instanceof Tensor && value.requiresGrad;

/** The values, with those that require grad led through one node of the graph that `see` watches. */
function lead(values: readonly unknown[], see: (grads: Gradients) => Gradients): unknown[] {
  const inputs = values.filter(isTracked);
  const outputs = inputs.map((input) => new Tensor(input.kernels.alias(input.handle), input.backend));
  recordJoint(outputs, "BackwardHookFunctionBackward", inputs, (grads) => {
    let next = 0;
    const all = values.map((value) => (isTracked(value) ? grads[next++] : null));
    const seen = see(all);
    return seen.filter((_, i) => isTracked(values[i]));
  });
  let next = 0;
  return values.map((value) => (isTracked(value) ? outputs[next++] : value));
}

/** What a hook gave back, in the place of `grads`. */
function replaced(grads: Gradients, given: Replacement): Gradients {
  if (given == null) return grads;
  const list = given instanceof Tensor ? [given] : given;
  if (list.length !== grads.length)
    throw new Error(
      `Backward hook returned an invalid number of grad_input, got ${list.length}, but expected ${grads.length}`,
    );
  return list;
}

export function callWithHooks(module: Module, hooks: ModuleHooks, args: readonly unknown[]): unknown {
  let inputs = args;
  for (const hook of hooks.forwardPre.values()) {
    const given = hook(module, inputs);
    if (given != null) inputs = Array.isArray(given) ? given : [given];
  }
  const watched = isGradEnabled() && hooks.backward.size + hooks.backwardPre.size > 0;
  const anyInput = inputs.some(isTracked);
  let gradOutput: Gradients = [];
  const seeInputs = (grads: Gradients): Gradients => {
    let current = grads;
    for (const hook of hooks.backward.values()) current = replaced(current, hook(module, current, gradOutput));
    return current;
  };
  if (watched && anyInput) inputs = lead(inputs, seeInputs);
  let output: unknown = module.forward(...inputs);
  for (const hook of hooks.forward.values()) {
    const given = hook(module, inputs, output);
    if (given != null) output = given;
  }
  if (!watched) return output;
  const outputs = Array.isArray(output) ? output : [output];
  if (!outputs.some(isTracked)) return output;
  const led = lead(outputs, (grads) => {
    let current = grads;
    for (const hook of hooks.backwardPre.values()) current = replaced(current, hook(module, current));
    gradOutput = current;
    // Without an input that takes a gradient nothing else would call the hooks.
    if (!anyInput) seeInputs(inputs.map(() => null));
    return current;
  });
  return Array.isArray(output) ? led : led[0];
}
