/** Products of vectors, matrices and batches of matrices. */

import { needsGrad, record, recording } from "../autograd/graph.ts";
import { bool } from "../tensor/dtype.ts";
import { expectOptions } from "../tensor/options.ts";
import { formatSize } from "../tensor/size.ts";
import { type Tensor, wrap } from "../tensor/tensor.ts";
import { add, mul } from "./arithmetic.ts";
import { lower } from "./autocast.ts";
import { cast, expectTensor, filled, type OutOption, outHandle, sumTo, toOperand } from "./core.ts";
import { into, written } from "./out.ts";
import { flatten, reshape, select, transpose, unsqueeze } from "./shape.ts";

function sameType(name: string, a: Tensor, b: Tensor): void {
  if (a.dtype !== b.dtype)
    throw new Error(
      `expected m1 and m2 to have the same dtype, but got: ${a.dtype.name} != ${b.dtype.name} (${name}: convert one with .to(...))`,
    );
}

/** The gradient of `a @ b` with regard to `a`, where both have at least two dims. */
function leftGradient(grad: Tensor, a: readonly number[], b: Tensor): Tensor {
  return sumTo(matmul(grad, transpose(b, -2, -1)), a);
}

function rightGradient(grad: Tensor, a: Tensor, b: readonly number[]): Tensor {
  // A batch of rows times one matrix is one product of all rows.
  if (b.length === 2 && a.ndim > 2) return matmul(transpose(flatten(a, 0, -2), 0, 1), flatten(grad, 0, -2));
  return sumTo(matmul(transpose(a, -2, -1), grad), b);
}

function nodeName(a: Tensor, b: Tensor): string {
  if (a.ndim === 1) return b.ndim === 1 ? "DotBackward0" : "SqueezeBackward4";
  if (b.ndim === 1) return a.ndim === 2 ? "MvBackward0" : "SqueezeBackward1";
  return a.ndim === 2 && b.ndim === 2 ? "MmBackward0" : "UnsafeViewBackward0";
}

/** The product of two tensors: of vectors their dot product, of matrices (and broadcast batches of them) the matrix product. */
export function matmul(input: Tensor, other: Tensor, options?: OutOption): Tensor {
  const cast = lower(input, other);
  if (cast !== null) return matmul(...cast, options);
  const a = expectTensor(input, "matmul");
  const b = expectTensor(other, "matmul", "other");
  const handle = a.kernels.matmul(a.handle, b.handle, outHandle(options?.out, "matmul", a, b));
  if (options?.out !== undefined) return written(options.out, handle);
  const out = wrap(a, handle);
  return recording(a, b) ? recordProduct(out, nodeName(a, b), a, b) : out;
}

function recordProduct(out: Tensor, name: string, a: Tensor, b: Tensor): Tensor {
  const left = a.ndim === 1 ? unsqueeze(a, 0) : a;
  const right = b.ndim === 1 ? unsqueeze(b, 1) : b;
  const widened = (grad: Tensor): Tensor => {
    if (a.ndim > 1 && b.ndim > 1) return grad;
    if (a.ndim === 1 && b.ndim === 1) return reshape(grad, 1, 1);
    return unsqueeze(grad, a.ndim === 1 ? -2 : -1);
  };
  const saved = [];
  if (needsGrad(a)) saved.push(b);
  if (needsGrad(b)) saved.push(a);
  return record(
    out,
    name,
    [a, b],
    [
      (grad) => reshape(leftGradient(widened(grad), left.shape, right), a.shape),
      (grad) => reshape(rightGradient(widened(grad), left, right.shape), b.shape),
    ],
    saved,
  );
}

/** The product of two matrices, without broadcasting. */
export function mm(input: Tensor, mat2: Tensor, options?: OutOption): Tensor {
  const cast = lower(input, mat2);
  if (cast !== null) return mm(...cast, options);
  if (expectTensor(input, "mm").ndim !== 2) throw new Error("self must be a matrix");
  if (expectTensor(mat2, "mm", "mat2").ndim !== 2) throw new Error("mat2 must be a matrix");
  sameType("mm", input, mat2);
  return matmul(input, mat2, options);
}

/** The products of two batches of matrices. */
export function bmm(input: Tensor, mat2: Tensor, options?: OutOption): Tensor {
  const cast = lower(input, mat2);
  if (cast !== null) return bmm(...cast, options);
  checkBatches(input, mat2);
  return matmul(input, mat2, options);
}

