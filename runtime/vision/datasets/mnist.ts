/** `torchvision.datasets.MNIST`, and what its family shares. */

import { join } from "node:path";
import { callableClass } from "../../callable-class.ts";
import { defaultCollate } from "../../data/collate.ts";
import { collatedBatch, wrapIndex } from "../../data/dataset.ts";
import { areRows, takeRows, viewRows } from "../../data/take.ts";
import { backendFor } from "../../tensor/device.ts";
import { int64, uint8 } from "../../tensor/dtype.ts";
import { named } from "../../tensor/options.ts";
import { Tensor } from "../../tensor/tensor.ts";
import { Image } from "../image.ts";
import { overBatch } from "../transforms/transform.ts";
import { download } from "./download.ts";
import { parseIdx } from "./idx.ts";
import { mnist, type Published, type PublishedFile } from "./published.ts";
import { giveBack, pathIn, readPublished } from "./read.ts";
import { VisionDataset } from "./vision-dataset.ts";

/** How a data set of the family is made; names and defaults are torchvision's. */
export interface MnistOptions<Input, Target> {
  /** The folder with the four `.gz` files, or with torchvision's `FashionMNIST/raw`; downloads go there. */
  root?: string;
  /** The 60,000 pictures to train with, or the 10,000 to test with; true. */
  train?: boolean;
  /** Makes the input of a {@link Image} of mode L. */
  transform?: ((picture: Image) => Input) | null;
  /** Makes the target of the class's number. */
  targetTransform?: ((target: number) => Target) | null;
  /** Whether files that are nowhere on this machine are downloaded; false. */
  download?: boolean;
}

/** The constructor and the function of a data set of the family. */
export interface MnistClass {
  new <Input = Image, Target = number>(options: MnistOptions<Input, Target>): MnistDataset<Input, Target>;
  new <Input = Image, Target = number>(root: string, ...rest: MnistTail<Input, Target>): MnistDataset<Input, Target>;
  <Input = Image, Target = number>(options: MnistOptions<Input, Target>): MnistDataset<Input, Target>;
  <Input = Image, Target = number>(root: string, ...rest: MnistTail<Input, Target>): MnistDataset<Input, Target>;
}

type Options<Input, Target> = Omit<MnistOptions<Input, Target>, "root">;
type MnistTail<Input, Target> =
  | [options?: Options<Input, Target>]
  | [train: boolean, options?: Options<Input, Target>]
  | [
      train: boolean,
      transform: ((picture: Image) => Input) | null,
      targetTransform?: ((target: number) => Target) | null,
      download?: boolean,
    ];

/** Sources that were named already: each is said once. */
const said = new Set<string>();

/** Pictures of 28 by 28 grey pixels in ten classes. */
export class MnistDataset<Input = Image, Target = number> extends VisionDataset<Input, Target> {
  /** uint8 [N, 28, 28]. */
  data: Tensor;
  /** int64 [N]. */
  targets: Tensor;
  readonly train: boolean;
  /** The folder that the files were read from. */
  readonly source: string;

  constructor(...args: unknown[]) {
    const [root, train, transform, targetTransform, wanted] = args;
    const name = new.target.name;
    const given = named<MnistOptions<Input, Target>>(name, {
      root,
      train,
      transform,
      targetTransform,
      download: wanted,
    });
    if (typeof given.root !== "string")
      throw new TypeError(`${name}(): argument 'root' must be the path of a folder, got ${String(given.root)}`);
    super(given.root, given.transform ?? null, given.targetTransform ?? null);
    this.train = given.train ?? true;
    const { images, labels } = this.train ? this.published.train : this.published.test;
    this.source = this.find([images, labels], given.download ?? false);
    [this.data, this.targets] = this.read(images, labels);
  }

  /** @internal Where it comes from. */
  get published(): Published {
    return mnist;
  }

  /** The classes' names, in the order of their numbers. */
  get classes(): readonly string[] {
    return [
      "0 - zero",
      "1 - one",
      "2 - two",
      "3 - three",
      "4 - four",
      "5 - five",
      "6 - six",
      "7 - seven",
      "8 - eight",
      "9 - nine",
    ];
  }

  /** The classes' numbers by name. */
  get classToIdx(): Readonly<Record<string, number>> {
    return Object.fromEntries(this.classes.map((name, i) => [name, i]));
  }

  override get length(): number {
    return this.data.shape[0];
  }

