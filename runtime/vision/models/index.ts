/** Models for pictures, with torchvision's names and parameters: `torchvision.models`. */

export { AlexNet, type AlexNetOptions, alexnet } from "./alexnet.ts";
export type { Pretrained } from "./build.ts";
export {
  CNBlock,
  type CNBlockConfig,
  ConvNeXt,
  type ConvNeXtOptions,
  convnextBase,
  convnextLarge,
  convnextSmall,
  convnextTiny,
} from "./convnext.ts";
export { DenseNet, type DenseNetOptions, densenet121, densenet161, densenet169, densenet201 } from "./densenet.ts";
export {
  EfficientNet,
  type EfficientNetOptions,
  efficientnetB0,
  efficientnetB1,
  efficientnetB2,
  efficientnetB3,
  efficientnetB4,
  type MBConvConfig,
} from "./efficientnet.ts";
export { GoogLeNet, type GoogLeNetOptions, type GoogLeNetOutputs, googlenet } from "./googlenet.ts";
export { Inception3, type Inception3Options, type InceptionOutputs, inceptionV3 } from "./inception-v3.ts";
export { LeNet, type LeNetOptions, lenet } from "./lenet.ts";
export { type InvertedResidualSetting, MobileNetV2, type MobileNetV2Options, mobilenetV2 } from "./mobilenet-v2.ts";
export {
  type InvertedResidualConfig,
  MobileNetV3,
  type MobileNetV3Options,
  type MobileNetV3Shape,
  mobilenetV3Large,
  mobilenetV3Small,
} from "./mobilenet-v3.ts";
export {
  BasicBlock,
  type BlockOptions,
  Bottleneck,
  ResNet,
  type ResNetOptions,
  resnet18,
  resnet34,
  resnet50,
  resnet101,
  resnet152,
} from "./resnet.ts";
export {
  ShuffleNetV2,
  type ShuffleNetV2Options,
  shufflenetV2X05,
  shufflenetV2X10,
  shufflenetV2X15,
  shufflenetV2X20,
} from "./shufflenet-v2.ts";
export { SqueezeNet, type SqueezeNetOptions, squeezenet10, squeezenet11 } from "./squeezenet.ts";
export { VGG, type VGGOptions, vgg11, vgg11Bn, vgg13, vgg13Bn, vgg16, vgg16Bn, vgg19, vgg19Bn } from "./vgg.ts";
export {
  VisionTransformer,
  type VisionTransformerOptions,
  vitB16,
  vitB32,
  vitL16,
  vitL32,
} from "./vision-transformer.ts";
