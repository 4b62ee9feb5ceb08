/** `dtypes.jsonl.gz`: values of the operators in ten dtypes. */

import { answerDiffers } from "./answer.ts";
import { answerSeed, type Call, entryName, isBareFactory, prepare } from "./call.ts";
import { decompositions } from "./decompositions.ts";
import { lines } from "./files.ts";
import { type Tally, tally } from "./report.ts";
import type { Json, Runtime } from "./runtime.ts";

interface Entry {
  op: string;
  variant: string;
  dtype: string;
  sample: Omit<Call, "op" | "variant"> & { output: Json };
}

export function dtypes(runtime: Runtime, file: string): Promise<Tally> {
  const name = (entry: Entry) => `${entryName(entry)} ${entry.dtype}`;
  return tally("dtypes", "samples", lines<Entry>(file), name, ({ op, variant, sample }) => {
    const call = { op, variant, ...sample };
    const { run } = prepare(runtime, call);
    runtime.seed(answerSeed);
    const answer = run();
    const decomposition = decompositions[op];
    return decomposition === undefined
      ? answerDiffers(runtime, answer, sample.output, isBareFactory(call))
      : decomposition(runtime, answer, sample.output, []);
  });
}
