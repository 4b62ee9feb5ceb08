/** `errors.jsonl.gz`: inputs that PyTorch refuses. */

import { type Call, entryName, prepare } from "./call.ts";
import { differs } from "./compare.ts";
import { lines } from "./files.ts";
import { Missing, reasonOf, type Tally, tally } from "./report.ts";
import type { Runtime } from "./runtime.ts";
import { type AnyTensor, valuesOf } from "./values.ts";

interface Entry extends Call {
  error: string;
  message: string;
}

/** What the language itself throws when code goes wrong by accident. */
const accident =
  /is not a function|is not iterable|is not a constructor|Cannot read properties|Cannot destructure|Cannot convert|Maximum call stack|is not defined|Invalid array length/;

const words = (text: string): Set<string> =>
  new Set(
    text
      .replace(/_/g, "")
      .toLowerCase()
      .match(/[a-z]{3,}|\d+/g),
  );

/** An error names what is wrong when it shares a word or a number with what PyTorch says. */
function names(error: Error, entry: Entry): boolean {
  const said = words(error.message);
  const wanted = words(`${entry.message} ${entry.op}`);
  return [...said].some((word) => wanted.has(word));
}

function tensorsIn(runtime: Runtime, given: unknown): AnyTensor[] {
  return runtime.flatten(given).filter((value) => runtime.isTensor(value));
}

export function errors(runtime: Runtime, file: string): Promise<Tally> {
  const entries = lines<Entry>(file);
  const name = (entry: Entry) => `${entryName(entry)} (${entry.message.split("\n")[0].slice(0, 80)})`;
  return tally("errors", "inputs", entries, name, (entry) => {
    const { given, run } = prepare(runtime, entry);
    const tensors = tensorsIn(runtime, given);
    const before = tensors.map(valuesOf);
    try {
      run();
    } catch (error) {
      if (error instanceof Missing) return error.message;
      if (!(error instanceof Error)) return `threw ${typeof error}, expected an Error`;
      if (accident.test(error.message)) return `an accident, not a refusal: ${reasonOf(error)}`;
      if (!names(error, entry)) return `does not name what is wrong: ${reasonOf(error)}`;
      const changed = tensors.findIndex((tensor, i) => differs(valuesOf(tensor), before[i]) !== null);
      return changed < 0 ? null : `refused, but tensor ${changed} was changed`;
    }
    return "was not refused";
  });
}
