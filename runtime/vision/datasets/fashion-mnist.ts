/** `torchvision.datasets.FashionMNIST`. */

import { callableClass } from "../../callable-class.ts";
import type { Image } from "../image.ts";
import { type MnistClass, MnistDataset } from "./mnist.ts";
import { fashionMnist, type Published } from "./published.ts";

class FashionMnistDataset<Input = Image, Target = number> extends MnistDataset<Input, Target> {
  override get published(): Published {
    return fashionMnist;
  }

  override get classes(): readonly string[] {
    return ["T-shirt/top", "Trouser", "Pullover", "Dress", "Coat", "Sandal", "Shirt", "Sneaker", "Bag", "Ankle boot"];
  }
}
Object.defineProperty(FashionMnistDataset, "name", { value: "FashionMNIST" });

/**
 * Zalando's pictures of clothes: 60,000 to train with, 10,000 to test with.
 *
 * Its files are looked for in `root`, in torchvision's `root/FashionMNIST/raw` and in Debian's package
 * dataset-fashion-mnist, and downloaded on demand; which of them it reads is said once.
 * @throws where a file is missing, cut, or not the published one: the error names it.
 * @see https://docs.pytorch.org/vision/stable/generated/torchvision.datasets.FashionMNIST.html
 */
export const FashionMNIST = callableClass(FashionMnistDataset) as unknown as MnistClass;
export type FashionMNIST<Input = Image, Target = number> = FashionMnistDataset<Input, Target>;
