/** Names in PyTorch's snake_case, which are in camelCase here. */

/** "zeroGrad" of "zero_grad"; an underscore at either end stays. */
export function camelCase(name: string): string {
  return name.replace(/(?<=[a-zA-Z0-9])_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** Refuses a name in snake_case where `object` has it in camelCase. */
export function refuseSnakeCase(object: object, key: string, type: string): void {
  const name = camelCase(key);
  if (name !== key && name in object)
    throw new TypeError(`${type} has no '${key}': names are in camelCase here, so write '${name}'`);
}

/**
 * Makes objects of a class refuse names in snake_case. The proxy stands at the end of the prototype chain: only names that
 * no object and no class has reach it, so nothing else slows down. Lists take negative indices by the same way.
 */
export function hintSnakeCase(type: { readonly name: string; readonly prototype: object }): void {
  const { name, prototype } = type;
  const end = Object.create(Object.getPrototypeOf(prototype) as object) as object;
  const hints: ProxyHandler<object> = {
    get(target, key, receiver) {
      if (typeof key !== "string") return Reflect.get(target, key, receiver);
      if (key.includes("_")) refuseSnakeCase(receiver as object, key, name);
      // A list that has no element of this number itself: it counts from the end, or the number is out of range.
      if (/^-?\d+$/.test(key)) {
        const { at } = receiver as { at?: unknown };
        if (typeof at === "function") return at.call(receiver, Number(key));
      }
      return Reflect.get(target, key, receiver);
    },
  };
  Object.setPrototypeOf(prototype, new Proxy(end, hints));
}
