/** Operators of one's own, with a derivative of one's own: `torch.autograd.Function`. */

import { formatSize } from "../tensor/size.ts";
import { Tensor } from "../tensor/tensor.ts";
import { freedMessage } from "./engine.ts";
import { record, recordJoint } from "./graph.ts";
import { isGradEnabled, noGrad } from "./mode.ts";

/** What forward leaves for backward; any other property may be set on it as well. */
export class FunctionCtx {
  /** Whether each input needs a gradient. */
  needsInputGrad: readonly boolean[] = [];
  readonly #saved: (Tensor | null)[] = [];
  readonly #dirty = new Set<Tensor>();
  readonly #constant = new Set<Tensor>();
  #materialize = true;
  #released: () => boolean = () => false;
  [attribute: string]: unknown;

  /** Keeps tensors (inputs, outputs, others) for backward, which finds them in `savedTensors`. */
  saveForBackward(...tensors: (Tensor | null | undefined)[]): void {
    tensors.forEach((tensor, i) => {
      if (tensor != null && !(tensor instanceof Tensor))
        throw new TypeError(`save_for_backward can only save variables, but argument ${i} is of type ${typeof tensor}`);
    });
    this.#saved.splice(0, this.#saved.length, ...tensors.map((tensor) => tensor ?? null));
  }

  /** For forward-mode differentiation, which is not there: keeps nothing. */
  saveForForward(..._tensors: (Tensor | null | undefined)[]): void {}

