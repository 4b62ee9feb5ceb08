/** How a loss is told to reduce: by PyTorch's `reduction`, or by the two flags that came before it. */

import { type Reduction, reductionCode } from "../../ops/loss.ts";
import { parse } from "../arguments.ts";

/** Options of losses that only reduce. */
export interface ReductionOption {
  /** "mean". */
  reduction?: Reduction;
  /** PyTorch's older form: false is the sum. Use `reduction`. */
  sizeAverage?: boolean | null;
  /** PyTorch's older form: false keeps the losses apart. Use `reduction`. */
  reduce?: boolean | null;
}

/** The last positional parameters of most losses. */
export type Reducing = [sizeAverage?: boolean | null, reduce?: boolean | null, reduction?: Reduction];

/** Their names. */
export const reducing: readonly string[] = ["sizeAverage", "reduce", "reduction"];

/** The parameters of a loss by name, its reduction settled and checked. */
export function parseLoss<O extends ReductionOption>(
  what: string,
  names: readonly string[],
  args: readonly unknown[],
  keywords: readonly string[] = [],
): O & { reduction: Reduction } {
  const call = parse<O>(what, names, args, keywords);
  const { sizeAverage = null, reduce = null, reduction = "mean" } = call;
  const old = sizeAverage !== null || reduce !== null;
  const settled = !old ? reduction : reduce === false ? "none" : sizeAverage === false ? "sum" : "mean";
  if (!(what === "kl_div" || what === "KLDivLoss") || settled !== ("batchmean" as Reduction)) reductionCode(settled);
  return { ...call, reduction: settled };
}
