#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-2.0-only OR MIT
"""How the time of a check grows with ACEs and groups: a table and a picture.

Starts growth_bench; prints the table of docs/performance.md and draws the
picture beside it (--svg docs/growth.svg).
"""

import argparse
import json
import math
import os
import subprocess
import sys

TOP = os.path.dirname(os.path.dirname(os.path.dirname(
    os.path.abspath(__file__))))
PROGRAM = os.path.join(TOP, "build", "user", "tests", "bench", "growth_bench")
PICTURE = os.path.join(TOP, "build", "growth.svg")

# The picture, in its own units: two charts of one size side by side.
WIDTH, HEIGHT = 800, 350
CHART_WIDTH, CHART_HEIGHT = 300, 240
TOP_EDGE, LEFT_EDGES = 50, (70, 470)
KACS, SAMBA = "#0b62a4", "#b3541e"
SHADES = ["#08306b", "#2171b5", "#6baed6", "#9ecae1"]
ACES_OF_GROUPS_CHART = 64


def measure(program=PROGRAM):
    """The points that growth_bench prints."""
    output = subprocess.run([program], stdout=subprocess.PIPE, text=True,
                            check=True).stdout
    return [json.loads(line) for line in output.splitlines()]


def table(points):
    """Markdown: a row for each number of ACEs, a column of groups."""
    groups = sorted({point["groups"] for point in points})
    sides = [side for side in ("kacs_ns", "samba_ns") if side in points[0]]
    titles = {"kacs_ns": "KACS", "samba_ns": "Samba"}
    head = ["ACEs"] + [f"{titles[side]}, {count} group"
                       + ("s" if count > 1 else "")
                       for side in sides for count in groups]
    rows = [head]
    for aces in sorted({point["aces"] for point in points}):
        of = {point["groups"]: point for point in points
              if point["aces"] == aces}
        rows.append([str(aces)] + [f"{of[count][side]:.0f}"
                                   for side in sides for count in groups])
    widths = [max(map(len, column)) for column in zip(*rows)]
    lines = ["| " + " | ".join(cell.rjust(width) for cell, width in
                               zip(row, widths)) + " |" for row in rows]
    lines.insert(1, "| " + " | ".join("-" * (width - 1) + ":"
                                      for width in widths) + " |")
    return "\n".join(lines)


def text(x, y, words, anchor="middle", size=12, colour="#333", extra=""):
    return (f'<text x="{x:.1f}" y="{y:.1f}" text-anchor="{anchor}" '
            f'font-size="{size}" fill="{colour}"{extra}>{words}</text>')


