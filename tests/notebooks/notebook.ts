/** A notebook of the course, run by `tangent run` in a folder of its own. */

import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const inRoot = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** What a test changes in a notebook's code before it runs; each text must be there exactly once. */
export type Edits = Readonly<Record<string, string>>;

interface Cell {
  cell_type: string;
  source: string[];
}

function edited(cells: Cell[], edits: Edits): void {
  for (const [from, to] of Object.entries(edits)) {
    const holders = cells.filter(({ cell_type, source }) => cell_type === "code" && source.join("").includes(from));
    if (holders.length !== 1) throw new Error(`${holders.length} cells hold ${JSON.stringify(from)}, not one`);
    holders[0].source = [holders[0].source.join("").replace(from, () => to)];
  }
}

export class NotebookRun {
  /** Where it ran; what it wrote is there until `remove`. */
  readonly folder: string;
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;

  private constructor(folder: string, status: number, stdout: string, stderr: string) {
    this.folder = folder;
    this.status = status;
    this.stdout = stdout;
    this.stderr = stderr;
  }

  /** Runs `notebooks/<name>` with some of its code changed. */
  static async of(name: string, edits: Edits): Promise<NotebookRun> {
    const folder = mkdtempSync(join(tmpdir(), "tangent-notebook-"));
    const notebook = JSON.parse(readFileSync(inRoot(`notebooks/${name}`), "utf8")) as { cells: Cell[] };
    edited(notebook.cells, edits);
    const file = join(folder, basename(name));
    writeFileSync(file, JSON.stringify(notebook));
    return new Promise((resolve) => {
      const command = [inRoot("scripts/tangent.mjs"), "run", file];
      execFile(process.execPath, command, { cwd: folder }, (error, stdout, stderr) => {
        resolve(new NotebookRun(folder, error === null ? 0 : Number(error.code), stdout, stderr));
      });
    });
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }
}
