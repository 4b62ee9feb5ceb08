/** Derivatives against finite differences: `gradcheck` and `gradgradcheck`. */

import { float32, float64 } from "../tensor/dtype.ts";
import { Generator } from "../tensor/generator.ts";
import { describe, named } from "../tensor/options.ts";
import { Tensor } from "../tensor/tensor.ts";
import { grad } from "./backward.ts";
import { setGradEnabled } from "./mode.ts";

/** A function that is checked: it may give tensors alone or in lists and objects. */
export type Checked = (...inputs: never[]) => unknown;

/** Options of `gradcheck` and `gradgradcheck`. */
export interface GradcheckOptions {
  /** The step of the differences; 1e-6. */
  eps?: number;
  /** 1e-5. */
  atol?: number;
  /** 1e-3. */
  rtol?: number;
  /** Whether a mismatch throws, rather than gives false; true. */
  raiseException?: boolean;
  /** How far the same walk may differ from itself; 0. */
  nondetTol?: number;
  /** Whether gradients of zero are to give zero; true. */
  checkUndefinedGrad?: boolean;
  /** Whether gradients are to have their inputs' dtype; false. */
  checkGradDtypes?: boolean;
  /** Taken, and of no consequence: everything is checked in reverse mode, column by column. */
  checkBatchedGrad?: boolean;
  checkBatchedForwardGrad?: boolean;
  checkForwardAd?: boolean;
  checkBackwardAd?: boolean;
  fastMode?: boolean;
  masked?: boolean | null;
}

/** Options of `gradgradcheck`. */
export interface GradgradcheckOptions extends GradcheckOptions {
  /** The gradients of the outputs; random when null. */
  gradOutputs?: Tensor | readonly Tensor[] | null;
  genNonContigGradOutputs?: boolean;
  checkFwdOverRev?: boolean;
  checkRevOverRev?: boolean;
}

/** A derivative that differs from the difference quotient. */
export class GradcheckError extends Error {
  override name = "GradcheckError";
}

/** The tensors in what a function gave, in order. */
function tensorsIn(value: unknown): Tensor[] {
  if (value instanceof Tensor) return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.values(value).flatMap(tensorsIn);
}

const needing = (tensors: readonly unknown[]): Tensor[] =>
  tensors.filter((entry): entry is Tensor => entry instanceof Tensor && entry.requiresGrad);

/** A matrix of an input's elements by an output's. */
type Matrix = Float64Array[];

function numbers(tensor: Tensor): Float64Array {
  return Float64Array.from(tensor.kernels.toNumbers(tensor.handle), Number);
}

function checkInputs(inputs: readonly unknown[]): Tensor[] {
  const checked = needing(inputs);
  if (checked.length === 0)
    throw new Error(
      "gradcheck expects at least one input tensor to require gradient, but none of them have requires_grad=True.",
    );
  inputs.forEach((input, i) => {
    if (!(input instanceof Tensor) || !input.requiresGrad) return;
    if (input.dtype !== float64)
      console.warn(
        `Input #${i} requires gradient and is not a double precision floating point or complex. This check will likely fail ` +
          "if all the inputs are not of double precision floating point or complex. ",
      );
    const { shape, kernels } = input;
    if (kernels.strides(input.handle).some((stride, dim) => stride === 0 && shape[dim] > 1))
      throw new Error(
        `The ${i}th input has a dimension with stride 0. gradcheck only supports inputs that are non-overlapping to be able ` +
          "to compute the numerical gradients correctly. You should call .contiguous on the input before passing it to gradcheck.",
      );
  });
  return checked;
}

/** Calls `change` with a view of each element, in row-major order. */
function eachElement(input: Tensor, change: (element: Tensor["handle"], at: number) => void): void {
  const { shape, kernels, handle } = input;
  const strides = kernels.strides(handle);
  const start = kernels.offset(handle);
  const count = shape.numel();
  for (let at = 0; at < count; at++) {
    let offset = start;
    for (let dim = shape.length - 1, rest = at; dim >= 0; dim--) {
      offset += (rest % shape[dim]) * strides[dim];
      rest = Math.floor(rest / shape[dim]);
    }
    change(kernels.asStrided(handle, [], [], offset), at);
  }
}

/** Difference quotients: for each output, the matrix of `input`. */
function numerical(call: () => Tensor[], input: Tensor, eps: number): Matrix[] {
  const { kernels } = input;
  const matrices: Matrix[] = [];
  eachElement(input, (element) => {
    const value = Number(kernels.item(element));
    const outputsAt = (moved: number): Float64Array[] => {
      kernels.copyInto(element, moved);
      return call().map(numbers);
    };
    try {
      const low = outputsAt(value - eps);
      const high = outputsAt(value + eps);
      high.forEach((outputs, i) => {
        matrices[i] ??= [];
        matrices[i].push(outputs.map((output, k) => (output - low[i][k]) / (2 * eps)));
      });
    } finally {
      kernels.copyInto(element, value);
    }
  });
  return matrices;
}

