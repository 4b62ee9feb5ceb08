/** The call rule: any tail of a function's parameters may be given by name in one trailing object. */

/** Whether `value` is an options object: a plain object, so neither a tensor, nor a list, nor a dtype. */
export function isOptions(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === null;
}

/**
 * The parameters of a call by name. `positional` holds them in their order, as they were given: from the first that is
 * an options object on, they are taken from it. `keywords` are names that only the options object may hold.
 */
export function named<Parameters extends object>(
  name: string,
  positional: { [K in keyof Parameters]?: unknown },
  options?: object,
  keywords: readonly (keyof Parameters & string)[] = [],
): Parameters {
  let tail: object | undefined = options;
  const found: Record<string, unknown> = {};
  for (const key in positional) {
    const value: unknown = positional[key];
    if (value === undefined) continue;
    if (isOptions(value)) {
      tail = value;
      break;
    }
    found[key] = value;
  }
  if (tail === undefined) return found as Parameters;
  if (!isOptions(tail))
    throw new TypeError(`${name}(): too many positional arguments (got an extra ${describe(tail)})`);
  for (const [key, value] of Object.entries(tail)) {
    if (!(key in positional) && !keywords.includes(key as keyof Parameters & string)) {
      const allowed = [...Object.keys(positional), ...keywords];
      throw new TypeError(`${name}() got an unexpected keyword argument '${key}' (it takes ${allowed.join(", ")})`);
    }
    if (key in found && value !== undefined) throw new TypeError(`${name}() got multiple values for argument '${key}'`);
    if (value !== undefined) found[key] = value;
  }
  return found as Parameters;
}

/** A short word for what a caller passed, for messages. */
export function describe(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "list";
  if (typeof value === "object") return value.constructor?.name ?? "object";
  return typeof value;
}