function checkBatches(input: Tensor, mat2: Tensor): void {
  if (expectTensor(input, "bmm").ndim !== 3) throw new Error("batch1 must be a 3D tensor");
  if (expectTensor(mat2, "bmm", "mat2").ndim !== 3) throw new Error("batch2 must be a 3D tensor");
  const [batch, , inner] = input.shape;
  if (mat2.shape[0] !== batch || mat2.shape[1] !== inner)
    throw new Error(
      `Expected size for first two dimensions of batch2 tensor to be: ${formatSize([batch, inner])} but got: ${formatSize(mat2.shape.slice(0, 2))}.`,
    );
}

/** The product of a matrix and a vector. */
export function mv(input: Tensor, vec: Tensor, options?: OutOption): Tensor {
  if (expectTensor(input, "mv").ndim !== 2 || expectTensor(vec, "mv", "vec").ndim !== 1)
    throw new Error(`vector + matrix @ vector expected, got ${vec.ndim}, ${input.ndim}, ${vec.ndim}`);
  return matmul(input, vec, options);
}

/** The dot product of two vectors. */
export function dot(input: Tensor, tensor: Tensor, options?: OutOption): Tensor {
  expectTensor(input, "dot");
  expectTensor(tensor, "dot", "tensor");
  if (expectTensor(input, "dot").ndim !== 1 || expectTensor(tensor, "dot", "tensor").ndim !== 1)
    throw new Error(`1D tensors expected, but got ${input.ndim}D and ${tensor.ndim}D tensors`);
  if (input.shape[0] !== tensor.shape[0])
    throw new Error(
      `inconsistent tensor size, expected tensor ${formatSize(input.shape)} and src ${formatSize(tensor.shape)} to have the same number of elements, but got ${input.shape[0]} and ${tensor.shape[0]} elements respectively`,
    );
  return matmul(input, tensor, options);
}

/** The products of each element of one vector with each of another. */
export function outer(input: Tensor, vec2: Tensor, options?: OutOption): Tensor {
  if (expectTensor(input, "outer").ndim !== 1)
    throw new Error(`outer: Expected 1-D argument self, but got ${input.ndim}-D`);
  if (expectTensor(vec2, "outer", "vec2").ndim !== 1)
    throw new Error(`outer: Expected 1-D argument vec2, but got ${vec2.ndim}-D`);
  return mul(unsqueeze(input, 1), unsqueeze(vec2, 0), options);
}

export { outer as ger };

/** The sums of products over the last dim of both. */
export function inner(input: Tensor, other: Tensor, options?: OutOption): Tensor {
  return into(options?.out, innerProduct(input, other), "inner", [input, other]);
}

function innerProduct(input: Tensor, other: Tensor): Tensor {
  if (expectTensor(input, "inner").ndim === 0 || expectTensor(other, "inner", "other").ndim === 0)
    return mul(input, other);
  if (input.shape[input.ndim - 1] !== other.shape[other.ndim - 1])
    throw new Error(
      `inner() the last dimension must match on both input tensors but got shapes ${formatSize(input.shape)} and ${formatSize(other.shape)}`,
    );
  const rows = other.ndim === 1 ? unsqueeze(other, 0) : flatten(other, 0, -2);
  const product = matmul(input.ndim === 1 ? unsqueeze(input, 0) : flatten(input, 0, -2), transpose(rows, 0, 1));
  return reshape(product, [...input.shape.slice(0, -1), ...other.shape.slice(0, -1)]);
}

/** How a product is added. */
export interface AddProductOptions extends OutOption {
  /** What `input` is multiplied by; 1. */
  beta?: number;
  /** What the product is multiplied by; 1. */
  alpha?: number;
}

