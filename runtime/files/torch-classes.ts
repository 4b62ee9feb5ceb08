/** The layers' classes by the modules in which PyTorch defines them, as its files name them: "torch.nn.modules.linear.Linear". */

import * as functional from "../nn/functional/index.ts";
import * as nn from "../nn/index.ts";
import { NonDynamicallyQuantizableLinear } from "../nn/layers/multihead-attention.ts";
import { Module } from "../nn/module.ts";

/** A class of modules: what a file says is put into an object of it, and its constructor is not run. */
export interface ModuleClass {
  readonly name: string;
  readonly prototype: Module;
}

const definedIn: Readonly<Record<string, string>> = {
  activation:
    "CELU ELU GELU GLU Hardshrink Hardsigmoid Hardswish Hardtanh LeakyReLU LogSigmoid LogSoftmax Mish MultiheadAttention PReLU RReLU ReLU ReLU6 SELU SiLU Sigmoid Softmax Softmax2d Softmin Softplus Softshrink Softsign Tanh Tanhshrink Threshold",
  adaptive: "AdaptiveLogSoftmaxWithLoss",
  batchnorm: "BatchNorm1d BatchNorm2d BatchNorm3d LazyBatchNorm1d LazyBatchNorm2d LazyBatchNorm3d",
  channelshuffle: "ChannelShuffle",
  container: "ModuleDict ModuleList ParameterDict ParameterList Sequential",
  conv: "Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d ConvTranspose3d LazyConv1d LazyConv2d LazyConv3d LazyConvTranspose1d LazyConvTranspose2d LazyConvTranspose3d",
  distance: "CosineSimilarity PairwiseDistance",
  dropout: "AlphaDropout Dropout Dropout1d Dropout2d Dropout3d FeatureAlphaDropout",
  flatten: "Flatten Unflatten",
  fold: "Fold Unfold",
  instancenorm: "InstanceNorm1d InstanceNorm2d InstanceNorm3d LazyInstanceNorm1d LazyInstanceNorm2d LazyInstanceNorm3d",
  linear: "Bilinear Identity LazyLinear Linear",
  loss: "BCELoss BCEWithLogitsLoss CTCLoss CosineEmbeddingLoss CrossEntropyLoss GaussianNLLLoss HingeEmbeddingLoss HuberLoss KLDivLoss L1Loss LinearCrossEntropyLoss MSELoss MarginRankingLoss MultiLabelMarginLoss MultiLabelSoftMarginLoss MultiMarginLoss NLLLoss PoissonNLLLoss SmoothL1Loss SoftMarginLoss TripletMarginLoss TripletMarginWithDistanceLoss",
  normalization: "GroupNorm LayerNorm LocalResponseNorm RMSNorm",
  padding:
    "CircularPad1d CircularPad2d CircularPad3d ConstantPad1d ConstantPad2d ConstantPad3d ReflectionPad1d ReflectionPad2d ReflectionPad3d ReplicationPad1d ReplicationPad2d ReplicationPad3d ZeroPad1d ZeroPad2d ZeroPad3d",
  pixelshuffle: "PixelShuffle PixelUnshuffle",
  pooling:
    "AdaptiveAvgPool1d AdaptiveAvgPool2d AdaptiveAvgPool3d AdaptiveMaxPool1d AdaptiveMaxPool2d AdaptiveMaxPool3d AvgPool1d AvgPool2d AvgPool3d FractionalMaxPool2d FractionalMaxPool3d LPPool1d LPPool2d LPPool3d MaxPool1d MaxPool2d MaxPool3d MaxUnpool1d MaxUnpool2d MaxUnpool3d",
  rnn: "GRU GRUCell LSTM LSTMCell RNN RNNBase RNNCell RNNCellBase",
  sparse: "Embedding EmbeddingBag",
  transformer: "Transformer TransformerDecoder TransformerDecoderLayer TransformerEncoder TransformerEncoderLayer",
  upsampling: "Upsample UpsamplingBilinear2d UpsamplingNearest2d",
};

const classes = new Map<string, ModuleClass>([
  ["torch.nn.modules.linear.NonDynamicallyQuantizableLinear", NonDynamicallyQuantizableLinear],
]);
const layers: Readonly<Record<string, unknown>> = { ...(nn as object) };
for (const [module, names] of Object.entries(definedIn)) {
  for (const name of names.split(" ")) {
    const found = layers[name];
    if (typeof found === "function" && found.prototype instanceof Module)
      classes.set(`torch.nn.modules.${module}.${name}`, found as ModuleClass);
  }
}

const paths = new Map<unknown, string>([...classes].map(([path, type]) => [type, path]));

/** Functions that a layer may hold, by the names in PyTorch's files. */
const functions = new Map<string, unknown>([
  ["torch.nn.functional.relu", functional.relu],
  ["torch._C._nn.gelu", functional.gelu],
  ["torch.nn.functional.gelu", functional.gelu],
]);

/** PyTorch's name of a class of layers, or undefined: it is the user's own. */
export function torchPath(type: unknown): string | undefined {
  return paths.get(type);
}

/** The class of layers that a file names. */
export function torchClass(path: string): ModuleClass | undefined {
  return classes.get(path);
}

/** The function that a file names, as a layer's activation. */
export function torchFunction(path: string): unknown {
  return functions.get(path);
}

/** PyTorch's name of a function, or undefined: it has none in files. */
export function functionPath(value: unknown): string | undefined {
  for (const [path, known] of functions) if (known === value) return path;
  return undefined;
}
