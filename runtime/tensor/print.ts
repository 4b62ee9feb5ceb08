/** Tensors as PyTorch prints them (torch/_tensor_str.py), to the character. */

import type { Handle, Kernels } from "../backend/backend.ts";
import { getDefaultDevice } from "./device.ts";
import { bool, getDefaultDtype, int64 } from "./dtype.ts";
import { elementsOf } from "./elements.ts";
import { fixed, scientific } from "./number.ts";
import { named } from "./options.ts";
import type { Tensor } from "./tensor.ts";

/** How tensors are printed. */
export interface PrintOptions {
  /** Digits after the point; 4. */
  precision: number;
  /** More elements than this are summarised; 1000. */
  threshold: number;
  /** Elements shown at each end of a summarised dimension; 3. */
  edgeitems: number;
  /** Characters of a line; 80. */
  linewidth: number;
  /** Scientific notation: always, never, or (null) where PyTorch takes it. */
  sciMode: boolean | null;
}

const defaults: PrintOptions = { precision: 4, threshold: 1000, edgeitems: 3, linewidth: 80, sciMode: null };
const profiles: Record<string, PrintOptions> = {
  default: defaults,
  short: { ...defaults, precision: 2, edgeitems: 2 },
  full: { ...defaults, threshold: Number.POSITIVE_INFINITY },
};
let current: PrintOptions = { ...defaults };

/** Sets how tensors are printed; `profile` ("default", "short", "full") first, then what else is given. */
export function setPrintoptions(
  precision?: number | (Partial<PrintOptions> & { profile?: string }),
  threshold?: number,
  edgeitems?: number,
  linewidth?: number,
  profile?: string,
  sciMode?: boolean | null,
): void {
  const given = named<Partial<PrintOptions> & { profile?: string }>("setPrintoptions", {
    precision,
    threshold,
    edgeitems,
    linewidth,
    profile,
    sciMode,
  });
  const { profile: name, ...rest } = given;
  for (const key of ["precision", "threshold", "edgeitems", "linewidth"] as const) {
    const value: unknown = rest[key];
    if (value !== undefined && (typeof value !== "number" || !(value >= 0)))
      throw new TypeError(`setPrintoptions(): argument '${key}' must be a number from 0 on, not ${String(value)}`);
  }
  if (name !== undefined && !Object.hasOwn(profiles, name))
    throw new Error(`setPrintoptions: unknown profile '${name}' (expected default, short or full)`);
  current = {
    ...(name === undefined ? current : profiles[name]),
    ...(name === undefined ? {} : { sciMode: null }),
    ...rest,
  };
}

/** How tensors are printed now. */
export function getPrintoptions(): PrintOptions {
  return { ...current };
}

type Element = number | bigint | boolean;
/** Elements to be shown: rows of rows, null where some are left out. */
type Shown = (Element | Shown | null)[];

/** `tensor([1., 2.], requires_grad=True)`. */
export function formatTensor(tensor: Tensor, prefix = "tensor("): string {
  const { shape, dtype } = tensor;
  const indent = prefix.length;
  const suffixes: string[] = [];
  if (tensor.device !== getDefaultDevice()) suffixes.push(`device='${tensor.device}:0'`);
  let text: string;
  if (shape.numel() === 0) {
    if (shape.length !== 1) suffixes.push(`size=(${shape.join(", ")})`);
    if (dtype !== getDefaultDtype()) suffixes.push(`dtype=${dtype}`);
    text = "[]";
  } else {
    if (dtype !== getDefaultDtype() && dtype !== int64 && dtype !== bool) suffixes.push(`dtype=${dtype}`);
    text = formatValues(tensor, indent);
  }
  const { gradFn } = tensor;
  if (gradFn !== null) suffixes.push(`grad_fn=<${gradFn.name}>`);
  else if (tensor.requiresGrad) suffixes.push("requires_grad=True");
  let result = prefix + text;
  let lineLength = result.length - result.lastIndexOf("\n") + 1;
  for (const suffix of suffixes) {
    if (lineLength + suffix.length + 2 > current.linewidth) {
      result += `,\n${" ".repeat(indent)}${suffix}`;
      lineLength = indent + suffix.length;
    } else {
      result += `, ${suffix}`;
      lineLength += suffix.length + 2;
    }
  }
  return `${result})`;
}

