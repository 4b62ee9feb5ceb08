/** Lines along a field, as matplotlib integrates them: Heun's method with steps that adapt, and cells that one line may visit. */

export interface Trajectory {
  /** x and y in turn, in data coordinates. */
  readonly points: Float64Array;
  /** A value at each point, where values are given. */
  readonly values: Float64Array | undefined;
}

type Point = readonly [x: number, y: number];

const cells = 30;
const mostError = 0.003;

export class Field {
  readonly #x: Float64Array;
  readonly #y: Float64Array;
  readonly #u: Float64Array;
  readonly #v: Float64Array;
  readonly #speed: Float64Array;
  readonly #mask: Uint8Array;
  readonly #columns: number;
  readonly #rows: number;
  #visited: number[] = [];
  #cell: Point = [-1, -1];

  constructor(x: Float64Array, y: Float64Array, u: Float64Array, v: Float64Array, density: readonly [number, number]) {
    for (const [name, axis] of [
      ["x", x],
      ["y", y],
    ] as const)
      for (let i = 1; i < axis.length; i++)
        if (!(axis[i] > axis[i - 1])) throw new RangeError(`streamplot(): '${name}' must be strictly increasing`);
    this.#x = x;
    this.#y = y;
    const [nx, ny] = [x.length, y.length];
    const [width, height] = [x[nx - 1] - x[0], y[ny - 1] - y[0]];
    // In cells of the grid, as the lines are followed there.
    this.#u = u.map((value) => (value * (nx - 1)) / width);
    this.#v = v.map((value) => (value * (ny - 1)) / height);
    this.#speed = this.#u.map((value, i) => Math.hypot(value / (nx - 1), this.#v[i] / (ny - 1)));
    this.#columns = Math.max(1, Math.trunc(cells * density[0]));
    this.#rows = Math.max(1, Math.trunc(cells * density[1]));
    this.#mask = new Uint8Array(this.#columns * this.#rows);
  }