/** `beta * input + alpha * (mat1 @ mat2)`. */
export function addmm(input: Tensor, mat1: Tensor, mat2: Tensor, options: AddProductOptions = {}): Tensor {
  const cast = lower(input, mat1, mat2);
  if (cast !== null) return addmm(...cast, options);
  expectOptions("addmm", options);
  const { beta = 1, alpha = 1, out: target } = options;
  const a = expectTensor(mat1, "addmm", "mat1");
  const b = expectTensor(mat2, "addmm", "mat2");
  const handle = expectTensor(input, "addmm").kernels.addmm(
    input.handle,
    a.handle,
    b.handle,
    beta,
    alpha,
    outHandle(target, "addmm", input, a, b),
  );
  if (target !== undefined) return written(target, handle);
  const out = wrap(input, handle);
  if (!recording(input, a, b)) return out;
  const back = toOperand(input);
  const scaled = (grad: Tensor): Tensor => (alpha === 1 ? grad : mul(grad, alpha));
  return record(
    out,
    "AddmmBackward0",
    [input, a, b],
    [
      (grad) => back(beta === 1 ? grad : mul(grad, beta)),
      (grad) => leftGradient(scaled(grad), a.shape, b),
      (grad) => rightGradient(scaled(grad), a, b.shape),
    ],
    [needsGrad(b) ? a : null, needsGrad(a) ? b : null],
  );
}

/** `beta * input + alpha * product`, where the product is given. */
function addProduct(
  name: string,
  input: Tensor,
  product: Tensor,
  { beta = 1, alpha = 1, out }: AddProductOptions,
  dtype: "same" | "cast" = "same",
): Tensor {
  const scaled = alpha === 1 ? product : mul(product, alpha);
  const summed = beta === 0 ? unread(input, scaled) : add(beta === 1 ? input : mul(input, beta), scaled);
  const result = input.dtype === bool && product.dtype === bool ? cast(summed, bool.code) : summed;
  return into(out, result, name, [input, product], { dtype });
}

/** `product`: PyTorch does not read `input` where beta is 0, so that a NaN there is passed over; its gradient is 0. */
function unread(input: Tensor, product: Tensor): Tensor {
  if (!recording(input)) return product;
  const back = toOperand(input);
  return record(
    wrap(product, product.kernels.alias(product.handle)),
    "AddBackward0",
    [input, product],
    [(grad) => back(filled(grad.detach(), 0)), (grad) => grad],
  );
}

/** `beta * input + alpha * (mat @ vec)`. */
export function addmv(input: Tensor, mat: Tensor, vec: Tensor, options: AddProductOptions = {}): Tensor {
  return addProduct("addmv", input, mv(mat, vec), options);
}

/** `beta * input + alpha * outer(vec1, vec2)`. */
export function addr(input: Tensor, vec1: Tensor, vec2: Tensor, options: AddProductOptions = {}): Tensor {
  return addProduct("addr", input, outer(vec1, vec2), options, "cast");
}

/** `beta * input + alpha * bmm(batch1, batch2)`. */
export function baddbmm(input: Tensor, batch1: Tensor, batch2: Tensor, options: AddProductOptions = {}): Tensor {
  const cast = lower(input, batch1, batch2);
  if (cast !== null) return baddbmm(...cast, options);
  return addProduct("baddbmm", input, bmm(batch1, batch2), options);
}

/** `beta * input + alpha * (the sum of bmm(batch1, batch2) over the batch)`. */
export function addbmm(input: Tensor, batch1: Tensor, batch2: Tensor, options: AddProductOptions = {}): Tensor {
  const cast = lower(input, batch1, batch2);
  if (cast !== null) return addbmm(...cast, options);
  checkBatches(batch1, batch2);
  const [count, rows, inner] = batch1.shape;
  if (input.dtype.itemsize === 2 && count > 0) return addOneByOne(input, batch1, batch2, options);
  // Matrices that stand side by side: one product.
  const left = reshape(transpose(batch1, 0, 1), rows, count * inner);
  const product = matmul(left, reshape(batch2, count * inner, batch2.shape[2]));
  return addProduct("addbmm", input, product, options);
}

/** One product after the other is added, each sum rounded, as PyTorch does it: in half precision that is to be seen. */
function addOneByOne(input: Tensor, batch1: Tensor, batch2: Tensor, options: AddProductOptions): Tensor {
  const { beta = 1, alpha = 1, out } = options;
  let result = input;
  for (let i = 0; i < batch1.shape[0]; i++)
    result = addmm(result, select(batch1, 0, i), select(batch2, 0, i), { beta: i === 0 ? beta : 1, alpha });
  return into(out, result, "addbmm", [input, batch1, batch2]);
}

/** The product of matrices in the order that is given. */
export function chainMatmul(...matrices: Tensor[]): Tensor {
  if (matrices.length === 0) throw new TypeError("chain_matmul(): Expected one or more matrices");
  return matrices.reduce((product, matrix) => matmul(product, matrix));
}
