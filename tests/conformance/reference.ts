/** `reference.json.gz`: what PyTorch prints, draws and learns. */

import { type DrawingFile, drawing } from "./drawing.ts";
import { whole } from "./files.ts";
import { type LearningFile, learning } from "./learning.ts";
import { type PrintingFile, printing } from "./printing.ts";
import type { Tally } from "./report.ts";
import type { Runtime } from "./runtime.ts";

interface File {
  seed: number;
  printing: PrintingFile;
  drawing: DrawingFile;
  learning: LearningFile;
}

export async function reference(runtime: Runtime, file: string): Promise<Tally[]> {
  const answers = whole<File>(file);
  return [
    await printing(runtime, answers.printing),
    await drawing(runtime, answers.seed, answers.drawing),
    await learning(runtime, answers.seed, answers.learning),
  ];
}
