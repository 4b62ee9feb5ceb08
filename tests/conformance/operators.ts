/** `operators.jsonl.gz`: values and gradients of the operators. */

import { answerDiffers, backward, gradientsDiffer } from "./answer.ts";
import { answerSeed, type Call, entryName, isBareFactory, prepare } from "./call.ts";
import { decompositions } from "./decompositions.ts";
import { lines } from "./files.ts";
import { reasonOf, type Tally, tally } from "./report.ts";
import type { Json, Runtime } from "./runtime.ts";
import type { Encoded } from "./values.ts";

interface Sample extends Omit<Call, "op" | "variant"> {
  output: Json;
  cotangents: (Encoded | null)[];
  grads: (Encoded | null)[];
}
interface Entry {
  op: string;
  variant: string;
  samples: Sample[];
}

function check(runtime: Runtime, call: Call, { output, cotangents, grads }: Sample): string | null {
  const { leaves, run } = prepare(runtime, call);
  runtime.seed(answerSeed);
  const answer = run();
  const weights = cotangents.map((cotangent) => (cotangent === null ? null : runtime.encoded(cotangent, false)));
  const decomposition = decompositions[call.op];
  const reason =
    decomposition === undefined
      ? answerDiffers(runtime, answer, output, isBareFactory(call))
      : decomposition(runtime, answer, output, weights);
  if (reason !== null) return reason;
  if (cotangents.length === 0) return null;
  backward(runtime.flatten(answer), weights);
  return gradientsDiffer(leaves, grads);
}

export function operators(runtime: Runtime, file: string): Promise<Tally> {
  return tally("operators", "entries", lines<Entry>(file), entryName, ({ op, variant, samples }) => {
    const failures = samples.flatMap((sample, i) => {
      try {
        const reason = check(runtime, { op, variant, ...sample }, sample);
        return reason === null ? [] : [`sample ${i}: ${reason}`];
      } catch (error) {
        return [`sample ${i}: ${reasonOf(error)}`];
      }
    });
    return failures.length === 0 ? null : `${failures.length} of ${samples.length} samples; ${failures[0]}`;
  });
}
