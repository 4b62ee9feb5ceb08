/** Grids that axes are placed on. */

import type { Box } from "../render/box.ts";

/** Edges of a grid in shares of the figure, and gaps in shares of the axes' mean size. */
export interface SubplotPars {
  left: number;
  right: number;
  bottom: number;
  top: number;
  wspace: number;
  hspace: number;
}

export interface GridSpecOptions extends Partial<SubplotPars> {
  widthRatios?: readonly number[];
  heightRatios?: readonly number[];
}

export class GridSpec {
  readonly rows: number;
  readonly columns: number;
  readonly options: GridSpecOptions;
  readonly parent: SubplotSpec | undefined;

  constructor(rows: number, columns: number, options: GridSpecOptions = {}, parent?: SubplotSpec) {
    for (const count of [rows, columns])
      if (!Number.isInteger(count) || count < 1)
        throw new RangeError(`Number of rows and columns must be a positive integer, not ${count}`);
    for (const [name, ratios, count] of [
      ["widthRatios", options.widthRatios, columns],
      ["heightRatios", options.heightRatios, rows],
    ] as const)
      if (ratios !== undefined && ratios.length !== count)
        throw new RangeError(
          `Expected the given number of ${name} to match the grid: got ${ratios.length}, needed ${count}`,
        );
    this.rows = rows;
    this.columns = columns;
    this.options = options;
    this.parent = parent;
  }

  /** The cells of these rows and columns; ends are left out, and may be left away. */
  at(row: number | readonly [number, number], column: number | readonly [number, number]): SubplotSpec {
    const span = (given: number | readonly [number, number], count: number): [number, number] => {
      const [from, to] = typeof given === "number" ? [given, given < 0 ? given + count + 1 : given + 1] : given;
      const range: [number, number] = [from < 0 ? from + count : from, to < 0 ? to + count : to];
      if (!(range[0] >= 0 && range[1] <= count && range[0] < range[1]))
        throw new RangeError(`GridSpec: cells ${JSON.stringify(given)} lie outside of ${count}`);
      return range;
    };
    return new SubplotSpec(this, span(row, this.rows), span(column, this.columns));
  }

  /** In shares of the figure, with its settings where the grid has none. */
  cells(pars: SubplotPars): { lefts: number[]; rights: number[]; tops: number[]; bottoms: number[] } {
    const around = this.parent?.position(pars);
    const { left, right, bottom, top } = around
      ? { left: around.x0, right: around.x1, bottom: around.y0, top: around.y1 }
      : { ...pars, ...this.options };
    const { wspace, hspace } = { ...pars, ...this.options };
    const sizes = (total: number, count: number, space: number, ratios: readonly number[]): [number[], number] => {
      const cell = total / (count + space * (count - 1));
      const sum = ratios.reduce((a, b) => a + b, 0);
      return [ratios.map((ratio) => (ratio * cell * count) / sum), space * cell];
    };
    const [widths, betweenX] = sizes(
      right - left,
      this.columns,
      wspace,
      this.options.widthRatios ?? Array<number>(this.columns).fill(1),
    );
    const [heights, betweenY] = sizes(
      top - bottom,
      this.rows,
      hspace,
      this.options.heightRatios ?? Array<number>(this.rows).fill(1),
    );
    const [lefts, rights, tops, bottoms]: number[][] = [[], [], [], []];
    let x = left;
    for (const width of widths) {
      lefts.push(x);
      rights.push(x + width);
      x += width + betweenX;
    }
    let y = top;
    for (const height of heights) {
      tops.push(y);
      bottoms.push(y - height);
      y -= height + betweenY;
    }
    return { lefts, rights, tops, bottoms };
  }
}

/** Some cells of a grid. */
export class SubplotSpec {
  readonly grid: GridSpec;
  readonly rows: readonly [number, number];
  readonly columns: readonly [number, number];

  constructor(grid: GridSpec, rows: readonly [number, number], columns: readonly [number, number]) {
    this.grid = grid;
    this.rows = rows;
    this.columns = columns;
  }

  /** A finer grid within the cells. */
  subgridspec(rows: number, columns: number, options: GridSpecOptions = {}): GridSpec {
    return new GridSpec(rows, columns, options, this);
  }

  /** The cells of the outermost grid that it lies in. */
  get topmost(): SubplotSpec {
    return this.grid.parent === undefined ? this : this.grid.parent.topmost;
  }

  position(pars: SubplotPars): Box {
    const { lefts, rights, tops, bottoms } = this.grid.cells(pars);
    return {
      x0: lefts[this.columns[0]],
      x1: rights[this.columns[1] - 1],
      y1: tops[this.rows[0]],
      y0: bottoms[this.rows[1] - 1],
    };
  }

  equals(other: SubplotSpec): boolean {
    return (
      this.grid.rows === other.grid.rows &&
      this.grid.columns === other.grid.columns &&
      this.grid.parent === other.grid.parent &&
      this.rows.join() === other.rows.join() &&
      this.columns.join() === other.columns.join()
    );
  }
}
