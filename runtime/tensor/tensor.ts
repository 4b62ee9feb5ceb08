/** The Tensor: a backend's handle with its place in the graph. Its methods are the functions of runtime/ops. */

import type { Backend, Handle, Kernels } from "../backend/backend.ts";
import { type Device, deviceOf } from "./device.ts";
import { type DType, dtypes } from "./dtype.ts";
import { inference, Node, type View } from "./node.ts";
import { formatTensor } from "./print.ts";
import { Size } from "./size.ts";

const inspect = Symbol.for("nodejs.util.inspect.custom");

/** A number, bigint or boolean where an operator takes a tensor or a scalar. */
export type Scalar = number | bigint | boolean;

/** A multi-dimensional array of one dtype. */
export class Tensor {
  /** @internal What the backend holds. */
  handle: Handle;
  /** @internal The backend that holds it. */
  backend: Backend;
  /** @internal How it was computed, or where its gradient is summed up; null: it needs no gradient. */
  node: Node | null = null;
  /** @internal Which output of `node` it is. */
  slot = 0;
  /** @internal What it is a view of. */
  view_: View | null = null;
  /** @internal How often its history was replaced by an in-place operator. */
  generation = 0;
  /** @internal */
  gradient: Tensor | null = null;
  /** @internal Whether it was made in inference mode. */
  inference_ = inference.on;
  private knownSize: Size | null = null;

  /** @internal */
  constructor(handle: Handle, backend: Backend) {
    this.handle = handle;
    this.backend = backend;
  }

  /** @internal The kernels of its device. */
  get kernels(): Kernels {
    return this.backend.kernels;
  }

  /** The size of each dimension. */
  get shape(): Size {
    let size = this.knownSize;
    if (size === null) {
      const sizes = this.backend.kernels.sizes(this.handle);
      size = new Size();
      for (let i = 0; i < sizes.length; i++) size.push(sizes[i]);
      this.knownSize = size;
    }
    return size;
  }

  /** @internal Takes another tensor's storage, sizes and type: the tensor itself stays the same object. */
  become(handle: Handle, backend: Backend = this.backend): void {
    this.handle = handle;
    this.backend = backend;
    this.knownSize = null;
  }

  /** The type of its elements. */
  get dtype(): DType {
    return dtypes[this.backend.kernels.dtype(this.handle)];
  }

  /** Where it lives. */
  get device(): Device {
    return deviceOf(this.backend);
  }

  /** Number of dimensions. */
  get ndim(): number {
    return this.shape.length;
  }

  /** Bytes of an element. */
  get itemsize(): number {
    return this.dtype.itemsize;
  }

  /** Bytes of all its elements. */
  get nbytes(): number {
    return this.shape.numel() * this.dtype.itemsize;
  }

  get isCuda(): boolean {
    return this.backend.name === "cuda";
  }

  /** Whether operations on it are recorded, so that `backward` reaches it. */
  get requiresGrad(): boolean {
    return this.node !== null || this.gradFn !== null;
  }

  set requiresGrad(value: boolean) {
    if (value) {
      if (this.node !== null) return;
      const { dtype } = this;
      if (!dtype.isFloatingPoint)
        throw new Error(`only Tensors of floating point and complex dtype can require gradients, got ${dtype}`);
      if (this.inference_ && !inference.on)
        throw new Error("Setting requires_grad=True on inference tensor outside InferenceMode is not allowed.");
      this.node = new Node("torch::autograd::AccumulateGrad", [], null, null);
      this.node.leaf = this;
    } else {
      if (!this.isLeaf)
        throw new Error(
          "you can only change requires_grad flags of leaf variables. If you want to use a computed variable in a subgraph " +
            "that doesn't require differentiation use var_no_grad = var.detach().",
        );
      this.node = null;
    }
  }

  /** Whether the user made it, rather than an operation that was recorded. */
  get isLeaf(): boolean {
    return this.node === null || this.node.leaf !== null;
  }

  /** The operation that computed it; null for a leaf. */
  get gradFn(): Node | null {
    const view = this.view_;
    if (view !== null && view.generation !== view.base.generation) view.renew(this);
    return this.isLeaf ? null : this.node;
  }

  /** Whether it was made in inference mode, so that it can never be part of a graph. */
  isInference(): boolean {
    return this.inference_;
  }

  /** How often its storage was written in place. */
  get _version(): number {
    if (this.inference_) throw new Error("Inference tensors do not track version counter.");
    return this.backend.kernels.version(this.handle);
  }

  /** What `backward` has summed up for it; null before. */
  get grad(): Tensor | null {
    return this.gradient;
  }

  set grad(value: Tensor | null) {
    if (value !== null) {
      if (!(value instanceof Tensor))
        throw new TypeError(`assigned grad must be a Tensor or null, got ${typeof value}`);
      if (value.shape.join() !== this.shape.join())
        throw new Error(`assigned grad has data of a different size: expected ${this.shape}, got ${value.shape}`);
      if (value.dtype !== this.dtype)
        throw new Error(`assigned grad has data of a different type: expected ${this.dtype}, got ${value.dtype}`);
    }
    this.gradient = value;
  }

  /** PyTorch's printed form. */
  toString(): string {
    return formatTensor(this);
  }

  [inspect](): string {
    return this.toString();
  }
}

/** @internal A fresh tensor on `like`'s device. */
export function wrap(like: Tensor, handle: Handle): Tensor {
  return new Tensor(handle, like.backend);
}
