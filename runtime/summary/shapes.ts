/** Shapes of what a layer gives: a tensor, or tensors in lists and objects. */

import { PackedSequence } from "../nn/utils/rnn.ts";
import { Tensor } from "../tensor/tensor.ts";

/** What a layer gave, tensors replaced by their sizes. */
export type Shape =
  | { readonly kind: "tensor"; readonly sizes: readonly number[]; readonly itemsize: number }
  | { readonly kind: "list"; readonly items: readonly Shape[] }
  | { readonly kind: "record"; readonly items: readonly (readonly [string, Shape])[] }
  | { readonly kind: "other" };

type TensorShape = Extract<Shape, { kind: "tensor" }>;

/** The shape of `value`. */
export function shapeOf(value: unknown): Shape {
  if (value instanceof Tensor) return { kind: "tensor", sizes: [...value.shape], itemsize: value.dtype.itemsize };
  if (value instanceof PackedSequence) return shapeOf(value.data);
  if (Array.isArray(value)) return { kind: "list", items: value.map(shapeOf) };
  if (typeof value !== "object" || value === null) return { kind: "other" };
  const entries = value instanceof Map ? [...value.entries()] : Object.entries(value);
  return { kind: "record", items: entries.map(([key, item]) => [String(key), shapeOf(item)] as const) };
}

/** All tensors of a shape. */
export function tensorsOf(shape: Shape): TensorShape[] {
  if (shape.kind === "tensor") return [shape];
  if (shape.kind === "list") return shape.items.flatMap(tensorsOf);
  if (shape.kind === "record") return shape.items.flatMap(([, item]) => tensorsOf(item));
  return [];
}

/** `shape` with `change` applied to the sizes of each of its tensors. */
export function mapShape(shape: Shape, change: (tensor: TensorShape) => readonly number[]): Shape {
  if (shape.kind === "tensor") return { ...shape, sizes: change(shape) };
  if (shape.kind === "list") return { kind: "list", items: shape.items.map((item) => mapShape(item, change)) };
  if (shape.kind === "record")
    return { kind: "record", items: shape.items.map(([key, item]) => [key, mapShape(item, change)] as const) };
  return shape;
}

/** "[-1, 10]", "[[-1, 10], [2, -1, 5]]", "{logits: [-1, 10]}"; what is no tensor is left out. */
export function formatShape(shape: Shape): string {
  if (shape.kind === "tensor") return `[${shape.sizes.join(", ")}]`;
  const holds = (item: Shape): boolean => tensorsOf(item).length > 0;
  if (shape.kind === "list") return `[${shape.items.filter(holds).map(formatShape).join(", ")}]`;
  if (shape.kind === "record") {
    const items = shape.items.filter(([, item]) => holds(item));
    return `{${items.map(([key, item]) => `${key}: ${formatShape(item)}`).join(", ")}}`;
  }
  return "[]";
}

/** The elements of all tensors, a size of -1 counting once. */
export function elementsOf(shape: Shape): number {
  return tensorsOf(shape).reduce(
    (all, { sizes }) => all + sizes.reduce((product, size) => product * Math.abs(size), 1),
    0,
  );
}

/** The bytes of all tensors, a size of -1 counting once. */
export function bytesOf(shape: Shape): number {
  return tensorsOf(shape).reduce(
    (all, { sizes, itemsize }) => all + sizes.reduce((product, size) => product * Math.abs(size), itemsize),
    0,
  );
}