class Chart:
    """Axes from 0, or with @log from 10 on upwards, and lines in them."""

    def __init__(self, left, title, x_title, x_most, y_most, log=False):
        self.left = left
        self.x_most = x_most
        self.y_most = y_most
        self.log = log
        self.parts = [text(left + CHART_WIDTH / 2, TOP_EDGE - 18, title,
                           size=14)]
        self.draw_axes(x_title)

    def x(self, value):
        return self.left + CHART_WIDTH * value / self.x_most

    def y(self, value):
        share = value / self.y_most
        if self.log:
            share = math.log10(value / 10) / math.log10(self.y_most / 10)
        return TOP_EDGE + CHART_HEIGHT * (1 - share)

    def draw_axes(self, x_title):
        bottom = TOP_EDGE + CHART_HEIGHT
        if self.log:
            ticks = [10 ** n for n in range(1, 1 + round(
                math.log10(self.y_most)))]
        else:
            ticks = [self.y_most * n // 4 for n in range(5)]
        for tick in ticks:
            self.parts.append(
                f'<path d="M{self.left} {self.y(tick):.1f}h{CHART_WIDTH}" '
                f'stroke="#ddd"/>')
            self.parts.append(text(self.left - 8, self.y(tick) + 4,
                                   f"{tick:,}", anchor="end"))
        for n in range(5):
            value = self.x_most * n // 4
            self.parts.append(text(self.x(value), bottom + 18, str(value)))
        self.parts.append(f'<path d="M{self.left} {TOP_EDGE}v{CHART_HEIGHT}'
                          f'h{CHART_WIDTH}" fill="none" stroke="#333"/>')
        self.parts.append(text(self.left + CHART_WIDTH / 2, bottom + 38,
                               x_title))
        middle = TOP_EDGE + CHART_HEIGHT / 2
        x = self.left - 52
        self.parts.append(text(
            x, middle, "ns a check",
            extra=f' transform="rotate(-90 {x} {middle})"'))

    def line(self, points, colour, label="", above=True):
        path = " ".join(f"{self.x(x):.1f},{self.y(y):.1f}" for x, y in points)
        self.parts.append(f'<polyline points="{path}" fill="none" '
                          f'stroke="{colour}" stroke-width="2"/>')
        for x, y in points:
            self.parts.append(f'<circle cx="{self.x(x):.1f}" '
                              f'cy="{self.y(y):.1f}" r="3" fill="{colour}"/>')
        if label:
            x, y = points[-1]
            self.parts.append(text(self.x(x), self.y(y) + (-9 if above
                                                           else 18),
                                   label, anchor="end", colour=colour))


def round_up(value):
    """To a number that divides well into four."""
    step = 10 ** math.floor(math.log10(value))
    return next(step * n for n in (1, 2, 4, 6, 8, 10) if step * n >= value)


def picture(points):
    """The SVG: over ACEs for each number of groups, and over groups."""
    groups = sorted({point["groups"] for point in points})
    most = max(point["kacs_ns"] for point in points)
    over_aces = Chart(LEFT_EDGES[0], "KACS: in proportion to the ACEs",
                      "ACEs, the last decides",
                      max(point["aces"] for point in points), round_up(most))
    for number, (count, colour) in enumerate(zip(groups, SHADES)):
        line = [(point["aces"], point["kacs_ns"]) for point in points
                if point["groups"] == count]
        over_aces.line(line, colour)
        y = TOP_EDGE + 22 + 20 * number
        x = LEFT_EDGES[0] + 16
        over_aces.parts.append(f'<path d="M{x} {y - 4}h20" stroke="{colour}" '
                               f'stroke-width="2"/>')
        over_aces.parts.append(text(x + 28, y, f"{count} group"
                                    + ("s" if count > 1 else ""),
                                    anchor="start"))

    at = [point for point in points if point["aces"] == ACES_OF_GROUPS_CHART]
    times = [point[side] for point in at for side in ("kacs_ns", "samba_ns")
             if side in point]
    over_groups = Chart(LEFT_EDGES[1],
                        f"Whatever the groups, {ACES_OF_GROUPS_CHART} ACEs",
                        "groups of the token", 64,
                        10 ** math.ceil(math.log10(max(times))), log=True)
    over_groups.line([(point["groups"], point["kacs_ns"]) for point in at],
                     KACS, "KACS", above=False)
    if "samba_ns" in at[0]:
        over_groups.line([(point["groups"], point["samba_ns"])
                          for point in at], SAMBA, "Samba, se_access_check()")
    return "\n".join([
        "<!-- SPDX-License-Identifier: GPL-2.0-only OR MIT -->",
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" '
        f'height="{HEIGHT}" viewBox="0 0 {WIDTH} {HEIGHT}" '
        f'font-family="sans-serif">',
        "<title>Time of an access check over ACEs and groups</title>",
        f'<rect width="{WIDTH}" height="{HEIGHT}" fill="#fff"/>',
        *over_aces.parts, *over_groups.parts, "</svg>", ""])


def write_picture(path, points):
    with open(path + ".partial", "w", encoding="utf-8") as out:
        out.write(picture(points))
    os.rename(path + ".partial", path)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--program", default=PROGRAM)
    parser.add_argument("--svg", default=PICTURE, metavar="FILE")
    options = parser.parse_args()
    if not os.path.exists(options.program):
        sys.exit(f"growth: no {options.program}; run 'make userland'")
    points = measure(options.program)
    print(table(points))
    write_picture(options.svg, points)
    print(f"\nDrawn in {os.path.relpath(options.svg)}")


if __name__ == "__main__":
    main()
