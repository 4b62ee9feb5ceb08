/** What ParameterList and ParameterDict share. */

import { legacyName } from "../../tensor/dtype.ts";
import { Tensor } from "../../tensor/tensor.ts";
import type { Module } from "../module.ts";
import { Parameter } from "../parameter.ts";

/** The values that a list or a dict holds, by name. */
export function entriesOf(module: Module): [string, unknown][] {
  return Object.entries(module).filter(([name]) => name !== "training");
}

/** Puts a value under a name; a tensor becomes a parameter. */
export function put(module: Module, name: string, value: unknown): void {
  if (name === "training") throw new Error("attribute 'training' already exists");
  const held = value instanceof Tensor && !(value instanceof Parameter) ? new Parameter(value) : value;
  Object.defineProperty(module, name, { value: held, enumerable: true, writable: true, configurable: true });
}

/** A value in the text of its list, or, with the dtype's older name, of its dict. */
export function describeParameter(value: unknown, legacy: boolean): string {
  if (!(value instanceof Tensor)) return `Object of type: ${pythonType(value)}`;
  const dtype = legacy ? legacyName(value.dtype) : String(value.dtype);
  return `Parameter containing: [${dtype} of size ${value.shape.join("x")}${value.isCuda ? " (cuda)" : ""}]`;
}

function pythonType(value: unknown): string {
  if (typeof value === "number") return Number.isInteger(value) ? "int" : "float";
  if (typeof value === "string") return "str";
  if (typeof value === "boolean") return "bool";
  if (value === null) return "NoneType";
  return Array.isArray(value) ? "list" : ((value as object).constructor?.name ?? typeof value);
}