  trajectories(minlength: number, maxlength: number, values?: Float64Array): Trajectory[] {
    const found: Trajectory[] = [];
    for (const [cx, cy] of spiral(this.#columns, this.#rows)) {
      if (this.#mask[cy * this.#columns + cx] !== 0) continue;
      const start: Point = [
        (cx * (this.#x.length - 1)) / (this.#columns - 1),
        (cy * (this.#y.length - 1)) / (this.#rows - 1),
      ];
      const line = this.#through(start, minlength, maxlength / 2);
      if (line === undefined) continue;
      const points = Float64Array.from(
        line.flatMap(([gx, gy]) => [this.#place(this.#x, gx), this.#place(this.#y, gy)]),
      );
      found.push({ points, values: values && Float64Array.from(line, ([gx, gy]) => this.#between(values, gx, gy)) });
    }
    return found;
  }

  #place(axis: Float64Array, at: number): number {
    return axis[0] + (at / (axis.length - 1)) * (axis[axis.length - 1] - axis[0]);
  }

  #through(start: Point, minlength: number, maxlength: number): Point[] | undefined {
    this.#visited = [];
    this.#cell = this.#cellOf(start);
    if (!this.#visit(this.#cell)) return undefined;
    const [backLength, back] = this.#follow(start, -1, maxlength);
    this.#cell = this.#cellOf(start);
    const [length, ahead] = this.#follow(start, 1, maxlength);
    if (backLength + length > minlength) return [...back.reverse(), ...ahead.slice(1)];
    for (const at of this.#visited) this.#mask[at] = 0;
    return undefined;
  }

  #cellOf([x, y]: Point): Point {
    return [
      Math.floor((x * (this.#columns - 1)) / (this.#x.length - 1) + 0.5),
      Math.floor((y * (this.#rows - 1)) / (this.#y.length - 1) + 0.5),
    ];
  }

  /** Whether the cell was free: then it is this line's. */
  #visit([x, y]: Point): boolean {
    const at = y * this.#columns + x;
    if (this.#mask[at] !== 0) return false;
    this.#mask[at] = 1;
    this.#visited.push(at);
    return true;
  }

  #isInside([x, y]: Point): boolean {
    return x >= 0 && x <= this.#x.length - 1 && y >= 0 && y <= this.#y.length - 1;
  }

  /** The direction at a place: "out" beyond the grid, "still" where nothing moves. */
  #direction(at: Point, sign: number): Point | "out" | "still" {
    if (!this.#isInside(at)) return "out";
    const speed = this.#between(this.#speed, at[0], at[1]);
    if (!(speed > 0)) return "still";
    return [
      (sign * this.#between(this.#u, at[0], at[1])) / speed,
      (sign * this.#between(this.#v, at[0], at[1])) / speed,
    ];
  }

  #follow(start: Point, sign: number, maxlength: number): [number, Point[]] {
    const longest = Math.min(1 / this.#columns, 1 / this.#rows, 0.1);
    let [step, total] = [longest, 0];
    let at = start;
    const line: Point[] = [];
    for (;;) {
      if (this.#isInside(at)) line.push(at);
      const first = this.#isInside(at) ? this.#direction(at, sign) : "out";
      const second =
        typeof first === "string" ? first : this.#direction([at[0] + step * first[0], at[1] + step * first[1]], sign);
      if (first === "still" || second === "still") break;
      if (first === "out" || second === "out") {
        total += this.#toEdge(line, sign);
        break;
      }
      const [dx1, dy1] = [step * first[0], step * first[1]];
      const [dx2, dy2] = [(step * (first[0] + second[0])) / 2, (step * (first[1] + second[1])) / 2];
      const error = Math.hypot((dx2 - dx1) / (this.#x.length - 1), (dy2 - dy1) / (this.#y.length - 1));
      if (error < mostError) {
        at = [at[0] + dx2, at[1] + dy2];
        const cell = this.#cellOf(at);
        if (cell[0] !== this.#cell[0] || cell[1] !== this.#cell[1]) {
          const isOnGrid = cell[0] >= 0 && cell[0] < this.#columns && cell[1] >= 0 && cell[1] < this.#rows;
          if (!isOnGrid || !this.#visit(cell)) break;
          this.#cell = cell;
        }
        if (total + step > maxlength) break;
        total += step;
      }
      step = error === 0 ? longest : Math.min(longest, 0.85 * step * Math.sqrt(mostError / error));
    }
    return [total, line];
  }

  /** One straight step from the last point to the edge of the grid. */
  #toEdge(line: Point[], sign: number): number {
    const last = line.at(-1);
    const way = last && this.#direction(last, sign);
    if (last === undefined || way === undefined || typeof way === "string") return 0;
    const room = (at: number, by: number, size: number): number =>
      by === 0 ? Number.POSITIVE_INFINITY : by < 0 ? at / -by : (size - 1 - at) / by;
    const step = Math.min(room(last[0], way[0], this.#x.length), room(last[1], way[1], this.#y.length));
    line.push([last[0] + way[0] * step, last[1] + way[1] * step]);
    return step;
  }

  /** Between the four values around a place. */
  #between(values: Float64Array, gx: number, gy: number): number {
    const [nx, ny] = [this.#x.length, this.#y.length];
    const [x, y] = [Math.min(Math.max(Math.trunc(gx), 0), nx - 1), Math.min(Math.max(Math.trunc(gy), 0), ny - 1)];
    const [xn, yn] = [Math.min(x + 1, nx - 1), Math.min(y + 1, ny - 1)];
    const [sx, sy] = [gx - x, gy - y];
    const low = values[y * nx + x] * (1 - sx) + values[y * nx + xn] * sx;
    const high = values[yn * nx + x] * (1 - sx) + values[yn * nx + xn] * sx;
    return low * (1 - sy) + high * sy;
  }
}

/** The cells from the border inwards. */
function* spiral(columns: number, rows: number): Generator<Point> {
  let [left, bottom, right, top] = [0, 1, columns - 1, rows - 1];
  let [x, y] = [0, 0];
  let way: "right" | "up" | "left" | "down" = "right";
  for (let i = 0; i < columns * rows; i++) {
    yield [x, y];
    if (way === "right") {
      x++;
      if (x >= right) [right, way] = [right - 1, "up"];
    } else if (way === "up") {
      y++;
      if (y >= top) [top, way] = [top - 1, "left"];
    } else if (way === "left") {
      x--;
      if (x <= left) [left, way] = [left + 1, "down"];
    } else {
      y--;
      if (y <= bottom) [bottom, way] = [bottom + 1, "right"];
    }
  }
}