function formatValues(tensor: Tensor, indent: number): string {
  const { shape, kernels } = tensor;
  const summarize = shape.numel() > current.threshold;
  const values = shownValues(kernels, tensor.handle, shape, summarize);
  const flat: Element[] = [];
  flatten(values, flat);
  const format = tensor.dtype.isFloatingPoint ? floatFormat(flat as number[]) : integerFormat(flat);
  return shape.length === 0 ? format.text(flat[0]) : rows(values, shape.length, indent, format);
}

function shownValues(kernels: Kernels, handle: Handle, shape: readonly number[], summarize: boolean): Shown {
  if (shape.length === 0) return elementsOf(kernels, handle);
  if (!summarize) return nest(elementsOf(kernels, handle), shape, 0, 0);
  const [size, ...rest] = shape;
  const { edgeitems } = current;
  const short = size > 2 * edgeitems;
  const at = (i: number): Shown => shownValues(kernels, kernels.select(handle, 0, i), rest, true);
  if (rest.length === 0) {
    if (!short) return elementsOf(kernels, handle);
    const head = elementsOf(kernels, kernels.slice(handle, 0, 0, edgeitems, 1));
    const tail = elementsOf(kernels, kernels.slice(handle, 0, size - edgeitems, size, 1));
    return [...head, null, ...tail];
  }
  const result: Shown = [];
  for (let i = 0; i < size; i++) {
    if (short && i === edgeitems) {
      result.push(null);
      i = size - edgeitems;
    }
    if (i < size) result.push(at(i));
  }
  return result;
}

function nest(values: Element[], shape: readonly number[], dim: number, offset: number): Shown {
  if (dim === shape.length - 1) return values.slice(offset, offset + shape[dim]);
  let stride = 1;
  for (let d = dim + 1; d < shape.length; d++) stride *= shape[d];
  return Array.from({ length: shape[dim] }, (_, i) => nest(values, shape, dim + 1, offset + i * stride));
}

function flatten(values: Shown, into: Element[]): void {
  for (const value of values) {
    if (Array.isArray(value)) flatten(value, into);
    else if (value !== null) into.push(value);
  }
}

interface Format {
  readonly width: number;
  text(value: Element): string;
}

function integerFormat(values: Element[]): Format {
  const plain = (value: Element): string => (value === true ? "True" : value === false ? "False" : String(value));
  const width = values.reduce<number>((longest, value) => Math.max(longest, plain(value).length), 1);
  return { width, text: (value) => plain(value).padStart(width) };
}

function floatFormat(values: number[]): Format {
  const { precision } = current;
  const shown = values.filter((value) => Number.isFinite(value) && value !== 0);
  let sci = false;
  const whole = shown.every((value) => Number.isInteger(value));
  let width = 1;
  if (shown.length > 0) {
    let least = Number.POSITIVE_INFINITY;
    let most = 0;
    for (const value of shown) {
      least = Math.min(least, Math.abs(value));
      most = Math.max(most, Math.abs(value));
    }
    sci = most / least > 1000 || most > 1e8 || (!whole && least < 1e-4);
    if (current.sciMode !== null) sci = current.sciMode;
    for (const value of shown) {
      const text = sci ? scientific(value, precision) : whole ? `${fixed(value, 0)}.` : fixed(value, precision);
      width = Math.max(width, text.length);
    }
  }
  const one = (value: number): string => {
    if (sci) return scientific(value, precision);
    if (!whole) return fixed(value, precision);
    return Number.isFinite(value) ? `${fixed(value, 0)}.` : fixed(value, 0);
  };
  return { width, text: (value) => one(value as number).padStart(width) };
}

function rows(values: Shown, ndim: number, indent: number, format: Format): string {
  const gap = " ".repeat(indent + 1);
  if (ndim > 1) {
    const parts = values.map((value) => (value === null ? "..." : rows(value as Shown, ndim - 1, indent + 1, format)));
    return `[${parts.join(`,${"\n".repeat(ndim - 1)}${gap}`)}]`;
  }
  const perLine = Math.max(1, Math.floor((current.linewidth - indent) / (format.width + 2)));
  const texts = values.map((value) => (value === null ? " ..." : format.text(value as Element)));
  const lines: string[] = [];
  for (let i = 0; i < texts.length; i += perLine) lines.push(texts.slice(i, i + perLine).join(", "));
  return `[${lines.join(`,\n${gap}`)}]`;
}
