/** From three dimensions to the screen, as matplotlib's mplot3d looks at a box. */

export type Vector = readonly [x: number, y: number, z: number];

const distance = 10;
/** Of the box's sides, 4 : 4 : 3, and as large as matplotlib draws it. */
const sides: Vector = [4, 4, 3];
const enlarged = (1.8294640721620434 * 25) / 24 / Math.hypot(...sides);

const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
export const cross = (a: Vector, b: Vector): Vector => [
  a[1] * b[2] - a[2] * b[1],
  a[2] * b[0] - a[0] * b[2],
  a[0] * b[1] - a[1] * b[0],
];
export const unit = (a: Vector): Vector => {
  const length = Math.hypot(...a) || 1;
  return [a[0] / length, a[1] / length, a[2] / length];
};

export type Limits3D = readonly [readonly [number, number], readonly [number, number], readonly [number, number]];

/** Where points lie on the screen: x, y, and a depth that grows towards the eye. */
export function projector(limits: Limits3D, elevation: number, azimuth: number): (point: Vector) => Vector {
  const box = sides.map((side) => side * enlarged) as unknown as Vector;
  const [elev, azim] = [(elevation * Math.PI) / 180, (azimuth * Math.PI) / 180];
  const way: Vector = [Math.cos(elev) * Math.cos(azim), Math.cos(elev) * Math.sin(azim), Math.sin(elev)];
  const eye = way.map((part, i) => 0.5 * box[i] + distance * part) as unknown as Vector;
  const out = unit(way);
  const up: Vector = Math.abs(elevation) > 90 ? [0, 0, -1] : [0, 0, 1];
  const right = unit(cross(up, out));
  const top = cross(out, right);
  return (point) => {
    const at = point.map(
      (value, i) => ((value - limits[i][0]) / (limits[i][1] - limits[i][0])) * box[i] - eye[i],
    ) as unknown as Vector;
    const depth = -dot(out, at);
    return [dot(right, at) / depth, dot(top, at) / depth, -depth];
  };
}
