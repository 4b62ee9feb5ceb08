/** The course's quickstart: one epoch over Fashion-MNIST, data loading included, each side in fresh processes in turns. */

import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { median, type Report, type Row } from "./report.ts";
import type { BenchOptions } from "./run.ts";
import { folder, installed, pythonThatRuns, runOnce, threads } from "./side.ts";

/** What a side prints: seconds, and the most memory that its process held. */
interface Run {
  import_s: number;
  dataset_s: number;
  epochs: { train_s: number; test_s: number; accuracy: number }[];
  peak_rss_mb: number;
}

const defaultRounds = 3;

/** Where Debian's dataset-fashion-mnist lies, or another folder with the four `.gz` files. */
const pictures = process.env.FASHION_MNIST_GZ ?? "/usr/share/datasets/fashion-mnist";

/** Both sides load the pictures through their loaders; PyTorch also reads them beforehand, which is all computing. */
type Mode = "loaders" | "preloaded";

const epoch = ({ epochs: [{ train_s, test_s }] }: Run): number => train_s + test_s;

const figures: readonly [name: string, unit: Row["unit"], mode: Mode, figure: (run: Run) => number][] = [
  ["one epoch, data loading included", "s", "loaders", epoch],
  ["one epoch, beside PyTorch preloaded", "s", "preloaded", epoch],
  ["start to first step", "s", "loaders", ({ import_s, dataset_s }) => import_s + dataset_s],
  ["peak memory", "MB", "loaders", ({ peak_rss_mb }) => peak_rss_mb],
];

export async function bench({ only, rounds = defaultRounds, progress }: BenchOptions): Promise<Report> {
  if (!existsSync(pictures))
    throw new Error(`no Fashion-MNIST in ${pictures}: install dataset-fashion-mnist, or set FASHION_MNIST_GZ`);
  const python = pythonThatRuns("import torch, importlib.util; assert importlib.util.find_spec('torchvision')");
  const scratch = mkdtempSync(join(tmpdir(), "tangent-bench-"));
  const ours: Run[] = [];
  const theirs: Record<Mode, Run[]> = { loaders: [], preloaded: [] };
  try {
    for (let round = 0; round < rounds; round++) {
      const [node, args] = installed("quickstart-side.ts");
      ours.push(runOnce<Run>(node, [...args, pictures, String(threads)]));
      if (python === null) continue;
      const options = ["--data-root", scratch, "--gz-dir", pictures, "--epochs", "1", "--threads", String(threads)];
      theirs.loaders.push(runOnce<Run>(python, [join(folder, "quickstart.py"), ...options]));
      theirs.preloaded.push(runOnce<Run>(python, [join(folder, "quickstart.py"), ...options, "--preloaded"]));
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  const other = "PyTorch + torchvision";
  const rows = figures
    .map(
      ([name, unit, mode, figure]): Row => ({
        name,
        unit,
        ours: median(ours.map(figure)),
        theirs: theirs[mode].length > 0 ? median(theirs[mode].map(figure)) : null,
      }),
    )
    .filter(({ name }) => name.includes(only));
  for (const row of rows) progress(row, other);
  return { other, rows };
}