/** Gradients of one output, column by column: for each input its matrix, and whether dtypes are the inputs'. */
function analytical(output: Tensor, inputs: readonly Tensor[]): [Matrix[], boolean] {
  const count = output.shape.numel();
  const matrices = inputs.map((input) => Array.from({ length: input.shape.numel() }, () => new Float64Array(count)));
  const { kernels } = output;
  let typed = true;
  for (let column = 0; column < count; column++) {
    const flat = kernels.full([count], 0, output.dtype.code);
    kernels.copyInto(kernels.select(flat, 0, column), 1);
    const start = new Tensor(kernels.view(flat, output.shape), output.backend);
    const grads = grad([output], inputs, { gradOutputs: [start], retainGraph: true, allowUnused: true });
    grads.forEach((found, i) => {
      if (found === null) return;
      typed &&= found.dtype === inputs[i].dtype;
      if (found.shape.join() !== inputs[i].shape.join())
        throw new GradcheckError("Analytical gradient has incorrect size");
      numbers(found).forEach((value, row) => {
        matrices[i][row][column] = value;
      });
    });
  }
  return [matrices, typed];
}

const differ = (a: Matrix, b: Matrix, atol: number, rtol: number): boolean =>
  a.some((row, i) =>
    row.some((value, k) => {
      const other = b[i][k];
      return !(Object.is(value, other) || Math.abs(value - other) <= atol + rtol * Math.abs(other));
    }),
  );

function printed(matrix: Matrix, like: Tensor): string {
  const { kernels } = like;
  const flat = new Float64Array(matrix.flatMap((row) => [...row]));
  const code = (like.dtype === float64 ? float64 : float32).code;
  return String(new Tensor(kernels.fromNumbers(flat, [matrix.length, matrix[0]?.length ?? 0], code), like.backend));
}

interface Call extends Required<Omit<GradcheckOptions, "masked">> {
  masked: boolean | null;
}

function completed(options: GradcheckOptions): Call {
  return {
    eps: 1e-6,
    atol: 1e-5,
    rtol: 1e-3,
    raiseException: true,
    nondetTol: 0,
    checkUndefinedGrad: true,
    checkGradDtypes: false,
    checkBatchedGrad: false,
    checkBatchedForwardGrad: false,
    checkForwardAd: false,
    checkBackwardAd: true,
    fastMode: false,
    masked: null,
    ...options,
  };
}

function check(func: Checked, inputs: readonly unknown[], options: Call): void {
  const checked = checkInputs(inputs);
  const call = func as (...args: unknown[]) => unknown;
  const everything = tensorsIn(call(...inputs));
  const outputs = needing(everything);
  const run = (): Tensor[] => tensorsIn(call(...inputs));
  if (outputs.length === 0) {
    const constant = everything.filter(({ dtype }) => dtype.isFloatingPoint);
    const runConstant = (): Tensor[] => run().filter(({ dtype }) => dtype.isFloatingPoint);
    for (const input of constant.length === 0 ? [] : checked)
      for (const matrix of numerical(runConstant, input, options.eps))
        if (matrix.some((row) => row.some((value) => value !== 0)))
          throw new GradcheckError("Numerical gradient for function expected to be zero");
    return;
  }
  const at = outputs.map((output) => everything.indexOf(output));
  const quotients = checked.map((input) =>
    numerical(
      () => {
        const moved = run();
        return at.map((i) => moved[i]);
      },
      input,
      options.eps,
    ),
  );
  // The inputs were written to since: what saved them is recorded anew.
  const all = run();
  at.forEach((place, i) => {
    const output = all[place];
    const [matrices, typed] = analytical(output, checked);
    const [again] = analytical(output, checked);
    if (!typed && options.checkGradDtypes) throw new GradcheckError("Gradient has dtype mismatch");
    matrices.forEach((matrix, j) => {
      const quotient = quotients[j][i] ?? [];
      if (differ(matrix, quotient, options.atol, options.rtol))
        throw new GradcheckError(
          `Jacobian mismatch for output ${i} with respect to input ${j},\n` +
            `numerical:${printed(quotient, checked[j])}\nanalytical:${printed(matrix, checked[j])}\n`,
        );
      if (differ(matrix, again[j], options.nondetTol, 0))
        throw new GradcheckError(
          "Backward is not reentrant, i.e., running backward with same input and grad_output multiple times gives different " +
            "values, although analytical gradient matches numerical gradient." +
            `The tolerance for nondeterminism was ${options.nondetTol === 0 ? "0.0" : options.nondetTol}.`,
        );
    });
  });
  if (options.checkUndefinedGrad)
    checkZero(
      at.map((place) => all[place]),
      checked,
    );
}

