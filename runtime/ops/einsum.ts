/** Einstein's summation: products of tensors whose dims have names, summed over those that the output leaves out. */

import { describe } from "../tensor/options.ts";
import { Tensor } from "../tensor/tensor.ts";
import { mul } from "./arithmetic.ts";
import { diagonal } from "./diagonal.ts";
import { matmul } from "./matmul.ts";
import { sum } from "./reduce.ts";
import { permute, reshape, squeeze, unsqueeze } from "./shape.ts";

/** The dims of an operand by number, of 0 to 51; "..." for those that have none. */
export type Sublist = readonly (number | "...")[];

/** A label is a letter's number, of 0 to 51, or beyond them a dim that an ellipsis covers. */
type Labels = readonly number[];

interface Term {
  readonly tensor: Tensor;
  readonly labels: Labels;
}

const ellipsis = "...";
const letters = 52;

function labelOf(character: string): number | null {
  if (character >= "A" && character <= "Z") return character.charCodeAt(0) - 65;
  if (character >= "a" && character <= "z") return character.charCodeAt(0) - 97 + 26;
  return null;
}

function nameOf(label: number): string {
  return String.fromCharCode(label < 26 ? 65 + label : 97 + label - 26);
}

type Subscripts = (number | typeof ellipsis)[];

interface Equation {
  readonly inputs: readonly Subscripts[];
  /** Null: implicit, all that occur once, in the order of the alphabet. */
  readonly output: Subscripts | null;
}

function parse(equation: string): Equation {
  const arrow = equation.indexOf("->");
  const left = arrow < 0 ? equation : equation.slice(0, arrow);
  const inputs: Subscripts[] = [[]];
  const place = (index: number): never => {
    throw new Error(
      `einsum(): invalid subscript given at index ${index} in the equation string, subscripts must be in [a-zA-Z]`,
    );
  };
  const readInto = (list: Subscripts, text: string, i: number, base: number, where: string): number => {
    const character = text[i];
    if (character === " ") return i + 1;
    if (character === ".") {
      const found = list.includes(ellipsis);
      if (where === "output") {
        if (found) throw new Error("einsum(): found '.' for output but an ellipsis (...) was already found");
        if (text.slice(i, i + 3) !== ellipsis)
          throw new Error("einsum(): found '.' for output that is not part of any ellipsis (...)");
      } else {
        if (found) throw new Error(`einsum(): found '.' for ${where} for which an ellipsis was already found`);
        if (text.slice(i, i + 3) !== ellipsis)
          throw new Error(`einsum(): found '.' for ${where} that is not part of any ellipsis`);
      }
      list.push(ellipsis);
      return i + 3;
    }
    const label = labelOf(character);
    if (label === null) return place(base + i);
    list.push(label);
    return i + 1;
  };
  for (let i = 0; i < left.length; ) {
    if (left[i] === ",") {
      inputs.push([]);
      i++;
    } else i = readInto(inputs[inputs.length - 1], left, i, 0, `operand ${inputs.length - 1}`);
  }
  if (arrow < 0) return { inputs, output: null };
  const right = equation.slice(arrow + 2);
  const output: Subscripts = [];
  for (let i = 0; i < right.length; ) i = readInto(output, right, i, arrow + 2, "output");
  return { inputs, output };
}

function fromSublist(list: Sublist): Subscripts {
  if (!Array.isArray(list))
    throw new TypeError(`einsum(): a subscripts list must be a list of ints, not ${describe(list)}. ${usage}`);
  return list.map((entry) => {
    if (entry === ellipsis) return entry;
    if (typeof entry !== "number" || !Number.isInteger(entry) || entry < 0 || entry >= letters)
      throw new Error("einsum(): subscript in subscript list is not within the valid range [0, 52)");
    return entry;
  });
}

const usage =
  "einsum(): must specify the equation string and at least one operand, or at least one operand and its subscripts list";

/** What a call means, in either of its forms. */
function read(args: readonly unknown[]): { equation: Equation; operands: readonly Tensor[] } {
  const [first, ...rest] = args;
  if (args.length < 2) throw new Error(usage);
  if (typeof first === "string") {
    const operands = (rest.length === 1 && Array.isArray(rest[0]) ? rest[0] : rest) as unknown[];
    return { equation: parse(first), operands: operands.map((operand, i) => expectOperand(operand, i)) };
  }
  const operands: Tensor[] = [];
  const inputs: Subscripts[] = [];
  for (let i = 0; i + 1 < args.length; i += 2) {
    operands.push(expectOperand(args[i], i / 2));
    inputs.push(fromSublist(args[i + 1] as Sublist));
  }
  const output = args.length % 2 === 1 ? fromSublist(args[args.length - 1] as Sublist) : null;
  return { equation: { inputs, output }, operands };
}

function expectOperand(operand: unknown, i: number): Tensor {
  if (operand instanceof Tensor) return operand;
  throw new TypeError(`einsum(): operand ${i} must be Tensor, not ${typeof operand}`);
}

