/** `x[0]`, `x[-1]`, `x[2] = …` and `for (const row of x)`: what only the end of the prototype chain can give. */

import { refuseSnakeCase } from "../tensor/snake-case.ts";
import { Tensor, wrap } from "../tensor/tensor.ts";
import { assign, cast, codeOf, isScalar } from "./core.ts";
import { imag, real } from "./parts.ts";
import { permute, select, transpose } from "./shape.ts";
import { unbind } from "./split.ts";

const integer = /^-?(?:0|[1-9]\d*)$/;

const subscripts: ProxyHandler<object> = {
  get(target, key, receiver) {
    if (typeof key === "string" && receiver instanceof Tensor) {
      if (integer.test(key)) return select(receiver, 0, Number(key));
      refuseSnakeCase(receiver, key, "Tensor");
    }
    return Reflect.get(target, key, receiver);
  },
  set(target, key, value, receiver) {
    if (typeof key === "string" && receiver instanceof Tensor && integer.test(key)) {
      const row = select(receiver, 0, Number(key));
      if (!isScalar(value) && !(value instanceof Tensor))
        throw new TypeError(`x[${key}] = value: the value must be Tensor or Number, not ${typeof value}`);
      const source = isScalar(value) ? wrap(row, row.kernels.full([], value, codeOf(row))) : value;
      assign(row, cast(source, codeOf(row)));
      return true;
    }
    return Reflect.set(target, key, value, receiver);
  },
};

/** The getter of the last two dims exchanged. */
function turned(name: string): (this: Tensor) => Tensor {
  return function (this: Tensor) {
    if (this.ndim < 2)
      throw new Error(
        `tensor.${name} is only supported on matrices or batches of matrices. Got ${this.ndim}-D tensor.`,
      );
    return transpose(this, -2, -1);
  };
}

/** Gives Tensor's prototype its subscripts, iteration and the properties that are views. */
export function attachIndexing(): void {
  Object.setPrototypeOf(Tensor.prototype, new Proxy(Object.create(Object.prototype) as object, subscripts));
  Object.defineProperties(Tensor.prototype, {
    [Symbol.iterator]: {
      value(this: Tensor): Iterator<Tensor> {
        if (this.ndim === 0) throw new TypeError("iteration over a 0-d tensor");
        return unbind(this)[Symbol.iterator]();
      },
      configurable: true,
    },
    length: {
      get(this: Tensor): number {
        if (this.ndim === 0) throw new TypeError("len() of a 0-d tensor");
        return this.shape[0];
      },
      configurable: true,
    },
    T: {
      get(this: Tensor): Tensor {
        return permute(
          this,
          this.shape.map((_, d) => this.ndim - 1 - d),
        );
      },
      configurable: true,
    },
    real: {
      get(this: Tensor): Tensor {
        return real(this);
      },
      configurable: true,
    },
    imag: {
      get(this: Tensor): Tensor {
        return imag(this);
      },
      configurable: true,
    },
    mT: { get: turned("mT"), configurable: true },
    mH: { get: turned("mH"), configurable: true },
    H: {
      get(this: Tensor): Tensor {
        if (this.ndim !== 2 && this.ndim !== 0)
          throw new Error(`tensor.H is only supported on matrices (2-D tensors). Got ${this.ndim}-D tensor.`);
        return this.ndim === 0 ? this : transpose(this, 0, 1);
      },
      configurable: true,
    },
    data: {
      get(this: Tensor): Tensor {
        return new Tensor(this.kernels.countedApart(this.handle), this.backend);
      },
      set(this: Tensor, value: Tensor) {
        if (!(value instanceof Tensor)) throw new TypeError(`data must be set to a Tensor, got ${typeof value}`);
        this.become(value.handle, value.backend);
      },
      configurable: true,
    },
    [Symbol.toPrimitive]: {
      value(this: Tensor, hint: string): unknown {
        if (hint === "string") return this.toString();
        if (this.numel() === 1) return this.item();
        throw new TypeError(
          `only tensors of one element take part in JavaScript's arithmetic, got one of size [${this.shape.join(", ")}]: ` +
            "write x.add(y), x.mul(y), x.lt(y) …, or String(x) for its text",
        );
      },
      configurable: true,
    },
    toJSON: {
      value(this: Tensor): unknown {
        return this.tolist();
      },
      configurable: true,
    },
  });
}
