/** Three dimensions. Each figure is made alike in `three.py`. */

import * as plt from "tangent/plot";
import { linspace, normal } from "./data.ts";

const { sin, cos, hypot } = Math;
const side = linspace(-5, 5, 40);
const waves = side.map((y) => side.map((x) => sin(hypot(x, y))));

export const three: Readonly<Record<string, () => void>> = {
  surface() {
    const axes = plt.axes({ projection: "3d" });
    const surface = axes.plotSurface(side, side, waves, { cmap: "coolwarm" });
    plt.gcf().colorbar(surface, { shrink: 0.5, aspect: 5 });
    axes.setXlabel("x");
    axes.setYlabel("y");
    axes.setZlabel("loss value");
    axes.setTitle("surface");
  },
  surfacePlain() {
    plt.axes({ projection: "3d" }).plotSurface(side, side, waves);
  },
  scatter3D() {
    plt.axes({ projection: "3d" }).scatter3D(normal(80, 1), normal(80, 2), normal(80, 3));
  },
  helix() {
    const turn = linspace(0, 20, 200);
    const axes = plt.axes({ projection: "3d" });
    axes.plot3D(turn.map(cos), turn.map(sin), turn, { label: "helix" });
    axes.legend();
  },
  wireframe() {
    plt.axes({ projection: "3d" }).plotWireframe(side, side, waves, { rcount: 15, ccount: 15 });
  },
};
