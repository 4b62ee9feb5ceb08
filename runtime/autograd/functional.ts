/** Derivatives of functions: `torch.autograd.functional`. */

import { describe } from "../tensor/options.ts";
import { Tensor } from "../tensor/tensor.ts";
import { grad } from "./backward.ts";
import { concatenated, zerosLike } from "./concatenated.ts";
import { setGradEnabled } from "./mode.ts";

/** A tensor, or several. */
export type Tensors = Tensor | readonly Tensor[];

/** A function that is differentiated. */
export type Differentiable = (...inputs: Tensor[]) => Tensors;

/** Options of all functions here. */
export interface FunctionalOptions {
  /** Whether results can be differentiated themselves; false. */
  createGraph?: boolean;
  /** Whether outputs that do not depend on an input are an error rather than zeros; false. */
  strict?: boolean;
}

/** Options of `jacobian` and `hessian`. */
export interface JacobianOptions extends FunctionalOptions {
  /** Taken, and of no consequence: rows are computed one by one. */
  vectorize?: boolean;
  strategy?: "reverse-mode";
  outerJacobianStrategy?: "reverse-mode";
}

const many = (given: Tensors): given is readonly Tensor[] => Array.isArray(given);

function listOf(given: unknown, what: string, name: string): Tensor[] {
  const list = Array.isArray(given) ? given : [given];
  list.forEach((entry, i) => {
    if (entry instanceof Tensor) return;
    const type = entry === null ? "null" : typeof entry;
    throw new TypeError(
      Array.isArray(given)
        ? `The ${what} given to ${name} must be either a Tensor or a tuple of Tensors but the value at index ${i} has type ${type}.`
        : `The ${what} given to ${name} must be either a Tensor or a tuple of Tensors but the given ${what} has type ${type}.`,
    );
  });
  return list as Tensor[];
}

/** The inputs, cut off from their history unless results are to lead back to them. */
function prepared(inputs: readonly Tensor[], createGraph: boolean): Tensor[] {
  return inputs.map((input) => {
    if (!createGraph) return input.detach().requiresGrad_();
    return input.requiresGrad ? input.viewAs(input) : input.detach().requiresGrad_();
  });
}

function outputsOf(func: Differentiable, inputs: readonly Tensor[], name: string): [boolean, Tensor[]] {
  if (typeof func !== "function")
    throw new TypeError(`${name}(): argument 'func' must be a function, not ${describe(func)}`);
  const outputs = func(...inputs);
  return [many(outputs), listOf(outputs, "outputs of the user-provided function", name)];
}

function requireDependence(outputs: readonly Tensor[], strict: boolean): void {
  if (!strict) return;
  outputs.forEach((output, i) => {
    if (!output.requiresGrad)
      throw new Error(
        `Output ${i} of the user-provided function does not require gradients. The outputs must be computed in a ` +
          "differentiable manner from the input when running in strict mode.",
      );
  });
}

const onesLike = (like: Tensor): Tensor => new Tensor(like.kernels.full(like.shape, 1, like.dtype.code), like.backend);

/** Gradients of those outputs that have a history; null where none leads to an input. */
function gradients(
  outputs: readonly Tensor[],
  inputs: readonly Tensor[],
  starts: readonly (Tensor | null)[] | null,
  createGraph: boolean,
): (Tensor | null)[] {
  const at = outputs.map((_, i) => i).filter((i) => outputs[i].requiresGrad && (starts === null || starts[i] !== null));
  if (at.length === 0) return inputs.map(() => null);
  return grad(
    at.map((i) => outputs[i]),
    inputs,
    {
      gradOutputs: starts === null ? null : at.map((i) => starts[i]),
      retainGraph: true,
      createGraph,
      allowUnused: true,
    },
  );
}

/** Zeros for what is null; in strict mode an error. */
function filled(
  grads: readonly (Tensor | null)[],
  inputs: readonly Tensor[],
  strict: boolean,
  createGraph: boolean,
  refuse: (i: number, dependent: boolean) => string,
): Tensor[] {
  return grads.map((found, i) => {
    if (strict && (found === null || (createGraph && !found.requiresGrad))) throw new Error(refuse(i, found !== null));
    return found ?? zerosLike(inputs[i]);
  });
}

const finish = (results: Tensor[], createGraph: boolean): Tensor[] =>
  createGraph ? results : results.map((result) => result.detach());

/** The vector that a function takes, checked against the tensors that it goes with. */
function vector(
  v: Tensors | null | undefined,
  like: readonly Tensor[],
  name: string,
  missing: string,
  createGraph: boolean,
): Tensor[] {
  if (v == null) {
    if (like.length !== 1 || like[0].shape.numel() !== 1) throw new Error(missing);
    return [onesLike(like[0])];
  }
  const list = listOf(v, "v", name);
  if (list.length !== like.length)
    throw new Error(`v is a tuple of invalid length: should be ${like.length} but got ${list.length}.`);
  list.forEach((entry, i) => {
    if (entry.shape.join() !== like[i].shape.join())
      throw new Error(
        `${list.length > 1 ? `Entry ${i} in v` : "v"} has invalid size: should be ${like[i].shape} but got ${entry.shape}.`,
      );
  });
  return createGraph ? list : list.map((entry) => entry.detach());
}

