"""Draws the gallery by matplotlib: numbers of each figure to reference.json, and pictures to the folder that is named.

    python tests/runtime/plot/gallery/reference.py [FOLDER]
"""

import json
import sys
from pathlib import Path

import matplotlib

matplotlib.use("agg")
import matplotlib.pyplot as plt
from matplotlib.colors import to_hex

here = Path(__file__).parent
sys.path.insert(0, str(here))
import basics
import more
import three



def axis_of(axis):
    low, high = sorted(axis.get_view_interval())
    ticks = [tick for tick in axis.get_major_ticks() if low <= tick.get_loc() <= high or abs(tick.get_loc() - low) < 1e-9 * (high - low) or abs(tick.get_loc() - high) < 1e-9 * (high - low)]
    visible = [tick for tick in ticks if tick.label1.get_visible() or tick.label2.get_visible()]
    return {
        "limits": list(axis.get_view_interval()),
        "ticks": [tick.get_loc() for tick in ticks],
        "labels": [(tick.label1 if tick.label1.get_visible() else tick.label2).get_text() for tick in visible],
        "offset": axis.get_offset_text().get_text(),
    }


def axes_of(axes):
    legend = axes.get_legend()
    box = axes.get_window_extent()
    return {
        "x": axis_of(axes.xaxis),
        "y": axis_of(axes.yaxis),
        "box": [box.x0, box.y0, box.x1, box.y1],
        "legend": [text.get_text() for text in legend.get_texts()] if legend else [],
        "lines": [[to_hex(line.get_color()), line.get_linewidth(), line.get_linestyle()] for line in axes.lines],
    }


def box_of(axes):
    """What axes with three dimensions have."""
    box = axes.get_window_extent()
    legend = axes.get_legend()
    return {
        "limits": [list(axes.get_xlim()), list(axes.get_ylim()), list(axes.get_zlim())],
        "box": [box.x0, box.y0, box.x1, box.y1],
        "legend": [text.get_text() for text in legend.get_texts()] if legend else [],
    }


def main():
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else None
    found = {}
    for figure in basics.figures + more.figures + three.figures:
        plt.rcdefaults()
        plt.close("all")
        figure()
        whole = plt.gcf()
        whole.canvas.draw()
        found[figure.__name__] = [box_of(axes) if axes.name == "3d" else axes_of(axes) for axes in whole.axes]
        if folder:
            whole.savefig(folder / f"{figure.__name__}.png")
    rounded = json.loads(json.dumps(found, default=float), parse_float=lambda text: float(f"{float(text):.10g}"))
    lines = [f"{json.dumps(name)}: {json.dumps(axes, ensure_ascii=False)}" for name, axes in rounded.items()]
    (here / "reference.json").write_text("{\n" + ",\n".join(lines) + "\n}\n")


main()
