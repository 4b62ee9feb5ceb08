/** A figure that moves: frames as an HTML player, or as a GIF. */

import { renameSync, writeFileSync } from "node:fs";
import { displaySymbol, type MimeBundle } from "../../host.ts";
import { checkKeys } from "../../tensor/options.ts";
import { inspectSymbol } from "../artists/artist.ts";
import type { Figure } from "../figure/figure.ts";

export interface AnimationOptions<Frame = number> {
  /** How many, or what `update` is called with. */
  frames?: number | Iterable<Frame>;
  /** Milliseconds between frames; 200. */
  interval?: number;
  /** Whether it begins anew at its end; true. */
  repeat?: boolean;
  /** Called once before the first frame. */
  initFunc?: () => unknown;
}

const most = 1000;

export class FuncAnimation<Frame = number> {
  readonly figure: Figure;
  readonly interval: number;
  readonly repeat: boolean;
  readonly #update: (frame: Frame) => unknown;
  readonly #frames: readonly Frame[];
  readonly #start: (() => unknown) | undefined;
  #pictures: Buffer[] | undefined;

  /** Calls `update` with each frame, which changes the figure. */
  constructor(figure: Figure, update: (frame: Frame) => unknown, options: AnimationOptions<Frame> = {}) {
    checkKeys("FuncAnimation", options, ["frames", "interval", "repeat", "initFunc"]);
    const { frames = 100, interval = 200, repeat = true, initFunc } = options;
    if (!(interval > 0)) throw new RangeError(`FuncAnimation(): interval must be positive, got ${interval}`);
    this.figure = figure;
    this.interval = interval;
    this.repeat = repeat;
    this.#update = update;
    this.#frames = typeof frames === "number" ? (Array.from({ length: frames }, (_, i) => i) as Frame[]) : [...frames];
    if (this.#frames.length === 0 || this.#frames.length > most)
      throw new RangeError(`FuncAnimation(): frames must be from 1 to ${most}, got ${this.#frames.length}`);
    this.#start = initFunc;
  }

  #draw(): Buffer[] {
    if (this.#pictures !== undefined) return this.#pictures;
    this.#start?.();
    this.#pictures = this.#frames.map((frame) => {
      this.#update(frame);
      return this.figure.toPng();
    });
    return this.#pictures;
  }

  /** A page's part with the frames and buttons to play, stop and step. */
  toJshtml(): string {
    const frames = this.#draw().map((png) => `data:image/png;base64,${png.toString("base64")}`);
    const id = `tangent-animation-${Math.random().toString(36).slice(2)}`;
    return `<div id="${id}"><img alt="animation" src="${frames[0]}"/><div>
<button data-do="back">◀</button><button data-do="play">▶/❚❚</button><button data-do="next">▶|</button>
<input type="range" min="0" max="${frames.length - 1}" value="0" style="width: 60%; vertical-align: middle"/></div></div>
<script>(() => {
const root = document.getElementById("${id}"), frames = ${JSON.stringify(frames)};
const image = root.querySelector("img"), slider = root.querySelector("input");
let at = 0, timer = null;
const show = (i) => { at = (i + frames.length) % frames.length; image.src = frames[at]; slider.value = at; };
const stop = () => { clearInterval(timer); timer = null; };
const play = () => { timer = setInterval(() => { if (!root.isConnected) return stop(); if (at === frames.length - 1 && !${this.repeat}) return stop(); show(at + 1); }, ${this.interval}); };
root.addEventListener("click", (event) => { const what = event.target.dataset.do; if (!what) return; if (what === "play") { if (timer) stop(); else play(); } else { stop(); show(at + (what === "next" ? 1 : -1)); } });
slider.addEventListener("input", () => { stop(); show(Number(slider.value)); });
play();
})();</script>`;
  }

  /** The frames as an animated GIF; frames a second as `interval` says, or `fps`. */
  async toGif({ fps = 1000 / this.interval }: { fps?: number } = {}): Promise<Buffer> {
    const { default: sharp } = await import("sharp");
    const delay = Math.max(20, Math.round(1000 / fps));
    const pictures = this.#draw();
    return sharp(pictures, { join: { animated: true } })
      .gif({ delay: pictures.map(() => delay), loop: this.repeat ? 0 : 1 })
      .toBuffer();
  }

  /** Writes it: as GIF, or as HTML with a player. */
  async save(path: string, options: { fps?: number } = {}): Promise<void> {
    const kind = /\.(gif|html?)$/i.exec(path)?.[1].toLowerCase();
    if (kind === undefined) throw new RangeError(`FuncAnimation.save() writes .gif and .html, got ${path}`);
    const content =
      kind === "gif" ? await this.toGif(options) : `<!doctype html><meta charset="utf-8">${this.toJshtml()}\n`;
    const beside = `${path}.${process.pid}.part`;
    writeFileSync(beside, content);
    renameSync(beside, path);
  }

  toString(): string {
    return `<FuncAnimation of ${this.#frames.length} frames>`;
  }

  [inspectSymbol](): string {
    return this.toString();
  }

  [displaySymbol](): MimeBundle {
    return { "text/plain": this.toString(), "text/html": this.toJshtml() };
  }
}
