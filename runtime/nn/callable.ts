/** Objects of a class that can be called. */

type Call = (self: never, args: never[]) => unknown;

/** What a call of an object does, by the prototype of the class that says it. */
const calls = new WeakMap<object, Call>();

/** Says what a call of an object of `type`, or of a class derived from it, does. */
export function answerCalls<Type>(
  type: { readonly prototype: Type & object },
  call: (self: Type, args: never[]) => unknown,
): void {
  calls.set(type.prototype, call as Call);
}

/** @internal A function whose prototype is that of a class of callable objects: such an object before its constructor. */
export function callableOf(prototype: object): object {
  let type: object | null = prototype;
  while (type !== null && !calls.has(type)) type = Object.getPrototypeOf(type) as object | null;
  const call = type === null ? undefined : calls.get(type);
  if (call === undefined) throw new TypeError(`nothing says what a call of ${prototype.constructor.name} does`);
  const self = (...args: never[]): unknown => call(self as never, args);
  Object.setPrototypeOf(self, prototype);
  // A function's own name and length would stand in the way of a learner's properties of these names.
  Reflect.deleteProperty(self, "name");
  Reflect.deleteProperty(self, "length");
  return self;
}

/** Makes `new` give a function with the class's prototype; what derived classes set, they set on that function. */
export class Callable {
  constructor() {
    // biome-ignore lint/correctness/noConstructorReturn: this is how an object becomes callable
    return callableOf(new.target.prototype) as never;
  }
}