  /** What `saveForBackward` kept; an error where the graph was walked and released. */
  get savedTensors(): Tensor[] {
    if (this.#released()) throw new Error(freedMessage);
    return this.#saved as Tensor[];
  }

  /** Says which inputs forward changed in place; they must be outputs, too. */
  markDirty(...tensors: Tensor[]): void {
    for (const tensor of tensors) this.#dirty.add(tensor);
  }

  /** Says which outputs have no gradient. */
  markNonDifferentiable(...tensors: Tensor[]): void {
    for (const tensor of tensors) this.#constant.add(tensor);
  }

  /** Whether backward is given zeros, rather than null, for outputs without a gradient; true. */
  setMaterializeGrads(value: boolean): void {
    this.#materialize = value;
  }

  /** @internal */
  get state_() {
    return { saved: this.#saved, dirty: this.#dirty, constant: this.#constant, materialize: this.#materialize };
  }

  /** @internal */
  set released_(released: () => boolean) {
    this.#released = released;
  }
}

/** The inputs of a class's forward, without the context that it may begin with. */
type Inputs<C> = C extends { forward(first: infer X, ...rest: infer A): unknown }
  ? X extends FunctionCtx
    ? A
    : [first: X, ...rest: A]
  : never;
type Outputs<C> = C extends { forward(...args: never[]): infer R } ? R : never;

/** What backward gives: one gradient an input, null for one that has none. */
export type Gradients = Tensor | null | readonly (Tensor | null)[];

/** What `apply` needs of a class. */
interface Definition {
  readonly name: string;
  forward(...args: unknown[]): unknown;
  backward(ctx: FunctionCtx, ...grads: (Tensor | null)[]): Gradients;
  setupContext(ctx: FunctionCtx, inputs: readonly unknown[], output: unknown): void;
}

/**
 * An operator of one's own. A class derives from this one and gives
 *
 * - `static forward(ctx, ...inputs)`: the outputs, a tensor or an array of them; nothing in it is recorded. Where the
 *   class gives `static setupContext(ctx, inputs, output)`, too, `forward` takes the inputs alone;
 * - `static backward(ctx, ...gradOutputs)`: the gradients, one an input, null for one that has none.
 *
 * It is called as `Name.apply(...inputs)`.
 */
// biome-ignore lint/complexity/noStaticOnlyClass: PyTorch's functions are classes with static methods
export class AutogradFunction {
  static forward(..._args: never[]): unknown {
    throw new Error("You must implement the forward function for custom autograd.Function.");
  }

  static backward(_ctx: FunctionCtx, ..._gradOutputs: never[]): Gradients {
    throw new Error(
      "You must implement either the backward or vjp method for your custom autograd.Function to use it with backward mode AD.",
    );
  }

  /** Where it is given, `forward` takes no context: this one fills it. */
  static setupContext(_ctx: FunctionCtx, _inputs: readonly unknown[], _output: unknown): void {}

  /** Computes the outputs, and records the class's backward as their derivative. */
  static apply<C extends typeof AutogradFunction>(this: C, ...inputs: Inputs<C>): Outputs<C> {
    // biome-ignore lint/complexity/noThisInStatic: `this` is the class that the user derived
    const type = this as unknown as Definition;
    return apply(type, type.setupContext !== AutogradFunction.setupContext, inputs) as Outputs<C>;
  }
}

function apply(type: Definition, separate: boolean, inputs: readonly unknown[]): unknown {
  const ctx = new FunctionCtx();
  ctx.needsInputGrad = inputs.map((input) => input instanceof Tensor && input.requiresGrad);
  const tracked = isGradEnabled() && ctx.needsInputGrad.includes(true);
  const output = noGrad(() => {
    const made = separate ? type.forward(...inputs) : type.forward(ctx, ...inputs);
    if (separate) type.setupContext(ctx, inputs, made);
    return made;
  });
  const { saved, dirty, constant, materialize } = ctx.state_;
  const outputs: unknown[] = Array.isArray(output) ? [...output] : [output];
  for (const tensor of dirty)
    if (!outputs.includes(tensor))
      throw new Error(
        "Some elements marked as dirty during the forward method were not returned as output. The inputs that are modified " +
          "inplace must all be outputs of the Function.",
      );
  const results = outputs.map((made) => {
    if (!(made instanceof Tensor) || dirty.has(made)) return made;
    // An input that is given back, or a tensor with a history of its own, keeps that: the output is another tensor.
    if (!inputs.includes(made) && made.node === null) return made;
    const other = new Tensor(made.kernels.alias(made.handle), made.backend);
    if (constant.has(made)) constant.add(other);
    return other;
  });
  if (tracked) {
    const differentiable = results.filter(
      (made): made is Tensor => made instanceof Tensor && made.dtype.isFloatingPoint && !constant.has(made),
    );
    for (const tensor of dirty) {
      if (tensor.node?.leaf != null)
        throw new Error("a leaf Variable that requires grad has been used in an in-place operation.");
      if (tensor.view_ !== null)
        throw new Error("a custom autograd.Function cannot change a view in place; clone() it first");
    }
    if (differentiable.length > 0) {
      const slots = results.map((made) => differentiable.indexOf(made as Tensor));
      const derivative = derivativeOf(type, ctx, inputs, results, slots, materialize);
      recordJoint(differentiable, `${type.name}Backward`, inputs, derivative, saved);
      const [{ node }] = differentiable;
      ctx.released_ = () => node?.freed ?? false;
      for (const made of differentiable) if (dirty.has(made)) made.generation++;
    }
  }
  return Array.isArray(output) ? results : results[0];
}

/** Calls backward, and checks what it gives. */
function derivativeOf(
  type: Definition,
  ctx: FunctionCtx,
  inputs: readonly unknown[],
  results: readonly unknown[],
  slots: readonly number[],
  materialize: boolean,
) {
  const zeros = results.map((made) => {
    if (!(made instanceof Tensor)) return () => null;
    const { shape, dtype, backend } = made;
    return () => new Tensor(backend.kernels.full(shape, 0, dtype.code), backend);
  });
  const wanted = inputs.map((input) =>
    input instanceof Tensor && input.requiresGrad ? { shape: input.shape, dtype: input.dtype } : null,
  );
  return (grads: readonly (Tensor | null)[]): (Tensor | null)[] => {
    const given = slots.map((slot, i) => grads[slot] ?? (materialize ? zeros[i]() : null));
    const answer = type.backward(ctx, ...given);
    const list: (Tensor | null | undefined)[] = Array.isArray(answer) ? [...answer] : [answer as Tensor | null];
    while (list.length > wanted.length && list[list.length - 1] == null) list.pop();
    if (list.length !== wanted.length)
      throw new Error(
        `function ${type.name}Backward returned an incorrect number of gradients (expected ${wanted.length}, got ${list.length})`,
      );
    return wanted.map((form, i) => {
      const grad = list[i];
      if (grad == null) return null;
      if (!(grad instanceof Tensor)) throw new TypeError(`expected Variable or None (got ${typeof grad})`);
      if (form === null) return null;
      const { shape } = grad;
      const lead = shape.length - form.shape.length;
      const fits = lead >= 0 && form.shape.every((size, dim) => size === shape[dim + lead] || size === 1);
      if (!fits)
        throw new Error(
          `Function ${type.name}Backward returned an invalid gradient at index ${i} - got ${formatSize(shape)} but expected ` +
            `shape compatible with ${formatSize(form.shape)}`,
        );
      const summed =
        lead === 0 && form.shape.every((size, dim) => size === shape[dim]) ? grad : grad.sumToSize(form.shape);
      return summed.dtype === form.dtype ? summed : summed.to(form.dtype);
    });
  };
}

/** A backward whose own derivative is refused: `static backward = onceDifferentiable((ctx, grad) => …)`. */
export function onceDifferentiable<Ctx extends FunctionCtx, Grads extends (Tensor | null)[], R extends Gradients>(
  backward: (ctx: Ctx, ...grads: Grads) => R,
): (ctx: Ctx, ...grads: Grads) => R {
  return (ctx, ...grads) => {
    const answer = noGrad(() => backward(ctx, ...grads));
    if (!isGradEnabled() || !grads.some((grad) => grad?.requiresGrad)) return answer;
    const refuse = (): never => {
      throw new Error("trying to differentiate twice a function that was marked with @once_differentiable");
    };
    const refusing = (grad: Tensor | null): Tensor | null => {
      if (grad === null) return null;
      const other = new Tensor(grad.kernels.alias(grad.handle), grad.backend);
      return record(
        other,
        "Error",
        grads,
        grads.map(() => refuse),
      );
    };
    return (Array.isArray(answer) ? answer.map(refusing) : refusing(answer as Tensor | null)) as R;
  };
}