  override at(index: number): [Input, Target] {
    const row = wrapIndex(index, this.length);
    const { data, transform } = this;
    if (data.dtype !== uint8 || data.ndim !== 3)
      throw new TypeError(`${this.constructor.name}: data must be uint8 [N, H, W], got ${data.dtype} ${data.shape}`);
    const [height, width] = data.shape.slice(1);
    const pixels = data.kernels.toBytes(data.kernels.select(data.handle, 0, row));
    const picture = Image.fromArray(pixels, [height, width]);
    return [(transform === null ? picture : transform(picture as never)) as Input, this.labelOf(row)];
  }

  /** @internal */
  [collatedBatch](indices: readonly number[]): [Tensor, unknown] | undefined {
    const { data, targets, transform, targetTransform } = this;
    const transformed = transform === null ? null : overBatch(transform);
    const arePictures = data.dtype === uint8 && data.ndim === 3;
    if (transformed === null || !arePictures || !areRows(indices, this.length)) return undefined;
    if (this.at !== MnistDataset.prototype.at) return undefined;
    const inputs = transformed(viewRows(data, indices).unsqueeze(-1));
    if (targetTransform === null) return [inputs, takeRows(targets, indices)];
    return [inputs, defaultCollate(indices.map((index) => this.labelOf(index)))];
  }

  override extraRepr(): string {
    return `Split: ${this.train ? "Train" : "Test"}`;
  }

  private labelOf(row: number): Target {
    const { targets, targetTransform } = this;
    const target = Number(targets.kernels.item(targets.kernels.select(targets.handle, 0, row)));
    return (targetTransform === null ? target : targetTransform(target as never)) as Target;
  }

  /** The folder with both files, which are downloaded where that is wanted and they are nowhere. */
  private find(files: readonly PublishedFile[], wanted: boolean): string {
    const { published, root } = this;
    const name = this.constructor.name;
    const raw = join(root, name, "raw");
    const places = [{ folder: raw, name: "" }, { folder: root, name: "" }, ...published.packages];
    const place = places.find(({ folder }) => files.every((file) => pathIn(folder, file) !== undefined));
    if (place !== undefined) {
      say(`${name}: reading ${place.folder}${place.name === "" ? "" : ` (${place.name})`}`);
      return place.folder;
    }
    if (!wanted) {
      const searched = places.map(({ folder }) => folder).join(", ");
      const list = files.map((file) => `${file.name}.gz`).join(" and ");
      throw new Error(
        `Dataset not found: ${list} are not in any of ${searched}. You can use download: true to download it`,
      );
    }
    for (const file of files)
      if (pathIn(raw, file) === undefined)
        download(
          published.mirrors,
          `${file.name}.gz`,
          { algorithm: "md5", digest: file.md5 },
          join(raw, `${file.name}.gz`),
        );
    return raw;
  }

  private read(images: PublishedFile, labels: PublishedFile): [Tensor, Tensor] {
    const [imagePath, labelPath] = [images, labels].map((file) => pathIn(this.source, file) as string);
    const pictures = parseIdx(readPublished(imagePath, images), 3, imagePath);
    const numbers = parseIdx(readPublished(labelPath, labels), 1, labelPath);
    if (pictures.shape[0] !== numbers.shape[0])
      throw new Error(`${imagePath} holds ${pictures.shape[0]} pictures, but ${labelPath} ${numbers.shape[0]} labels`);
    const wrong = numbers.data.find((number) => number >= this.classes.length);
    if (wrong !== undefined)
      throw new Error(`${labelPath} has a label ${wrong}: there are ${this.classes.length} classes`);
    const backend = backendFor("cpu");
    const { kernels } = backend;
    const bytes = kernels.fromBytes(numbers.data, numbers.shape, uint8.code);
    const data = new Tensor(kernels.fromBytes(pictures.data, pictures.shape, uint8.code), backend);
    giveBack(pictures.data);
    return [data, new Tensor(kernels.to(bytes, int64.code), backend)];
  }
}
Object.defineProperty(MnistDataset, "name", { value: "MNIST" });

function say(text: string): void {
  if (said.has(text)) return;
  said.add(text);
  console.log(text);
}

/**
 * Handwritten digits: 60,000 to train with, 10,000 to test with.
 *
 * Its files are looked for in `root` and in torchvision's `root/MNIST/raw`, and downloaded on demand.
 * @throws where a file is missing, cut, or not the published one: the error names it.
 * @see https://docs.pytorch.org/vision/stable/generated/torchvision.datasets.MNIST.html
 */
export const MNIST = callableClass(MnistDataset) as unknown as MnistClass;
export type MNIST<Input = Image, Target = number> = MnistDataset<Input, Target>;
