"""Draws docs/figures/bent-hyperplane.svg: where the neurons of a network with two inputs switch.

    python3 docs/figures/bent-hyperplane.py examples/2-4-3-2.json > docs/figures/bent-hyperplane.svg

Layer 1 cuts the window into convex cells. In each cell a neuron of layer 2 is affine, so its boundary there is a segment: the
picture is exact, nothing is sampled.
"""

import json
import math
import sys

WIDTH, HEIGHT = 760, 480
SCALE = 92  # pixels a unit
CENTRE = (1.42, 0.62)  # the point of the input space in the middle of the picture
BENT = 1  # the neuron of layer 2 that is highlighted


def read(file):
    layers = json.load(open(file))["layers"]
    return [list(zip(layer["weight"], layer["bias"])) for layer in layers]


def value(form, point):
    (a, b), c = form
    return a * point[0] + b * point[1] + c


def cut(polygon, form):
    """The two parts of a convex polygon: where the form is positive, and where it is negative."""
    parts = ([], [])
    for i, p in enumerate(polygon):
        q = polygon[(i + 1) % len(polygon)]
        vp, vq = value(form, p), value(form, q)
        parts[vp <= 0].append(p)
        if (vp > 0) != (vq > 0):
            t = vp / (vp - vq)
            crossing = (p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1]))
            parts[0].append(crossing)
            parts[1].append(crossing)
    return [part for part in parts if len(part) > 2]


def chord(polygon, form):
    """The segment of a convex polygon on which the form vanishes; None if there is none."""
    ends = []
    for i, p in enumerate(polygon):
        q = polygon[(i + 1) % len(polygon)]
        vp, vq = value(form, p), value(form, q)
        if (vp > 0) != (vq > 0):
            t = vp / (vp - vq)
            ends.append((p[0] + t * (q[0] - p[0]), p[1] + t * (q[1] - p[1])))
    return ends if len(ends) == 2 else None


def inside(first, neuron, cell):
    """A neuron of layer 2 as a form of the input, in one cell of layer 1."""
    middle = [sum(p[i] for p in cell) / len(cell) for i in (0, 1)]
    weights, c = neuron
    a = b = 0
    for weight, form in zip(weights, first):
        if value(form, middle) > 0:
            a, b, c = a + weight * form[0][0], b + weight * form[0][1], c + weight * form[1]
    return (a, b), c


def pixel(p):
    return WIDTH / 2 + SCALE * (p[0] - CENTRE[0]), HEIGHT / 2 - SCALE * (p[1] - CENTRE[1])


def line(ends, style):
    (x1, y1), (x2, y2) = map(pixel, ends)
    return f'<line x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}" class="{style}"/>'


def label(x, y, style, text):
    return f'<text x="{x}" y="{y}" class="{style}-text">{text}</text>'


def main():
    first, second = read(sys.argv[1])[:2]
    w, h = WIDTH / 2 / SCALE, HEIGHT / 2 / SCALE
    window = [(CENTRE[0] + dx * w, CENTRE[1] + dy * h) for dx, dy in ((-1, -1), (1, -1), (1, 1), (-1, 1))]
    cells = [window]
    for form in first:
        cells = [part for cell in cells for part in cut(cell, form)]

    shapes = []
    for j, neuron in enumerate(second):
        for cell in cells:
            ends = chord(cell, inside(first, neuron, cell))
            if ends and j != BENT:
                shapes.append(line(ends, "other"))
    shapes += [line(chord(window, form), "first") for form in first if chord(window, form)]
    bends = set()
    for cell in cells:
        ends = chord(cell, inside(first, second[BENT], cell))
        if ends:
            shapes.append(line(ends, "bent"))
            for p in ends:
                if min(abs(abs(p[0] - CENTRE[0]) - w), abs(abs(p[1] - CENTRE[1]) - h)) > 1e-9:
                    bends.add(tuple(round(v, 1) for v in pixel(p)))
    shapes += [f'<circle cx="{x}" cy="{y}" r="5" class="bend"/>' for x, y in sorted(bends)]
    sys.stderr.write(f"{len(cells)} cells, bends at {sorted(bends)}\n")
    labels = [
        label(18, 300, "first", "layer 1: straight"),
        label(508, 420, "bent", "a neuron of layer 2"),
        label(598, 44, "other", "layer 2, the others"),
        label(535, 196, "note", "It bends where it crosses"),
        label(535, 217, "note", "layer 1, and nowhere else;"),
        label(535, 238, "note", "each bend tells a weight."),
    ]
    leaders = [f'<path d="M{x + 9:.0f} {y:.0f} L526 212"/>' for x, y in sorted(bends)[-1:]]
    print(
        PAGE.format(
            width=WIDTH,
            height=HEIGHT,
            shapes="\n    ".join(shapes),
            leaders="".join(leaders),
            labels="\n  ".join(labels),
        )
    )


PAGE = """<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"
     aria-label="Boundaries of a ReLU network with two inputs: straight lines for layer 1, a bent one for layer 2">
  <!-- python3 docs/figures/bent-hyperplane.py examples/2-4-3-2.json > docs/figures/bent-hyperplane.svg -->
  <style>
    .first {{ stroke: #3567b0; stroke-width: 1.6 }}
    .other {{ stroke: #c9b3a6; stroke-width: 1.4 }}
    .bent {{ stroke: #cf3f1d; stroke-width: 3.6; stroke-linecap: round }}
    .bend {{ fill: #fff; stroke: #cf3f1d; stroke-width: 2.2 }}
    text {{ font: 15px system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif; paint-order: stroke;
           stroke: #fff; stroke-width: 5px; stroke-linejoin: round }}
    .first-text {{ fill: #3567b0 }}
    .other-text {{ fill: #94796a }}
    .bent-text {{ fill: #cf3f1d; font-weight: 600 }}
    .note-text {{ fill: #2a2f38 }}
    .leader {{ stroke: #6b7280; stroke-width: 1; fill: none }}
  </style>
  <clipPath id="card"><rect x="1" y="1" width="758" height="478" rx="12"/></clipPath>
  <rect x="1" y="1" width="758" height="478" rx="12" fill="#fff" stroke="#d5d9e0"/>
  <g clip-path="url(#card)" fill="none">
    {shapes}
  </g>
  <g class="leader">{leaders}</g>
  {labels}
</svg>"""

main()