/** What a function gives, as its outputs were: one tensor or a list. */
const packed = (several: boolean, results: Tensor[]): Tensors => (several ? results : results[0]);

const dependence = (name: string) => (input: number, dependent: boolean) =>
  dependent
    ? `The ${name} of the user-provided function is independent of input ${input}. This is not allowed in strict mode when create_graph=True.`
    : `Output of the user-provided function is independent of input ${input}. This is not allowed in strict mode.`;

/**
 * `v` times the Jacobian of `func` at `inputs`.
 *
 * @param v of the outputs' form; it may be left out where the output is one number.
 * @returns the outputs and the product, which has the inputs' form.
 */
export function vjp(
  func: Differentiable,
  inputs: Tensors,
  v?: Tensors | null,
  options: FunctionalOptions = {},
): [outputs: Tensors, product: Tensors] {
  const { createGraph = false, strict = false } = options;
  using _mode = setGradEnabled(true);
  const given = prepared(listOf(inputs, "inputs", "vjp"), createGraph);
  const [several, outputs] = outputsOf(func, given, "vjp");
  requireDependence(outputs, strict);
  const missing =
    "The vector v can only be None if the user-provided function returns a single Tensor with a single element.";
  const starts = vector(v, outputs, "vjp", missing, createGraph);
  const grads = filled(
    gradients(outputs, given, starts, createGraph),
    given,
    strict,
    createGraph,
    dependence("gradient"),
  );
  return [packed(several, finish(outputs, createGraph)), packed(many(inputs), finish(grads, createGraph))];
}

/** The Jacobian's product from the right, by differentiating that from the left. */
function forward(
  outputs: readonly Tensor[],
  inputs: readonly Tensor[],
  v: readonly Tensor[],
  createGraph: boolean,
): (Tensor | null)[] {
  const dummies = outputs.map((output) => zerosLike(output).requiresGrad_());
  const back = gradients(outputs, inputs, dummies, true);
  return gradients(
    back.map((found, i) => found ?? zerosLike(inputs[i])),
    dummies,
    v,
    createGraph,
  );
}

/**
 * The Jacobian of `func` at `inputs` times `v`.
 *
 * @param v of the inputs' form; it may be left out where the input is one number.
 * @returns the outputs and the product, which has the outputs' form.
 */
export function jvp(
  func: Differentiable,
  inputs: Tensors,
  v?: Tensors | null,
  options: FunctionalOptions = {},
): [outputs: Tensors, product: Tensors] {
  const { createGraph = false, strict = false } = options;
  using _mode = setGradEnabled(true);
  const given = prepared(listOf(inputs, "inputs", "jvp"), createGraph);
  const missing =
    "The vector v can only be None if the input to the user-provided function is a single Tensor with a single element.";
  const starts = vector(v, given, "jvp", missing, createGraph);
  const [several, outputs] = outputsOf(func, given, "jvp");
  requireDependence(outputs, strict);
  const products = filled(
    forward(outputs, given, starts, createGraph),
    outputs,
    strict,
    createGraph,
    dependence("gradient"),
  );
  return [packed(several, finish(outputs, createGraph)), packed(several, finish(products, createGraph))];
}

/** Outputs by inputs: rows of one output as a tensor of its shape and the input's. */
function rows(output: Tensor, inputs: readonly Tensor[], i: number, strict: boolean, createGraph: boolean): Tensor[] {
  const count = output.shape.numel();
  const found: Tensor[][] = inputs.map(() => []);
  const flat = output.reshape(-1);
  for (let k = 0; k < count; k++) {
    const grads = gradients([flat.select(0, k)], inputs, null, createGraph);
    const whole = filled(grads, inputs, strict, createGraph, (input, dependent) =>
      dependent
        ? `The jacobian of the user-provided function is independent of input ${input}. This is not allowed in strict mode when create_graph=True.`
        : `Output ${i} of the user-provided function is independent of input ${input}. This is not allowed in strict mode.`,
    );
    whole.forEach((row, input) => {
      found[input].push(row);
    });
  }
  return inputs.map((input, j) => {
    const shape = [...output.shape, ...input.shape];
    if (count === 0) return new Tensor(input.kernels.full(shape, 0, input.dtype.code), input.backend);
    const [first, ...rest] = found[j].map((row) => row.unsqueeze(0));
    return concatenated(first, rest).reshape(shape);
  });
}

/**
 * The derivatives of each output of `func` with regard to each input: a tensor of the output's shape and the input's.
 * For several outputs a list of them, for several inputs a list each.
 */
