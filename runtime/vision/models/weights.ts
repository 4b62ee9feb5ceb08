/** Weights trained on ImageNet: torchvision's files, in the cache that PyTorch uses. */

import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { load } from "../../files/index.ts";
import type { Tensor } from "../../tensor/tensor.ts";
import { download } from "../datasets/download.ts";

const site = "https://download.pytorch.org/models/";

/** By the name of a model's function: the file of each version, the last of which is the default. */
const files: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  alexnet: { IMAGENET1K_V1: "alexnet-owt-7be5be79.pth" },
  convnextBase: { IMAGENET1K_V1: "convnext_base-6075fbad.pth" },
  convnextLarge: { IMAGENET1K_V1: "convnext_large-ea097f82.pth" },
  convnextSmall: { IMAGENET1K_V1: "convnext_small-0c510722.pth" },
  convnextTiny: { IMAGENET1K_V1: "convnext_tiny-983f1562.pth" },
  densenet121: { IMAGENET1K_V1: "densenet121-a639ec97.pth" },
  densenet161: { IMAGENET1K_V1: "densenet161-8d451a50.pth" },
  densenet169: { IMAGENET1K_V1: "densenet169-b2777c0a.pth" },
  densenet201: { IMAGENET1K_V1: "densenet201-c1103571.pth" },
  efficientnetB0: { IMAGENET1K_V1: "efficientnet_b0_rwightman-7f5810bc.pth" },
  efficientnetB1: {
    IMAGENET1K_V1: "efficientnet_b1_rwightman-bac287d4.pth",
    IMAGENET1K_V2: "efficientnet_b1-c27df63c.pth",
  },
  efficientnetB2: { IMAGENET1K_V1: "efficientnet_b2_rwightman-c35c1473.pth" },
  efficientnetB3: { IMAGENET1K_V1: "efficientnet_b3_rwightman-b3899882.pth" },
  efficientnetB4: { IMAGENET1K_V1: "efficientnet_b4_rwightman-23ab8bcd.pth" },
  googlenet: { IMAGENET1K_V1: "googlenet-1378be20.pth" },
  inceptionV3: { IMAGENET1K_V1: "inception_v3_google-0cc3c7bd.pth" },
  mobilenetV2: { IMAGENET1K_V1: "mobilenet_v2-b0353104.pth", IMAGENET1K_V2: "mobilenet_v2-7ebf99e0.pth" },
  mobilenetV3Large: {
    IMAGENET1K_V1: "mobilenet_v3_large-8738ca79.pth",
    IMAGENET1K_V2: "mobilenet_v3_large-5c1a4163.pth",
  },
  mobilenetV3Small: { IMAGENET1K_V1: "mobilenet_v3_small-047dcff4.pth" },
  resnet18: { IMAGENET1K_V1: "resnet18-f37072fd.pth" },
  resnet34: { IMAGENET1K_V1: "resnet34-b627a593.pth" },
  resnet50: { IMAGENET1K_V1: "resnet50-0676ba61.pth", IMAGENET1K_V2: "resnet50-11ad3fa6.pth" },
  resnet101: { IMAGENET1K_V1: "resnet101-63fe2227.pth", IMAGENET1K_V2: "resnet101-cd907fc2.pth" },
  resnet152: { IMAGENET1K_V1: "resnet152-394f9c45.pth", IMAGENET1K_V2: "resnet152-f82ba261.pth" },
  shufflenetV2X05: { IMAGENET1K_V1: "shufflenetv2_x0.5-f707e7126e.pth" },
  shufflenetV2X10: { IMAGENET1K_V1: "shufflenetv2_x1-5666bf0f80.pth" },
  shufflenetV2X15: { IMAGENET1K_V1: "shufflenetv2_x1_5-3c479a10.pth" },
  shufflenetV2X20: { IMAGENET1K_V1: "shufflenetv2_x2_0-8be3c8ee.pth" },
  squeezenet10: { IMAGENET1K_V1: "squeezenet1_0-b66bff10.pth" },
  squeezenet11: { IMAGENET1K_V1: "squeezenet1_1-b8a52dc0.pth" },
  vgg11: { IMAGENET1K_V1: "vgg11-8a719046.pth" },
  vgg11Bn: { IMAGENET1K_V1: "vgg11_bn-6002323d.pth" },
  vgg13: { IMAGENET1K_V1: "vgg13-19584684.pth" },
  vgg13Bn: { IMAGENET1K_V1: "vgg13_bn-abd245e5.pth" },
  vgg16: { IMAGENET1K_V1: "vgg16-397923af.pth" },
  vgg16Bn: { IMAGENET1K_V1: "vgg16_bn-6c64b313.pth" },
  vgg19: { IMAGENET1K_V1: "vgg19-dcbb9e9d.pth" },
  vgg19Bn: { IMAGENET1K_V1: "vgg19_bn-c79401a0.pth" },
  vitB16: { IMAGENET1K_V1: "vit_b_16-c867db91.pth" },
  vitB32: { IMAGENET1K_V1: "vit_b_32-d86f8d99.pth" },
  vitL16: { IMAGENET1K_V1: "vit_l_16-852ce7e3.pth" },
  vitL32: { IMAGENET1K_V1: "vit_l_32-c7638314.pth" },
};

/** Where PyTorch keeps the files of `torch.hub`. */
function cache(): string {
  const { TORCH_HOME, XDG_CACHE_HOME } = process.env;
  const torch = TORCH_HOME || join(XDG_CACHE_HOME || join(homedir(), ".cache"), "torch");
  return join(torch, "hub", "checkpoints");
}

/**
 * A model's trained weights, downloaded where the cache does not have them.
 *
 * @param version such as "IMAGENET1K_V1", or "DEFAULT".
 * @throws where there is no such version, and where the file can be had neither from the cache nor from the network.
 */
export function trainedWeights(model: string, version: string): Record<string, Tensor> {
  const versions = files[model] ?? {};
  const names = Object.keys(versions);
  const name = version === "DEFAULT" ? names[names.length - 1] : version;
  const file = Object.hasOwn(versions, name) ? versions[name] : undefined;
  if (file === undefined)
    throw new RangeError(
      `${model}(): argument 'weights' must be null, "DEFAULT"${names.map((known) => `, "${known}"`).join("")}; got ` +
        `${JSON.stringify(version)}. (weights from a file of your own: model.loadStateDict(torch.load(file)))`,
    );
  const path = join(cache(), file);
  if (!existsSync(path)) {
    const digest = /-([0-9a-f]+)\.pth$/.exec(file)?.[1] ?? "";
    try {
      download([site], file, { algorithm: "sha256", digest }, path);
    } catch (error) {
      throw new Error(`${(error as Error).message}\nWithout a network, bring ${site}${file} and put it at ${path}`, {
        cause: error,
      });
    }
  }
  return load(path) as Record<string, Tensor>;
}
