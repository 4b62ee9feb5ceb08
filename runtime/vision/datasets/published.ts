/** Where the MNIST family is published, and the checksums by which a file is known. */

/** One of a set's four files. */
export interface PublishedFile {
  /** Its name without `.gz`. */
  readonly name: string;
  /** MD5 of the published `.gz`, torchvision's. */
  readonly md5: string;
  /** MD5 of what it unpacks to: other packers make other `.gz` of the same contents. */
  readonly contents?: string;
}

export interface Published {
  readonly mirrors: readonly string[];
  /** Folders of distributions' packages, and what to call them. */
  readonly packages: readonly { readonly folder: string; readonly name: string }[];
  readonly train: { readonly images: PublishedFile; readonly labels: PublishedFile };
  readonly test: { readonly images: PublishedFile; readonly labels: PublishedFile };
}

const names = {
  trainImages: "train-images-idx3-ubyte",
  trainLabels: "train-labels-idx1-ubyte",
  testImages: "t10k-images-idx3-ubyte",
  testLabels: "t10k-labels-idx1-ubyte",
};

/** https://github.com/zalandoresearch/fashion-mnist */
export const fashionMnist: Published = {
  mirrors: ["http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/"],
  packages: [{ folder: "/usr/share/datasets/fashion-mnist", name: "Debian's dataset-fashion-mnist" }],
  train: {
    images: {
      name: names.trainImages,
      md5: "8d4fb7e6c68d591d4c3dfef9ec88bf0d",
      contents: "f4a8712d7a061bf5bd6d2ca38dc4d50a",
    },
    labels: {
      name: names.trainLabels,
      md5: "25c81989df183df01b3e8a0aad5dffbe",
      contents: "9018921c3c673c538a1fc5bad174d6f9",
    },
  },
  test: {
    images: {
      name: names.testImages,
      md5: "bef4ecab320f06d8554ea6380940ec79",
      contents: "8181f5470baa50b63fa0f6fddb340f0a",
    },
    labels: {
      name: names.testLabels,
      md5: "bb300cfdad3c16e7a12a480ee83cd310",
      contents: "15d484375f8d13e6eb1aabb0c3f46965",
    },
  },
};

/** http://yann.lecun.com/exdb/mnist */
export const mnist: Published = {
  mirrors: ["https://ossci-datasets.s3.amazonaws.com/mnist/", "http://yann.lecun.com/exdb/mnist/"],
  packages: [],
  train: {
    images: { name: names.trainImages, md5: "f68b3c2dcbeaaa9fbdd348bbdeb94873" },
    labels: { name: names.trainLabels, md5: "d53e105ee54ea40749a09fcbcd1e9432" },
  },
  test: {
    images: { name: names.testImages, md5: "9fb629c4189551a2d022fa330f9573f3" },
    labels: { name: names.testLabels, md5: "ec29112dd5afa0611ce80d1b7f02629c" },
  },
};
