"""The figures of three.ts, by matplotlib."""

from math import cos, hypot, sin

import matplotlib.pyplot as plt
import numpy as np

from data import linspace, normal

side = linspace(-5, 5, 40)
waves = np.array([[sin(hypot(x, y)) for x in side] for y in side])
x, y = np.meshgrid(side, side)


def surface():
    axes = plt.axes(projection="3d")
    plt.gcf().colorbar(axes.plot_surface(x, y, waves, cmap="coolwarm"), shrink=0.5, aspect=5)
    axes.set_xlabel("x")
    axes.set_ylabel("y")
    axes.set_zlabel("loss value")
    axes.set_title("surface")


def surfacePlain():
    plt.axes(projection="3d").plot_surface(x, y, waves)


def scatter3D():
    plt.axes(projection="3d").scatter(normal(80, 1), normal(80, 2), normal(80, 3))


def helix():
    turn = linspace(0, 20, 200)
    axes = plt.axes(projection="3d")
    axes.plot([cos(t) for t in turn], [sin(t) for t in turn], turn, label="helix")
    axes.legend()


def wireframe():
    plt.axes(projection="3d").plot_wireframe(x, y, waves, rcount=15, ccount=15)


figures = [surface, surfacePlain, scatter3D, helix, wireframe]