/** Throws where gradients of zero give others. */
function checkZero(outputs: readonly Tensor[], inputs: readonly Tensor[]): void {
  const zeros = outputs.map(
    (output) => new Tensor(output.kernels.full(output.shape, 0, output.dtype.code), output.backend),
  );
  const grads = grad(outputs, inputs, { gradOutputs: zeros, allowUnused: true, retainGraph: true });
  if (grads.some((found) => found !== null && numbers(found).some((value) => value !== 0)))
    throw new GradcheckError(
      "Expected all input grads to be undefined or zero when all output grads are undefined or zero.",
    );
}

function attempt(options: Call, body: () => void): boolean {
  using _mode = setGradEnabled(true);
  try {
    body();
    return true;
  } catch (error) {
    if (error instanceof GradcheckError && !options.raiseException) return false;
    throw error;
  }
}

/**
 * Whether the gradients of `func` at `inputs` are the quotients of small differences, which takes float64 inputs.
 * Inputs that require grad are checked; every output is.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.autograd.gradcheck.gradcheck.html
 */
export function gradcheck(
  func: Checked,
  inputs: unknown,
  eps?: number | GradcheckOptions,
  atol?: number | GradcheckOptions,
  rtol?: number | GradcheckOptions,
  raiseException?: boolean | GradcheckOptions,
  nondetTol?: number | GradcheckOptions,
): boolean {
  const call = completed(
    named<GradcheckOptions>("gradcheck", { eps, atol, rtol, raiseException, nondetTol }, undefined, [
      "checkUndefinedGrad",
      "checkGradDtypes",
      "checkBatchedGrad",
      "checkBatchedForwardGrad",
      "checkForwardAd",
      "checkBackwardAd",
      "fastMode",
      "masked",
    ]),
  );
  const list = Array.isArray(inputs) ? inputs : [inputs];
  return attempt(call, () => check(func, list, call));
}

/** Where random gradients of outputs come from: a stream of their own. */
let stream: Generator | undefined;

function randomLike(output: Tensor): Tensor {
  stream ??= new Generator("cpu").manualSeed(0);
  const { kernels, backend } = output;
  const made = new Tensor(kernels.empty(output.shape, output.dtype.code), backend);
  kernels.uniform_(made.handle, -1, 1, stream.native);
  made.requiresGrad = true;
  return made;
}

/**
 * Whether the second derivatives of `func` at `inputs` are the quotients of small differences of the first.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.autograd.gradcheck.gradgradcheck.html
 */
export function gradgradcheck(
  func: Checked,
  inputs: unknown,
  gradOutputs?: Tensor | readonly Tensor[] | null | GradgradcheckOptions,
  eps?: number | GradgradcheckOptions,
  atol?: number | GradgradcheckOptions,
  rtol?: number | GradgradcheckOptions,
): boolean {
  const given = named<GradgradcheckOptions>("gradgradcheck", { gradOutputs, eps, atol, rtol }, undefined, [
    "genNonContigGradOutputs",
    "raiseException",
    "nondetTol",
    "checkUndefinedGrad",
    "checkGradDtypes",
    "checkBatchedGrad",
    "checkFwdOverRev",
    "checkRevOverRev",
    "fastMode",
    "masked",
  ]);
  if (typeof func !== "function")
    throw new TypeError(`gradgradcheck(): argument 'func' must be a function, not ${describe(func)}`);
  const { gradOutputs: starts, ...options } = given;
  const call = completed(options);
  const list = Array.isArray(inputs) ? inputs : [inputs];
  return attempt(call, () => {
    const run = func as (...args: unknown[]) => unknown;
    const outputs = needing(tensorsIn(run(...list)));
    const grads = starts == null ? outputs.map(randomLike) : starts instanceof Tensor ? [starts] : [...starts];
    const first = (...args: unknown[]): Tensor[] => {
      const own = args.slice(0, list.length);
      const seeds = args.slice(list.length) as Tensor[];
      const found = grad(needing(tensorsIn(run(...own))), needing(own), {
        gradOutputs: seeds,
        createGraph: true,
        allowUnused: true,
      });
      return found.filter((entry) => entry !== null);
    };
    check(first as Checked, [...list, ...grads], call);
  });
}
