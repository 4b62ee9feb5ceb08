/** Classes that can be called without `new`, as Python's are. */

type Constructor = new (...args: never[]) => unknown;

/** A class whose call makes an instance, too. */
export type CallableClass<C extends Constructor> = C & ((...args: ConstructorParameters<C>) => InstanceType<C>);

/** `type`, which may be called with and without `new`. */
export function callableClass<C extends Constructor>(type: C): CallableClass<C> {
  return new Proxy(type, {
    apply: (target, _self, args) => Reflect.construct(target, args),
  }) as CallableClass<C>;
}
