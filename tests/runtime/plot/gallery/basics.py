"""The figures of basics.ts, by matplotlib."""

from datetime import datetime, timedelta
from math import cos, exp, nan, pi, sin, sqrt

import matplotlib.pyplot as plt

from data import linspace, matrix, normal, uniform

x = linspace(0, 10, 101)


def lines():
    plt.plot(x, [sin(v) for v in x], label="sin")
    plt.plot(x, [cos(v) for v in x], label="cos", linestyle="--")
    plt.plot(x, [sin(v) * cos(v) for v in x], "g-.", label="product")
    plt.title("Waves")
    plt.xlabel("x")
    plt.ylabel("amplitude")
    plt.legend()
    plt.grid(True)


def learningCurves():
    epochs = range(1, 21)
    _, (loss, accuracy) = plt.subplots(1, 2, figsize=(10, 4))
    loss.plot(epochs, [2.3 * exp(-e / 5) + 0.1 for e in epochs], label="train")
    loss.plot(epochs, [2.3 * exp(-e / 6) + 0.25 for e in epochs], label="validation")
    loss.set_title("Loss")
    loss.set_xlabel("epoch")
    loss.set_ylabel("cross-entropy")
    loss.legend()
    accuracy.plot(epochs, [1 - 0.9 * exp(-e / 4) for e in epochs], "o-", label="train")
    accuracy.plot(epochs, [0.95 - 0.85 * exp(-e / 4) for e in epochs], "s--", label="validation")
    accuracy.set_title("Accuracy")
    accuracy.set_xlabel("epoch")
    accuracy.legend(loc="lower right")
    accuracy.grid(True, alpha=0.3)
    plt.tight_layout()


def markers():
    for i, marker in enumerate(["o", "s", "^", "v", "<", ">", "D", "d", "p", "h", "*", "x", "+", "P", "X", "."]):
        plt.plot([0, 1, 2], [i, i + 0.3, i], marker=marker, linestyle="-" if i % 2 == 0 else ":")
    plt.ylim(-1, 17)


def scatter():
    a, b = normal(150, 3), normal(150, 7)
    points = plt.scatter(a, b, c=[u + v for u, v in zip(a, b)], s=[20 + 180 * v for v in uniform(150, 5)], alpha=0.6, cmap="plasma")
    plt.colorbar(points, label="sum")
    plt.title("Scatter")


def scatterClasses():
    for k in range(3):
        plt.scatter([v + 2 * k for v in normal(40, 11 + k)], [v - k for v in normal(40, 21 + k)], label=f"class {k}", marker="o^s"[k], edgecolors="black")
    plt.legend(title="classes")


def bars():
    plt.bar(["cat", "dog", "bird", "fish"], [3, 7, 2, 5], color=["C0", "C1", "C2", "C3"], edgecolor="black")
    plt.ylabel("count")


def groupedBars():
    at = range(4)
    plt.bar([v - 0.2 for v in at], [20, 34, 30, 35], width=0.4, label="men", yerr=[2, 3, 4, 1], capsize=4)
    plt.bar([v + 0.2 for v in at], [25, 32, 34, 20], width=0.4, label="women")
    plt.xticks(at, ["G1", "G2", "G3", "G4"])
    plt.legend()


def horizontalBars():
    plt.barh(["accuracy", "precision", "recall", "f1"], [0.92, 0.88, 0.85, 0.865], color="tab:green", height=0.6)
    plt.xlim(0, 1)
    plt.grid(True, axis="x")


def histogram():
    plt.hist(normal(1000, 42), bins=30, density=True, alpha=0.7, label="samples")
    at = linspace(-4, 4, 200)
    plt.plot(at, [exp(-v * v / 2) / sqrt(2 * pi) for v in at], "r-", lw=2, label="density")
    plt.legend()


def histograms():
    plt.hist([normal(300, 1), [v + 1 for v in normal(300, 2)]], bins=15, label=["a", "b"])
    plt.legend()


def image():
    plt.imshow(matrix(20, 30, lambda r, c: sin(r / 4) * cos(c / 5)))
    plt.colorbar()
    plt.title("imshow")


def imageGrid():
    _, rows = plt.subplots(2, 4, figsize=(8, 4))
    for i, axes in enumerate(rows.flat):
        axes.imshow(matrix(28, 28, lambda r, c: exp(-((r - 14) ** 2 + (c - 10 - i) ** 2) / (20 + 5 * i))), cmap="gray")
        axes.set_title(f"digit {i}")
        axes.axis("off")
    plt.tight_layout()


def confusion():
    counts = matrix(4, 4, lambda r, c: 40 + 5 * r if r == c else abs(r - c) * 2)
    image = plt.matshow(counts, cmap="Blues", fignum=0)
    plt.colorbar(image)
    for r, row in enumerate(counts):
        for c, count in enumerate(row):
            plt.text(c, r, str(count), ha="center", va="center", color="white" if count > 30 else "black")
    plt.xlabel("predicted")
    plt.ylabel("true")


