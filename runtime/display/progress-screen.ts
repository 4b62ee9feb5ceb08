/** Where progress bars are: bars that are open at the same time share a display of a notebook, or lines of a terminal. */

import { randomUUID } from "node:crypto";
import { host } from "../host.ts";
import { escapeHtml } from "./escape.ts";

/** A bar as it stands now. */
export interface Line {
  readonly text: string;
  /** Undefined where the total is not known. */
  readonly fraction: number | undefined;
  readonly state: "running" | "done" | "stopped";
  /** Whether it stays once it is done. */
  readonly leave: boolean;
}

/** Milliseconds between two updates. */
const interval = 100;

const colors: Readonly<Record<Line["state"], string>> = {
  running: "var(--jp-brand-color1, #1976d2)",
  done: "var(--jp-success-color1, #388e3c)",
  stopped: "var(--jp-error-color1, #d32f2f)",
};

export class ProgressScreen {
  /** The one that new bars join. */
  static #current: ProgressScreen | undefined;
  static #listensTo: unknown;

  /** By depth: a bar inside of another is below it. A done one stays until the next one at its depth begins. */
  #lines: Line[] = [];
  readonly #open = new Set<Line>();
  readonly #displayId = randomUUID();
  readonly #kernel = host();
  #shown = 0;
  #last = Number.NEGATIVE_INFINITY;

  /** The screen for a bar that begins. */
  static open(line: Line): ProgressScreen {
    const kernel = host();
    if (kernel && ProgressScreen.#listensTo !== kernel) {
      ProgressScreen.#listensTo = kernel;
      kernel.onCellEnd(() => ProgressScreen.#leave());
    }
    ProgressScreen.#current ??= new ProgressScreen();
    const screen = ProgressScreen.#current;
    const depth = screen.#lines.findIndex((other) => !screen.#open.has(other));
    screen.#lines = [...screen.#lines.slice(0, depth < 0 ? undefined : depth), line];
    screen.#open.add(line);
    screen.changed(performance.now());
    return screen;
  }

  /** The cell is over: bars of later cells have displays of their own. */
  static #leave(): void {
    const screen = ProgressScreen.#current;
    ProgressScreen.#current = undefined;
    if (screen) screen.#draw();
  }

  /** A line has changed; it is drawn if the last time is long enough ago. */
  changed(now: number): void {
    if (now - this.#last < interval) return;
    this.#last = now;
    this.#draw();
  }

  close(line: Line): void {
    this.#open.delete(line);
    if (!line.leave) this.#lines = this.#lines.filter((other) => other !== line);
    if (this.#open.size > 0) {
      this.changed(performance.now());
      return;
    }
    if (ProgressScreen.#current === this) ProgressScreen.#current = undefined;
    this.#draw();
    if (!this.#kernel && this.#lines.length > 0 && process.stderr.isTTY) process.stderr.write("\n");
  }

  #draw(): void {
    if (this.#kernel) this.#drawInNotebook();
    else this.#drawInTerminal();
  }

  #drawInNotebook(): void {
    const lines = this.#lines;
    const data = {
      "text/plain": lines.map(({ text }) => text).join("\n"),
      "text/html": `<div>${lines.map(toHtml).join("")}</div>`,
    };
    this.#kernel?.display(data, {}, { displayId: this.#displayId, update: this.#shown > 0 });
    this.#shown = 1;
  }

  /** Over what was drawn before; where the lines of a terminal cannot be drawn over, only the end is written. */
  #drawInTerminal(): void {
    const { stderr } = process;
    if (!stderr.isTTY) {
      if (this.#open.size === 0) for (const { text } of this.#lines) stderr.write(`${text}\n`);
      return;
    }
    const up = this.#shown > 1 ? `\x1b[${this.#shown - 1}A` : "";
    const texts = this.#lines.map(({ text }) => text.slice(0, (stderr.columns || 80) - 1));
    stderr.write(`\r${up}\x1b[J${texts.join("\n")}`);
    this.#shown = texts.length;
  }
}

function toHtml({ text, fraction, state }: Line): string {
  const style = "display: flex; align-items: center; gap: 0.5em; font-family: var(--jp-code-font-family, monospace)";
  const parts = /^(.*?%)\|[^|]*\| (.*)$/s.exec(text);
  if (!parts || fraction === undefined) return `<div style="${style}"><span>${escapeHtml(text)}</span></div>`;
  const bar = `<progress max="1" value="${fraction.toFixed(4)}" style="accent-color: ${colors[state]}; flex: 0 1 20em"></progress>`;
  const [before, after] = [parts[1], parts[2]].map(escapeHtml);
  return `<div style="${style}"><span style="white-space: pre">${before}</span>${bar}<span>${after}</span></div>`;
}
