/** Tangent's side of quickstart.ts: `quickstart-side.ts FOLDER THREADS` prints one line of JSON. */

const started = performance.now();
const torch = await import("tangent");
const { datasets, transforms } = await import("tangent/vision");
const { DataLoader } = await import("tangent/data");
const { nn, optim } = torch;
const imported = performance.now();

const [root, threads] = process.argv.slice(2);
torch.setNumThreads(Number(threads));

const trainingData = datasets.FashionMNIST({ root, train: true, transform: transforms.ToTensor() });
const testData = datasets.FashionMNIST({ root, train: false, transform: transforms.ToTensor() });
const trainLoader = new DataLoader(trainingData, { batchSize: 64 });
const testLoader = new DataLoader(testData, { batchSize: 64 });

class NeuralNetwork extends nn.Module {
  flatten = new nn.Flatten();
  stack = new nn.Sequential(
    new nn.Linear(28 * 28, 512),
    new nn.ReLU(),
    new nn.Linear(512, 512),
    new nn.ReLU(),
    new nn.Linear(512, 10),
    new nn.ReLU(),
  );
  override forward(x: InstanceType<typeof torch.Tensor>) {
    return this.stack(this.flatten(x));
  }
}

torch.manualSeed(0);
const model = new NeuralNetwork();
const lossFunction = new nn.CrossEntropyLoss();
const optimizer = new optim.SGD(model.parameters(), { lr: 1e-3 });
const ready = performance.now();

let batch = 0;
for (const [X, y] of trainLoader) {
  const loss = lossFunction(model(X), y);
  optimizer.zeroGrad();
  loss.backward();
  optimizer.step();
  if (batch % 100 === 0) console.error(`loss: ${loss.item()}`);
  batch++;
}
const trained = performance.now();

model.eval();
let correct = 0;
let total = 0;
torch.noGrad(() => {
  for (const [X, y] of testLoader) {
    const prediction = model(X);
    total += Number(lossFunction(prediction, y).item());
    correct += Number(prediction.argmax(1).eq(y).to(torch.float32).sum().item());
  }
});
const tested = performance.now();

const seconds = (from: number, to: number): number => (to - from) / 1000;
const accuracy = correct / testData.length;
process.stdout.write(
  `${JSON.stringify({
    import_s: seconds(started, imported),
    dataset_s: seconds(imported, ready),
    epochs: [
      {
        train_s: seconds(ready, trained),
        test_s: seconds(trained, tested),
        accuracy,
        test_loss: total / testLoader.length,
      },
    ],
    peak_rss_mb: process.resourceUsage().maxRSS / 1024,
  })}\n`,
);