/**
 * The sum of products that an equation such as "bij,bjk->bik" describes, or lists of numbers in its place: `einsum(a, [0,
 * 1], b, [1, 2], [0, 2])`. A label that occurs twice in an operand stands for its diagonal; "..." for dims that broadcast.
 * Without an output, it is all labels that occur once, in the order of the alphabet.
 * @see https://docs.pytorch.org/docs/stable/generated/torch.einsum.html
 */
export function einsum(equation: string, ...operands: (Tensor | readonly Tensor[])[]): Tensor;
export function einsum(...operandsAndSublists: (Tensor | Sublist)[]): Tensor;
export function einsum(...args: unknown[]): Tensor {
  const { equation, operands } = read(args);
  const { inputs } = equation;
  if (operands.length === 0) throw new Error("einsum(): must provide at least one operand");
  if (operands.length < inputs.length)
    throw new Error("einsum(): fewer operands were provided than specified in the equation");
  if (operands.length > inputs.length)
    throw new Error("einsum(): more operands were provided than specified in the equation");
  const covered = operands.map((tensor, i) => ellipsisDims(tensor, inputs[i], i));
  const most = Math.max(0, ...covered);
  const named = operands.map((_, i) => labelled(inputs[i], covered[i], most));
  checkSizes(operands, named);
  const output = outputLabels(equation, named, most);
  const terms = operands.map((tensor, i) => withoutRepeats({ tensor, labels: named[i] }));
  return contract(terms, output);
}

/** How many dims an operand's ellipsis covers. */
function ellipsisDims(tensor: Tensor, subscripts: Subscripts, i: number): number {
  const given = subscripts.filter((entry) => entry !== ellipsis).length;
  const fits = subscripts.includes(ellipsis) ? given <= tensor.ndim : given === tensor.ndim;
  if (!fits) {
    const relation = subscripts.includes(ellipsis)
      ? "is more than the number of dimensions"
      : "does not match the number of dimensions";
    throw new Error(
      `einsum(): the number of subscripts in the equation (${given}) ${relation} (${tensor.ndim}) for operand ${i}` +
        (subscripts.includes(ellipsis) ? "" : " and no ellipsis was given"),
    );
  }
  return tensor.ndim - given;
}

/** The label of each dim; those that an ellipsis covers are counted from the last. */
function labelled(subscripts: Subscripts, count: number, most: number): Labels {
  return subscripts.flatMap((entry) =>
    entry === ellipsis ? Array.from({ length: count }, (_, d) => letters + most - count + d) : [entry],
  );
}

function checkSizes(operands: readonly Tensor[], labels: readonly Labels[]): void {
  const sizes = new Map<number, number>();
  operands.forEach((tensor, i) => {
    const own = new Map<number, number>();
    labels[i].forEach((label, d) => {
      const size = tensor.shape[d];
      const before = own.get(label);
      if (before !== undefined && before !== size)
        throw new Error(
          `einsum(): subscript ${nameOf(label)} is repeated for operand ${i} but the sizes don't match, ${size} != ${before}`,
        );
      own.set(label, size);
      const seen = sizes.get(label) ?? 1;
      if (seen !== size && seen !== 1 && size !== 1)
        throw new Error(
          label < letters
            ? `einsum(): subscript ${nameOf(label)} has size ${size} for operand ${i} which does not broadcast with previously seen size ${seen}`
            : `einsum(): dimension ${d} covered by ellipsis in operand ${i} has size ${size} which does not broadcast with previously seen ellipsis with size ${seen} for the respective dimension`,
        );
      if (seen === 1) sizes.set(label, size);
    });
  });
}

function outputLabels({ output }: Equation, labels: readonly Labels[], most: number): Labels {
  const spread = Array.from({ length: most }, (_, d) => letters + d);
  if (output === null) {
    const counts = new Map<number, number>();
    for (const label of labels.flat()) counts.set(label, (counts.get(label) ?? 0) + 1);
    const once = [...counts].filter(([label, count]) => label < letters && count === 1).map(([label]) => label);
    return [...spread, ...once.sort((a, b) => a - b)];
  }
  const seen = new Set<number>();
  return output.flatMap((entry) => {
    if (entry === ellipsis) return spread;
    if (seen.has(entry))
      throw new Error(`einsum(): output subscript ${nameOf(entry)} appears more than once in the output`);
    seen.add(entry);
    if (!labels.some((list) => list.includes(entry)))
      throw new Error(
        `einsum(): output subscript ${nameOf(entry)} does not appear in the equation for any input operand`,
      );
    return [entry];
  });
}

/** Each label once: dims that share one become their diagonal. */
function withoutRepeats(term: Term): Term {
  const { labels } = term;
  const first = labels.findIndex((label, d) => labels.indexOf(label) !== d);
  if (first < 0) return term;
  const other = labels.indexOf(labels[first]);
  const rest = labels.filter((_, d) => d !== first && d !== other);
  return withoutRepeats({ tensor: diagonal(term.tensor, 0, other, first), labels: [...rest, labels[first]] });
}

