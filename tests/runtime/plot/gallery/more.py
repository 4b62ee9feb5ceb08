"""The figures of more.ts, by matplotlib."""

from math import cos, exp, hypot, sin

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import LogNorm

from data import linspace, matrix, normal

x = linspace(0, 10, 101)
side = linspace(-3, 3, 40)
bumps = [[(1 - a / 2 + a**5 + b**3) * exp(-(a * a) - b * b) for a in side] for b in side]


def boxplot():
    plt.boxplot([normal(80, 1), [v * 1.5 + 1 for v in normal(80, 2)], [v - 1 for v in normal(80, 3)]], tick_labels=["a", "b", "c"])
    plt.ylabel("value")


def violinplot():
    plt.violinplot([normal(80, 1), [v * 1.5 + 1 for v in normal(80, 2)], [v - 1 for v in normal(80, 3)]], showmedians=True)


def steps():
    at = range(12)
    plt.step(at, [sin(v / 2) for v in at], label="pre")
    plt.step(at, [sin(v / 2) + 1 for v in at], where="mid", label="mid")
    plt.step(at, [sin(v / 2) + 2 for v in at], where="post", label="post")
    plt.legend()


def stem():
    at = linspace(0.1, 6, 20)
    plt.stem(at, [exp(sin(v)) for v in at], label="stems")
    plt.legend()


def stackplot():
    at = range(10)
    plt.stackplot(at, [v + 1 for v in at], [5 + sin(v) for v in at], [2 for v in at], labels=["a", "b", "c"])
    plt.legend(loc="upper left")


def pie():
    plt.pie([15, 30, 45, 10], labels=["frogs", "hogs", "dogs", "logs"], autopct="%1.1f%%", explode=[0, 0.1, 0, 0], startangle=90)


def hist2d():
    plt.hist2d(normal(2000, 5), normal(2000, 6), bins=20)
    plt.colorbar()


def hexbin():
    plt.hexbin(normal(2000, 5), normal(2000, 6), gridsize=20)
    plt.colorbar(label="count")


def contour():
    plt.colorbar(plt.contour(side, side, bumps))
    plt.title("contour")


def contourf():
    plt.contourf(side, side, bumps, 10, cmap="RdBu")
    plt.colorbar()


def contourPlain():
    plt.contour(side, side, bumps, levels=[-0.6, -0.3, 0, 0.3, 0.6], colors="black")


def pcolormesh():
    plt.pcolormesh(linspace(0, 4, 9), linspace(0, 2, 5), matrix(4, 8, lambda r, c: r * c))
    plt.colorbar(orientation="horizontal")


def quiver():
    at = linspace(-2, 2, 12)
    plt.quiver(at, at, [[-b for _ in at] for b in at], [[a for a in at] for _ in at])


def streamplot():
    at = np.array(linspace(-3, 3, 30))
    plt.streamplot(at, at, np.array([[-1 - a * a + b for a in at] for b in at]), np.array([[1 + a - b * b for a in at] for b in at]))


def twinAxes():
    axes = plt.gca()
    axes.plot(x, [exp(v / 3) for v in x], "b-")
    axes.set_xlabel("time")
    axes.set_ylabel("exp", color="b")
    other = axes.twinx()
    other.plot(x, [sin(v) for v in x], "r-")
    other.set_ylabel("sin", color="r")
    other.tick_params(axis="y", labelcolor="r")


def inset():
    axes = plt.gca()
    axes.plot(x, [sin(v * 3) * exp(-v / 4) for v in x])
    inner = axes.inset_axes([0.5, 0.55, 0.45, 0.4])
    inner.plot(x[:20], [sin(v * 3) for v in x[:20]])
    inner.set_title("zoom")


def symlog():
    at = linspace(-100, 100, 201)
    plt.plot(at, [v**3 for v in at])
    plt.yscale("symlog", linthresh=10)
    plt.grid(True)


def logit():
    at = linspace(-8, 8, 100)
    plt.plot(at, [1 / (1 + exp(-v)) for v in at])
    plt.yscale("logit")


def mosaic():
    _, named = plt.subplot_mosaic("AB;CC", layout="tight")
    named["A"].plot([1, 2, 3])
    named["B"].bar(["x", "y"], [2, 1])
    named["C"].imshow(matrix(4, 12, lambda r, c: r + c), aspect="auto")
    for name, axes in named.items():
        axes.set_title(name)


