/** Trains the quickstart's network in one synchronous loop of N steps, and prints the most memory it held, in MB. */

import * as torch from "tangent";
import { nn } from "tangent";

const steps = Number(process.argv[2]);
torch.manualSeed(42);
const model = new nn.Sequential(
  new nn.Flatten(),
  new nn.Linear(784, 512),
  new nn.ReLU(),
  new nn.Linear(512, 512),
  new nn.ReLU(),
  new nn.Linear(512, 10),
);
const optimizer = new torch.optim.SGD(model.parameters(), { lr: 1e-3 });
const lossFn = new nn.CrossEntropyLoss();
for (let step = 0; step < steps; step++) {
  const X = torch.rand(64, 1, 28, 28);
  const y = torch.randint(0, 10, [64]);
  const loss = lossFn(model(X), y);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
}
console.log(process.resourceUsage().maxRSS / 1024);