export function jacobian(
  func: (...inputs: Tensor[]) => Tensor,
  inputs: Tensor,
  createGraph?: boolean | JacobianOptions,
  options?: JacobianOptions,
): Tensor;
export function jacobian(
  func: Differentiable,
  inputs: Tensors,
  createGraph?: boolean | JacobianOptions,
  options?: JacobianOptions,
): Tensor | Tensor[] | Tensor[][];
export function jacobian(
  func: Differentiable,
  inputs: Tensors,
  createGraph?: boolean | JacobianOptions,
  options?: JacobianOptions,
): Tensor | Tensor[] | Tensor[][] {
  const call = typeof createGraph === "boolean" ? { ...options, createGraph } : { ...options, ...createGraph };
  const { createGraph: creates = false, strict = false } = call;
  using _mode = setGradEnabled(true);
  const given = prepared(listOf(inputs, "inputs", "jacobian"), creates);
  const [several, outputs] = outputsOf(func, given, "jacobian");
  requireDependence(outputs, strict);
  const table = outputs.map((output, i) => finish(rows(output, given, i, strict, creates), creates));
  const perOutput = many(inputs) ? table : table.map(([only]) => only);
  return several ? (perOutput as Tensor[] | Tensor[][]) : perOutput[0];
}

/** A function that gives one number, as a 0-d tensor. */
function scalar(func: Differentiable, name: string): (...inputs: Tensor[]) => Tensor {
  return (...inputs) => {
    const output = func(...inputs);
    const list = listOf(output, "outputs of the user-provided function", name);
    if (many(output)) throw new Error(`The function given to ${name} should return a single Tensor`);
    if (list[0].shape.numel() !== 1)
      throw new Error(`The Tensor returned by the function given to ${name} should contain a single element`);
    return list[0].squeeze();
  };
}

/** The second derivatives of `func`, which gives one number: for several inputs a list of lists. */
export function hessian(
  func: (...inputs: Tensor[]) => Tensor,
  inputs: Tensor,
  createGraph?: boolean | JacobianOptions,
  options?: JacobianOptions,
): Tensor;
export function hessian(
  func: Differentiable,
  inputs: Tensors,
  createGraph?: boolean | JacobianOptions,
  options?: JacobianOptions,
): Tensor | Tensor[][];
export function hessian(
  func: Differentiable,
  inputs: Tensors,
  createGraph?: boolean | JacobianOptions,
  options?: JacobianOptions,
): Tensor | Tensor[][] {
  if (typeof func !== "function")
    throw new TypeError(`hessian(): argument 'func' must be a function, not ${describe(func)}`);
  const call = typeof createGraph === "boolean" ? { ...options, createGraph } : { ...options, ...createGraph };
  const one = scalar(func, "hessian");
  const first = (...given: Tensor[]): Tensors => {
    const found = jacobian(one, many(inputs) ? given : given[0], { createGraph: true }) as Tensors;
    if (call.strict)
      listOf(found, "outputs", "hessian").forEach((each, i) => {
        if (!each.requiresGrad)
          throw new Error(
            `While computing the hessian, found that the jacobian of the user-provided function with respect to input ${i} ` +
              "is independent of the input. This is not allowed in strict mode. You should ensure that your function is twice " +
              "differentiable and that the jacobian depends on the inputs (this would be violated by a linear function for example).",
          );
      });
    return found;
  };
  return jacobian(first, inputs, call) as Tensor | Tensor[][];
}

const missingInput =
  "The vector v can only be None if the input to the user-provided function is a single Tensor with a single element.";

function secondOrder(
  name: "vhp" | "hvp",
  func: Differentiable,
  inputs: Tensors,
  v: Tensors | null | undefined,
  { createGraph = false, strict = false }: FunctionalOptions,
): [output: Tensor, product: Tensors] {
  using _mode = setGradEnabled(true);
  const given = prepared(listOf(inputs, "inputs", name), createGraph);
  const starts = vector(v, given, name, missingInput, createGraph);
  const output = scalar(func, name)(...given);
  requireDependence([output], strict);
  const first = filled(gradients([output], given, null, true), given, strict, false, dependence("jacobian"));
  const second =
    name === "vhp" ? gradients(first, given, starts, createGraph) : forward(first, given, starts, createGraph);
  const products = filled(second, given, strict, createGraph, dependence("hessian"));
  return [finish([output], createGraph)[0], packed(many(inputs), finish(products, createGraph))];
}

/** `v` times the Hessian of `func`, which gives one number. Gives the number and the product. */
export function vhp(
  func: Differentiable,
  inputs: Tensors,
  v?: Tensors | null,
  options: FunctionalOptions = {},
): [output: Tensor, product: Tensors] {
  if (typeof func !== "function")
    throw new TypeError(`vhp(): argument 'func' must be a function, not ${describe(func)}`);
  return secondOrder("vhp", func, inputs, v, options);
}

/** The Hessian of `func`, which gives one number, times `v`. Gives the number and the product. */
export function hvp(
  func: Differentiable,
  inputs: Tensors,
  v?: Tensors | null,
  options: FunctionalOptions = {},
): [output: Tensor, product: Tensors] {
  if (typeof func !== "function")
    throw new TypeError(`hvp(): argument 'func' must be a function, not ${describe(func)}`);
  return secondOrder("hvp", func, inputs, v, options);
}
