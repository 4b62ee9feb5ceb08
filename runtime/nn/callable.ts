/** Objects of a class that can be called. */

/** Makes `new` give a function with the class's prototype; what derived classes set, they set on that function. */
export class Callable {
  /** @param call what a call of the object does. */
  constructor(call: (self: never, args: never[]) => unknown) {
    const self = (...args: never[]): unknown => call(self as never, args);
    Object.setPrototypeOf(self, new.target.prototype);
    // A function's own name and length would stand in the way of a learner's properties of these names.
    Reflect.deleteProperty(self, "name");
    Reflect.deleteProperty(self, "length");
    // biome-ignore lint/correctness/noConstructorReturn: this is how an object becomes callable
    return self as never;
  }
}
