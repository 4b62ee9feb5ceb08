/** Matplotlib's default sizes, in points where nothing else is said. */

export const style = {
  /** Inches. */
  figsize: [6.4, 4.8],
  /** Pixels of an inch. */
  dpi: 100,
  /** The axes' edges in fractions of the figure, and the gaps between axes in fractions of their size. */
  subplots: { left: 0.125, right: 0.9, bottom: 0.11, top: 0.88, wspace: 0.2, hspace: 0.2 },
  fontFamily: '"DejaVu Sans", "Noto Sans CJK SC", sans-serif',
  fontSize: 10,
  titleSize: 12,
  titlePad: 6,
  labelPad: 4,
  frameWidth: 0.8,
  tickLength: 3.5,
  tickPad: 3.5,
  gridColor: "#b0b0b0",
  lineWidth: 1.5,
  markerSize: 6,
  /** Of the data's range, on each side. */
  margin: 0.05,
  /** Room around what is drawn, in inches. */
  pad: 0.1,
} as const;

/** A CSS font of so many pixels. */
export function font(pixels: number): string {
  return `${pixels}px ${style.fontFamily}`;
}