def sharedGrid():
    whole, rows = plt.subplots(2, 2, sharex=True, sharey=True)
    for i, axes in enumerate(rows.flat):
        axes.plot(x, [sin(v + i) * (i + 1) for v in x], color=f"C{i}")
        axes.set_title(f"phase {i}")
    whole.suptitle("Shared axes")


def logScale():
    at = range(1, 51)
    plt.semilogy(at, [exp(-v / 4) for v in at], label="exp")
    plt.semilogy(at, [1 / v**2 for v in at], label="power")
    plt.xlabel("step")
    plt.legend()
    plt.grid(True, which="both", alpha=0.4)


def logLog():
    at = [10**v for v in linspace(0, 4, 30)]
    plt.loglog(at, [v**1.5 for v in at], "o-")
    plt.loglog(at, [3 * v for v in at], "--")
    plt.title("$x^{1.5}$ and $3x$")


def guides():
    plt.plot(x, [sin(v) for v in x])
    plt.axhline(0, color="black", linewidth=0.8)
    plt.axvline(pi, color="red", linestyle="--", label=r"$\pi$")
    plt.axvspan(4, 6, alpha=0.2, color="orange", label="span")
    plt.axhspan(-0.25, 0.25, facecolor="green", alpha=0.15)
    plt.legend()


def fillBetween():
    mean = [sin(v) for v in x]
    plt.plot(x, mean, label="mean")
    plt.fill_between(x, [v - 0.3 for v in mean], [v + 0.3 for v in mean], alpha=0.3, label="±0.3")
    plt.legend(loc="upper center", ncol=2)
    plt.margins(x=0)


def errorBars():
    at = list(range(8))
    plt.errorbar(at, [v**1.5 for v in at], yerr=[0.5 + v / 4 for v in at], xerr=0.2, fmt="o", capsize=3, label="data")
    plt.errorbar(at, [15 - v for v in at], yerr=1, label="line")
    plt.legend()


def annotations():
    plt.plot(x, [cos(v) * exp(-v / 5) for v in x])
    plt.annotate("minimum", (3, -0.55), xytext=(5, -0.2), arrowprops={"arrowstyle": "->"})
    plt.annotate("start", (0, 1), xytext=(1.5, 0.9), arrowprops={"facecolor": "black", "shrink": 0.05})
    plt.text(6, 0.6, "boxed", fontsize=14, bbox={"boxstyle": "round", "facecolor": "wheat", "alpha": 0.5})
    plt.text(0.95, 0.05, "corner", transform=plt.gca().transAxes, ha="right", style="italic")


def mathText():
    plt.plot(x, [v**2 for v in x], label="$y = x^2$")
    plt.plot(x, [10 * sqrt(v) for v in x], label=r"$10\sqrt{x}$")
    plt.title(r"$\alpha_i \times \beta^2 + \frac{\partial L}{\partial w}$")
    plt.xlabel(r"$\theta$ (rad)")
    plt.ylabel(r"$\mathcal{L}(\theta)$")
    plt.legend()


def offsets():
    _, (first, second) = plt.subplots(1, 2, figsize=(9, 3.5))
    first.plot([1e6, 2e6, 3e6], [1e-6, 3e-6, 2e-6])
    second.plot([100000.1, 100000.2, 100000.3], [12345678, 12345680, 12345690])


def manyPanels():
    whole, rows = plt.subplots(3, 3, figsize=(9, 7), layout="tight")
    for i, axes in enumerate(rows.flat):
        axes.plot(x, [v ** (i / 3) for v in x])
        axes.set_xlabel("x")
        axes.set_ylabel(f"power {i}/3")
    whole.suptitle("Powers")


def dates():
    days = [datetime(2024, 1, 15) + timedelta(days=i) for i in range(120)]
    plt.plot(days, [50 + 10 * sin(i / 12) for i in range(120)])
    plt.gcf().autofmt_xdate()


def missing():
    plt.plot([1, 2, nan, 4, 5], [1, 4, 9, 16, 25], "o-")
    plt.scatter([1, 2, 3], [5, nan, 20])


def single():
    plt.plot([5], [3], "o")


def empty():
    plt.plot([], [])
    plt.xlabel("nothing")


def legendOutside():
    for k in range(4):
        plt.plot(x, [sin(v) + k for v in x], label=f"curve {k}")
    plt.legend(bbox_to_anchor=(1.02, 1), loc="upper left", borderaxespad=0)
    plt.subplots_adjust(right=0.75)


figures = [lines, learningCurves, markers, scatter, scatterClasses, bars, groupedBars, horizontalBars, histogram, histograms, image, imageGrid, confusion, sharedGrid, logScale, logLog, guides, fillBetween, errorBars, annotations, mathText, offsets, manyPanels, dates, missing, single, empty, legendOutside]
