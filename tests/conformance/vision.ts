/** `vision.jsonl.gz`: torchvision's transforms on pictures and on tensors. */

import { differs, textDiffers } from "./compare.ts";
import { lines } from "./files.ts";
import { camel } from "./names.ts";
import { reasonOf, type Tally, tally } from "./report.ts";
import type { Callable, Json, Runtime } from "./runtime.ts";
import { type AnyTensor, decode, type Encoded, isFloating, type Values, valuesOf } from "./values.ts";

interface Sample {
  transform: string;
  args: Json[];
  kwargs: { [key: string]: Json };
  repr: string;
  seed: number;
  on: "image" | "tensor";
  input: Encoded;
  output: Encoded | Encoded[];
}

/** The colour conversions: a picture's values may differ by 2. */
const colour = new Set(["ColorJitter", "Grayscale", "RandomGrayscale"]);

/** A picture of uint8 [H, W, C], made as Pillow's `Image.fromarray` makes one. */
function picture(runtime: Runtime, encoded: Encoded): unknown {
  const { shape, elements } = decode(encoded);
  const [height, width, channels] = shape;
  return runtime.function("vision.Image.fromArray")(Uint8Array.from(elements as number[]), [height, width, channels]);
}

/** A tensor's values, or a picture's as uint8 [H, W, C]. */
function valuesOfEither(runtime: Runtime, value: unknown): Values {
  if (runtime.isTensor(value)) return valuesOf(value as AnyTensor);
  const { data, height, width, channels } = value as {
    data: Uint8Array;
    height: number;
    width: number;
    channels: number;
  };
  return { dtype: "uint8", shape: [height, width, channels], elements: [...data] };
}

/** Pictures and uint8 tensors: no value differs by more than `most`, at most 1 % differ at all; floats to 1e-4. */
function pictureDiffers(actual: Values, expected: Values, most: number): string | null {
  if (isFloating(expected.dtype)) return differs(actual, expected, { atol: 1e-4, rtol: 1e-4 });
  if (actual.shape.join() !== expected.shape.join() || actual.dtype !== expected.dtype)
    return differs(actual, expected);
  let count = 0;
  let worst = 0;
  for (let i = 0; i < expected.elements.length; i++) {
    const error = Math.abs(Number(actual.elements[i]) - Number(expected.elements[i]));
    if (error > 0) count++;
    if (error > worst) worst = error;
  }
  if (worst > most) return `a value differs by ${worst} (${count} of ${expected.elements.length} differ)`;
  return count > 0.01 * expected.elements.length ? `${count} of ${expected.elements.length} values differ` : null;
}

function checkSample(runtime: Runtime, sample: Sample): string | null {
  const { transform: name, args, kwargs, repr, seed, on, input, output } = sample;
  const given = args.map((value) =>
    typeof value === "string" && value.startsWith("torch.") ? runtime.torch[value.slice(6)] : runtime.value(value),
  );
  const options = Object.fromEntries(Object.entries(kwargs).map(([key, value]) => [camel(key), runtime.value(value)]));
  const make = runtime.class(`vision.transforms.${name}`);
  const transform = new make(...given, ...(Object.keys(options).length === 0 ? [] : [options])) as Callable;
  const text = textDiffers(String(transform), repr);
  if (text !== null) return `repr: ${text}`;
  const subject = on === "image" ? picture(runtime, input) : runtime.encoded(input, false);
  runtime.seed(seed);
  const answer = transform(subject);
  const got = Array.isArray(answer) ? answer : [answer];
  const want = Array.isArray(output) ? output : [output];
  if (got.length !== want.length) return `${got.length} outputs, expected ${want.length}`;
  for (let i = 0; i < want.length; i++) {
    const reason = pictureDiffers(valuesOfEither(runtime, got[i]), decode(want[i]), colour.has(name) ? 2 : 1);
    if (reason !== null) return `on ${on}: ${reason}`;
  }
  return null;
}

const configuration = ({ transform, args, kwargs }: Sample): string =>
  `${transform}(${[...args.map((a) => JSON.stringify(a)), ...Object.entries(kwargs).map(([k, v]) => `${k}=${JSON.stringify(v)}`)].join(", ")})`;

export function vision(runtime: Runtime, file: string): Promise<Tally> {
  const groups = Map.groupBy(lines<Sample>(file), configuration);
  return tally(
    "vision",
    "configurations",
    [...groups],
    ([name]) => name,
    ([, samples]) => {
      const failures = samples.flatMap((sample) => {
        try {
          const reason = checkSample(runtime, sample);
          return reason === null ? [] : [reason];
        } catch (error) {
          return [reasonOf(error)];
        }
      });
      return failures.length === 0 ? null : `${failures.length} of ${samples.length} samples; ${failures[0]}`;
    },
  );
}
