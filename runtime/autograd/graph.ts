/** Records operations: who made a tensor, from what, and how gradients flow back. */

import { type Derivative, type JointDerivative, Node } from "../tensor/node.ts";
import type { Tensor } from "../tensor/tensor.ts";
import { isGradEnabled } from "./mode.ts";

/** An input of an operator: a tensor, or something that takes no gradient. */
export type Input = unknown;

function isTracked(input: Input): input is Tensor {
  if (typeof input !== "object" || input === null) return false;
  return (input as Tensor).node != null || followsTracked(input as Tensor);
}

/** Whether a view that had no history gets one: its base got one since. */
function followsTracked({ view_: view }: Tensor): boolean {
  return view != null && view.generation !== view.base.generation && view.base.node !== null;
}

/** Whether a call with these inputs is to be recorded. */
export function recording(a: Input, b?: Input, c?: Input): boolean {
  return isGradEnabled() && (isTracked(a) || isTracked(b) || isTracked(c));
}

/** Whether a gradient with regard to `input` is wanted. */
export function needsGrad(input: Input): boolean {
  return isTracked(input) && isGradEnabled();
}

/** The node through which gradients reach `tensor`: of a view whose base was overwritten, the base's newest. */
function nodeOf(tensor: Tensor): Node | null {
  const view = tensor.view_;
  if (view !== null && view.generation !== view.base.generation) view.renew(tensor);
  return tensor.node;
}

function makeNode(
  name: string,
  inputs: readonly Input[],
  derivatives: readonly (Derivative | null)[] | JointDerivative,
  saved: readonly Input[],
): Node {
  const next: (Node | null)[] = [];
  let slots: number[] | null = null;
  for (let i = 0; i < inputs.length; i++) {
    const input = inputs[i];
    if (isTracked(input)) {
      next.push(nodeOf(input));
      if (input.slot !== 0) {
        slots ??= new Array<number>(inputs.length).fill(0);
        slots[i] = input.slot;
      }
    } else next.push(null);
  }
  const node = new Node(name, next, slots, derivatives);
  if (saved.length > 0) {
    const tensors: Tensor[] = [];
    for (const input of saved) {
      if (typeof input !== "object" || input === null) continue;
      const tensor = input as Tensor;
      if (tensor.inference_)
        throw new Error(
          "Inference tensors cannot be saved for backward. Please do not use Tensors created in inference mode in computation " +
            "tracked by autograd. To work around this, you can make a clone to get a normal tensor and use it in autograd, or use " +
            "`torch.noGrad()` instead of `torch.inferenceMode()`.",
        );
      tensors.push(tensor);
    }
    node.save(tensors);
    pack(node, tensors);
  }
  return node;
}

/** What tensors are packed with as they are saved, the innermost last; a text forbids it, and says why. */
export const savedTensorsHooks: ({ pack: (tensor: Tensor) => unknown; unpack: (value: unknown) => Tensor } | string)[] =
  [];

function pack(node: Node, tensors: readonly Tensor[]): void {
  const hooks = savedTensorsHooks[savedTensorsHooks.length - 1];
  if (hooks === undefined || typeof hooks === "string") return;
  node.packed = { values: tensors.map((tensor) => hooks.pack(tensor)), unpack: hooks.unpack };
}

const nothing: readonly Input[] = [];

/**
 * Notes that `output` was computed from `inputs` by the operator that PyTorch's graph calls `name`. One derivative an
 * input (null: none). A tensor that a derivative reads must be in `saved`: it is checked to be unchanged then.
 */
export function record(
  output: Tensor,
  name: string,
  inputs: readonly Input[],
  derivatives: readonly (Derivative | null)[],
  saved: readonly Input[] = nothing,
): Tensor {
  output.node = makeNode(name, inputs, derivatives, saved);
  return output;
}

/** As `record`, for several outputs, or derivatives that share their work. */
export function recordJoint(
  outputs: readonly Tensor[],
  name: string,
  inputs: readonly Input[],
  derivative: JointDerivative,
  saved: readonly Input[] = nothing,
): void {
  const node = makeNode(name, inputs, derivative, saved);
  node.outputs = outputs.length;
  for (let slot = 0; slot < outputs.length; slot++) {
    outputs[slot].node = node;
    outputs[slot].slot = slot;
  }
}

/** As `recordJoint`, for inputs that are known as outputs of nodes. */
export function recordEdges(
  outputs: readonly Tensor[],
  name: string,
  edges: readonly { node: Node; slot: number }[],
  derivative: JointDerivative,
): void {
  const node = new Node(
    name,
    edges.map((edge) => edge.node),
    edges.map((edge) => edge.slot),
    derivative,
  );
  node.outputs = outputs.length;
  for (let slot = 0; slot < outputs.length; slot++) {
    outputs[slot].node = node;
    outputs[slot].slot = slot;
  }
}
