/** What is done to modules and gradients: `torch.nn.utils`. */

export * as rnn from "./rnn.ts";
