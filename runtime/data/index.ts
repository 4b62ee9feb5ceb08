/** Data sets and loaders: `torch.utils.data`. */

export { InterruptError } from "../interrupt.ts";
export { ChainDataset } from "./chain-dataset.ts";
export { type Collated, type Converted, defaultCollate, defaultConvert } from "./collate.ts";
export { ConcatDataset } from "./concat-dataset.ts";
export { DataLoader, type DataLoaderOptions } from "./data-loader.ts";
export { Dataset, IterableDataset, type Source } from "./dataset.ts";
export { randomSplit } from "./random-split.ts";
export { BatchSampler } from "./samplers/batch-sampler.ts";
export { DistributedSampler, type DistributedSamplerOptions } from "./samplers/distributed-sampler.ts";
export { RandomSampler } from "./samplers/random-sampler.ts";
export { Sampler } from "./samplers/sampler.ts";
export { SequentialSampler } from "./samplers/sequential-sampler.ts";
export { SubsetRandomSampler } from "./samplers/subset-random-sampler.ts";
export { WeightedRandomSampler } from "./samplers/weighted-random-sampler.ts";
export { StackDataset, type Stacked } from "./stack-dataset.ts";
export { Subset } from "./subset.ts";
export { TensorDataset } from "./tensor-dataset.ts";
export { PackError } from "./workers/pack.ts";
export { serve as serveLoader } from "./workers/serve.ts";
export { getWorkerInfo, type WorkerInfo } from "./workers/worker-info.ts";