def gridspec():
    _, rows = plt.subplots(2, 2, gridspec_kw={"width_ratios": [3, 1], "height_ratios": [1, 3], "hspace": 0.05, "wspace": 0.05}, sharex="col", sharey="row")
    a, b = normal(200, 8), normal(200, 9)
    rows[1][0].scatter(a, b, s=10)
    rows[0][0].hist(a, bins=20)
    rows[1][1].hist(b, bins=20, orientation="horizontal")
    rows[0][1].axis("off")


def darkStyle():
    plt.style.use("dark_background")
    plt.figure()
    for k in range(4):
        plt.plot(x, [sin(v + k) for v in x], label=f"{k}")
    plt.legend()
    plt.title("dark")


def ggplotStyle():
    plt.style.use("ggplot")
    plt.figure()
    plt.plot(x, [sin(v) for v in x])
    plt.bar([2, 4, 6], [0.5, 1, 0.7])
    plt.title("ggplot")


def seabornStyle():
    plt.style.use("seaborn-v0_8-whitegrid")
    plt.figure()
    plt.plot(x, [cos(v) for v in x], label="cos")
    plt.legend()


def imageCompare():
    whole, list_ = plt.subplots(1, 3, figsize=(10, 3))
    data = matrix(16, 16, lambda r, c: hypot(r - 8, c - 8))
    for axes, cmap in zip(list_, ["viridis", "hot", "coolwarm"]):
        image = axes.imshow(data, cmap=cmap, origin="lower")
        whole.colorbar(image, ax=axes, shrink=0.8)
        axes.set_title(cmap)


def rotatedTicks():
    plt.bar(["January", "February", "March", "April", "May"], [3, 5, 2, 8, 6])
    plt.xticks(rotation=45)
    plt.tight_layout()


def barLabels():
    bars = plt.bar(range(4), [4, 7.5, 2.25, 6])
    plt.bar_label(bars, padding=3)
    plt.ylim(0, 9)


def stackedHist():
    plt.hist([normal(300, 1), [v + 1 for v in normal(300, 2)]], bins=15, stacked=True)
    plt.hist(normal(300, 4), bins=15, histtype="step", linewidth=2)
    plt.hist(normal(100, 5), bins=8, histtype="stepfilled", alpha=0.5)


def spines():
    plt.plot(x, [sin(v) for v in x])
    plt.gca().spines[["top", "right"]].set_visible(False)
    plt.tick_params(direction="in", length=6)
    plt.minorticks_on()


def equalAspect():
    turn = linspace(0, 6.283185307, 100)
    plt.plot([cos(t) for t in turn], [0.5 * sin(t) for t in turn])
    plt.axis("equal")


def logHeat():
    plt.imshow(matrix(10, 10, lambda r, c: 10 ** ((r + c) / 4)), norm=LogNorm())
    plt.colorbar()


def sharedColorbar():
    whole, rows = plt.subplots(2, 2)
    images = [axes.imshow(matrix(6, 6, lambda r, c: r * c + i), vmin=0, vmax=28) for i, axes in enumerate(rows.flat)]
    whole.colorbar(images[0], ax=rows)


def chinese():
    plt.plot([1, 2, 3], label="损失")
    plt.title("训练曲线")
    plt.xlabel("轮次")
    plt.legend()


def constrained():
    whole, rows = plt.subplots(2, 2, layout="constrained")
    for i, axes in enumerate(rows.flat):
        axes.plot(x, [sin(v) for v in x])
        axes.set_title(f"panel {i}")
        axes.set_xlabel("x")
        axes.set_ylabel("y")
    whole.suptitle("constrained")


def titles():
    plt.plot(x, [v * 1e7 for v in x], "r^:", ms=4, label="big")
    plt.legend(loc="center right", fontsize=8, title="T")
    plt.title("left", loc="left")
    plt.title("Two\nlines")
    plt.text(5, 2e7, "turned", rotation=30, ha="center", bbox={"facecolor": "red", "alpha": 0.3})


figures = [constrained, titles, boxplot, violinplot, steps, stem, stackplot, pie, hist2d, hexbin, contour, contourf, contourPlain, pcolormesh, quiver, streamplot, twinAxes, inset, symlog, logit, mosaic, gridspec, darkStyle, ggplotStyle, seabornStyle, imageCompare, rotatedTicks, barLabels, stackedHist, spines, equalAspect, logHeat, sharedColorbar, chinese]
