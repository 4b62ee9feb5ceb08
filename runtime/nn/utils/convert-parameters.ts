/** Parameters as one vector, and back. */

import { noGrad } from "../../autograd/mode.ts";
import { cat } from "../../ops/join.ts";
import { narrow, reshape } from "../../ops/shape.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { expectTensors } from "../expect.ts";

/** All elements of all parameters, one after the other. */
export function parametersToVector(parameters: Iterable<Tensor>): Tensor {
  return cat(
    expectTensors(parameters, "parameters_to_vector", "parameters").map((parameter) => reshape(parameter, [-1])),
    0,
  );
}

/** Writes the elements of a vector into the parameters. */
export function vectorToParameters(vec: Tensor, parameters: Iterable<Tensor>): void {
  if (!(vec instanceof Tensor)) throw new TypeError(`expected torch.Tensor, but got: ${typeof vec}`);
  const list = expectTensors(parameters, "vector_to_parameters", "parameters");
  const total = list.reduce((sum, parameter) => sum + parameter.shape.numel(), 0);
  if (vec.ndim !== 1 || vec.shape[0] < total)
    throw new Error(`vector of ${vec.shape.numel()} elements cannot fill parameters of ${total}`);
  noGrad(() => {
    let start = 0;
    for (const parameter of list) {
      const count = parameter.shape.numel();
      parameter.copy_(reshape(narrow(vec.detach(), 0, start, count), parameter.shape));
      start += count;
    }
  });
}
