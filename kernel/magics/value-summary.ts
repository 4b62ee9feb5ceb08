/** A value in a few words, for lists of variables. */

import { inspect, types } from "node:util";
import { describeSymbol } from "../../runtime/host.ts";

const longest = 80;

/** `number`, `Array`, `Tensor`, `function`, `class`: what a person would call it. */
export function typeName(value: unknown): string {
  if (value === null) return "null";
  if (typeof value === "function") {
    if (types.isProxy(value)) return "function";
    const maker = constructorOf(value);
    if (maker && !/Function$/.test(maker)) return maker;
    return /^class\b/.test(Function.prototype.toString.call(value)) ? "class" : "function";
  }
  if (typeof value !== "object") return typeof value;
  if (types.isProxy(value)) return "Proxy";
  if (types.isModuleNamespaceObject(value)) return "module";
  return constructorOf(value) ?? "Object";
}

function constructorOf(value: object): string | undefined {
  for (
    let object = Object.getPrototypeOf(value);
    object && !types.isProxy(object);
    object = Object.getPrototypeOf(object)
  ) {
    const descriptor = Object.getOwnPropertyDescriptor(object, "constructor");
    if (typeof descriptor?.value === "function") return descriptor.value.name || undefined;
  }
  return undefined;
}

/** One line: the length of what is long, the shape of a tensor, the value of what is short. Runs no code of the user's. */
export function summaryOf(value: unknown): string {
  if (typeof value === "string") return cut(JSON.stringify(value));
  if (Array.isArray(value) || ArrayBuffer.isView(value)) return `n=${(value as { length?: number }).length ?? 0}`;
  if (types.isMap(value) || types.isSet(value)) return `n=${value.size}`;
  if (typeof value === "function" && ["function", "class"].includes(typeName(value))) return value.name;
  const facts = tensorFacts(value) ?? describedFacts(value);
  if (facts !== undefined) return cut(facts);
  if (typeof value === "object" && value !== null && typeName(value) === "module")
    return `${Object.keys(value).length} exports`;
  return cut(inspect(value, { depth: 0, breakLength: Infinity, customInspect: false }).split("\n")[0]);
}

/** Only the runtime's own getters are asked. */
function tensorFacts(value: unknown): string | undefined {
  if (typeName(value) !== "Tensor" && typeName(value) !== "Parameter") return undefined;
  const { shape, dtype, device } = value as { shape?: unknown; dtype?: unknown; device?: unknown };
  return shape === undefined ? undefined : [shape, dtype, device].map(String).join(", ");
}

/** The line that tells most of what the runtime says about a module, a data set or a loader. */
function describedFacts(value: unknown): string | undefined {
  if ((typeof value !== "object" && typeof value !== "function") || value === null) return undefined;
  for (let object: object | null = value; object && !types.isProxy(object); object = Object.getPrototypeOf(object)) {
    const describe: unknown = Object.getOwnPropertyDescriptor(object, describeSymbol)?.value;
    if (typeof describe !== "function") continue;
    const lines = String(describe.call(value)).split("\n");
    return lines.find((line) => /^[\d,]+ parameters?,/.test(line)) ?? lines[0];
  }
  return undefined;
}

const cut = (text: string): string => (text.length > longest ? `${text.slice(0, longest - 1)}…` : text);