/** The term summed over labels that nobody else needs. */
function reduced({ tensor, labels }: Term, needed: ReadonlySet<number>): Term {
  const gone = labels.flatMap((label, d) => (needed.has(label) ? [] : [d]));
  if (gone.length === 0) return { tensor, labels };
  return { tensor: sum(tensor, gone), labels: labels.filter((label) => needed.has(label)) };
}

/** Contracts pair after pair, always one whose result is smallest against what it replaces. */
function contract(given: readonly Term[], output: Labels): Tensor {
  let terms = [...given];
  const neededBeside = (...skipped: Term[]): Set<number> =>
    new Set([...output, ...terms.filter((term) => !skipped.includes(term)).flatMap((term) => [...term.labels])]);
  terms = terms.map((term) => reduced(term, neededBeside(term)));
  while (terms.length > 1) {
    let best: { cost: number; a: number; b: number } | null = null;
    for (let a = 0; a < terms.length; a++) {
      for (let b = a + 1; b < terms.length; b++) {
        const cost = growth(terms[a], terms[b], neededBeside(terms[a], terms[b]));
        if (best === null || cost < best.cost) best = { cost, a, b };
      }
    }
    const { a, b } = best as { a: number; b: number };
    const needed = neededBeside(terms[a], terms[b]);
    const product = multiply(terms[a], terms[b], needed);
    terms = [...terms.filter((_, i) => i !== a && i !== b), product];
  }
  const [{ tensor, labels }] = terms;
  const missing = output.filter((label) => !labels.includes(label));
  const widened = missing.reduce<Tensor>((result) => unsqueeze(result, -1), tensor);
  const all = [...labels, ...missing];
  return permute(
    widened,
    output.map((label) => all.indexOf(label)),
  );
}

/** How much larger a pair's product is than the pair. */
function growth(a: Term, b: Term, needed: ReadonlySet<number>): number {
  const sizes = new Map<number, number>();
  for (const { tensor, labels } of [a, b])
    labels.forEach((label, d) => {
      sizes.set(label, Math.max(sizes.get(label) ?? 1, tensor.shape[d]));
    });
  let size = 1;
  for (const [label, length] of sizes) if (needed.has(label)) size *= length;
  return size - a.tensor.shape.numel() - b.tensor.shape.numel();
}

/** A dim of size 1 that the other has larger says nothing: it is dropped. */
function withoutOnes(term: Term, other: Term): Term {
  const ones = term.labels.flatMap((label, d) => {
    const there = other.labels.indexOf(label);
    return there >= 0 && term.tensor.shape[d] === 1 && other.tensor.shape[there] !== 1 ? [d] : [];
  });
  if (ones.length === 0) return term;
  return { tensor: squeeze(term.tensor, ones), labels: term.labels.filter((_, d) => !ones.includes(d)) };
}

/** The product of two terms, summed over the labels that are not needed: one batched matrix product. */
function multiply(first: Term, second: Term, needed: ReadonlySet<number>): Term {
  const keep = (other: Term): Set<number> => new Set([...needed, ...other.labels]);
  const trimmed = [withoutOnes(first, second), withoutOnes(second, first)];
  const a = reduced(trimmed[0], keep(trimmed[1]));
  const b = reduced(trimmed[1], keep(a));
  const batch = a.labels.filter((label) => b.labels.includes(label) && needed.has(label));
  const summed = a.labels.filter((label) => b.labels.includes(label) && !needed.has(label));
  const onlyA = a.labels.filter((label) => !b.labels.includes(label));
  const onlyB = b.labels.filter((label) => !a.labels.includes(label));
  const labels = [...batch, ...onlyA, ...onlyB];
  const arranged = ({ tensor, labels: own }: Term, order: Labels): Tensor =>
    permute(
      tensor,
      order.map((label) => own.indexOf(label)),
    );
  const x = arranged(a, [...batch, ...onlyA, ...summed]);
  const y = arranged(b, [...batch, ...summed, ...onlyB]);
  const sizeA = x.shape.slice(batch.length, batch.length + onlyA.length);
  const sizeB = y.shape.slice(batch.length + summed.length);
  const batchSize = x.shape.slice(0, batch.length);
  const total = (sizes: readonly number[]): number => sizes.reduce((product, size) => product * size, 1);
  const shape = [...batchSize, ...sizeA, ...sizeB];
  if (summed.length === 0) {
    const left = reshape(x, [...batchSize, ...sizeA, ...sizeB.map(() => 1)]);
    const right = reshape(y, [...batchSize, ...sizeA.map(() => 1), ...sizeB]);
    return { tensor: mul(left, right), labels };
  }
  const count = total(x.shape.slice(batch.length + onlyA.length));
  const batches = batch.length === 0 ? [] : [total(batchSize)];
  const left = reshape(x, [...batches, total(sizeA), count]);
  const right = reshape(y, [...batches, count, total(sizeB)]);
  return { tensor: reshape(matmul(left, right), shape), labels };
}
