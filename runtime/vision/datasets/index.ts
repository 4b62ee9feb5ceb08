/** Data sets of pictures: `torchvision.datasets`. */

export { FashionMNIST } from "./fashion-mnist.ts";
export { MNIST, type MnistOptions } from "./mnist.ts";
export { VisionDataset } from "./vision-dataset.ts";
