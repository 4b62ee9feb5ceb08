/** Fashion-MNIST, the notebooks' first data: Debian's package where root can install it, the published files elsewhere. */

import { existsSync } from "node:fs";
import { runQuietly, SetupError } from "../shared/process.mjs";
import { broughtNode, inRoot, toolEnvironment } from "../shared/root.mjs";
import { optional } from "./system.mjs";

const packaged = "/usr/share/datasets/fashion-mnist";
/** Where the notebooks' own `download: true` puts them. */
const root = inRoot("notebooks", "en", "data");
const files = ["train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1"].map((name) =>
  inRoot("notebooks", "en", "data", "FashionMNIST", "raw", `${name}-ubyte.gz`),
);

export const dataPackage = optional("dataset", "Debian's package of Fashion-MNIST", {
  apt: "dataset-fashion-mnist",
  isThere: () => existsSync(packaged),
});

const script = `
import { datasets } from "tangent/vision";
for (const train of [true, false]) new datasets.FashionMNIST({ root: ${JSON.stringify(root)}, train, download: true });
`;

let leftOut = false;

export const dataFiles = {
  name: "data",
  title: "Fashion-MNIST, downloaded",
  isThere: () => leftOut || existsSync(packaged) || files.every((file) => existsSync(file)),
  run: async () => {
    try {
      await runQuietly("data", broughtNode().executable, ["--input-type=module", "--eval", script], {
        env: toolEnvironment(),
        advice: "The mirrors above are out of reach.",
      });
    } catch (error) {
      if (!(error instanceof SetupError)) throw error;
      leftOut = true;
      return "left out, no mirror is within reach: .setup/data.log says why. The notebooks will try again.";
    }
    return undefined;
  },
};
