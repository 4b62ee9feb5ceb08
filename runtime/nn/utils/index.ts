/** What is done to modules and gradients: `torch.nn.utils`. */

export { clipGradNorm_, clipGradsWithNorm_, clipGradValue_, getTotalNorm } from "./clip-grad.ts";
export { parametersToVector, vectorToParameters } from "./convert-parameters.ts";
export { fuseConvBnEval, fuseConvBnWeights, fuseLinearBnEval, fuseLinearBnWeights } from "./fusion.ts";
export * as parametrizations from "./parametrizations.ts";
export * as parametrize from "./parametrize.ts";
export * as prune from "./prune.ts";
export * as rnn from "./rnn.ts";
export { removeSpectralNorm, spectralNorm } from "./spectral-norm.ts";
export { removeWeightNorm, weightNorm } from "./weight-norm.ts";
