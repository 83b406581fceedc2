"""Draws docs/figures/precision.svg out of docs/measurements/precision.csv.

    python3 docs/figures/precision.py docs/measurements/precision.csv > docs/figures/precision.svg

For each kind of answers and each shape: the share of hidden neurons that were found, the largest row error of a network called
complete (the median of these), and the questions asked (median).
"""

import collections
import csv
import math
import sys

WIDTH, LEFT, RIGHT, TOP, PANEL, GAP = 760, 86, 16, 40, 150, 46
COLOURS = ["#1f5aa6", "#c4572a", "#3c8d40", "#7a4fa3"]
MARKS = ["circle", "square", "circle", "square"]


def median(values):
    return sorted(values)[len(values) // 2] if values else None


def read(file):
    runs = collections.OrderedDict()
    for row in csv.DictReader(open(file)):
        runs.setdefault(row["widths"], collections.OrderedDict()).setdefault(row["answers"], []).append(row)
    return runs


def found(rows):
    return 100 * sum(int(r["neurons_found"]) for r in rows) / sum(int(r["neurons"]) for r in rows)


def row_error(rows):
    return median([float(r["row_error"]) for r in rows if r["status"] == "complete" and r["row_error"]])


def queries(rows):
    return median([int(r["queries"]) for r in rows])


def label(answers):
    kind, _, number = answers.partition(":")
    return {"decimals": number + " decimals", "noise": "noise " + number}.get(kind, answers)


def ticks(low, high, log):
    if not log:
        return [(v, str(v) + " %") for v in (0, 25, 50, 75, 100)]
    return [(10.0**e, "10" + superscript(e)) for e in range(low, high + 1)]


def superscript(number):
    return "".join("⁻" if c == "-" else "⁰¹²³⁴⁵⁶⁷⁸⁹"[int(c)] for c in str(number))


def mark(kind, x, y, colour):
    if kind == "circle":
        return f'<circle cx="{x:.1f}" cy="{y:.1f}" r="4" fill="{colour}"/>'
    return f'<rect x="{x - 3.6:.1f}" y="{y - 3.6:.1f}" width="7.2" height="7.2" fill="{colour}"/>'


def panel(runs, kinds, top, title, value, log):
    numbers = {(w, k): value(runs[w][k]) for w in runs for k in kinds if k in runs[w]}
    known = [v for v in numbers.values() if v]
    low = math.floor(math.log10(min(known))) if log else 0
    high = math.ceil(math.log10(max(known))) if log else 100
    step = (WIDTH - LEFT - RIGHT) / len(kinds)

    def y(v):
        share = ((math.log10(v) if log else v) - low) / (high - low)
        return top + PANEL * (1 - share)

    out = [f'<text x="{LEFT}" y="{top - 10}" class="title">{title}</text>']
    marks = ticks(low, high, log)
    for v, text in marks if len(marks) < 8 else marks[:: len(marks) // 5]:
        out.append(f'<line x1="{LEFT}" x2="{WIDTH - RIGHT}" y1="{y(v):.1f}" y2="{y(v):.1f}" class="grid"/>')
        out.append(f'<text x="{LEFT - 8}" y="{y(v) + 4:.1f}" class="tick">{text}</text>')
    for i, widths in enumerate(runs):
        previous = None
        for j, kind in enumerate(kinds):
            v = numbers.get((widths, kind))
            point = (LEFT + (j + 0.5) * step, y(v)) if v else None
            same = previous and kinds[j - 1].partition(":")[0] == kind.partition(":")[0]
            if point and same:
                out.append(
                    f'<line x1="{previous[0]:.1f}" y1="{previous[1]:.1f}" x2="{point[0]:.1f}" y2="{point[1]:.1f}"'
                    f' stroke="{COLOURS[i]}" stroke-width="1.6"/>'
                )
            if point:
                out.append(mark(MARKS[i], *point, COLOURS[i]))
            previous = point
    return out


def main():
    runs = read(sys.argv[1])
    kinds = []
    for widths in runs:
        kinds += [k for k in runs[widths] if k not in kinds]
    step = (WIDTH - LEFT - RIGHT) / len(kinds)
    height = TOP + 3 * (PANEL + GAP) + 20
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {height}" font-family="sans-serif" font-size="12">',
        "<style>.grid{stroke:#d8d8d8}.tick{text-anchor:end;fill:#444}.name{text-anchor:middle;fill:#222}"
        ".title{font-weight:bold;fill:#222}</style>",
        f'<rect width="{WIDTH}" height="{height}" fill="white"/>',
    ]
    panels = [
        ("Hidden neurons found", found, False),
        ("Largest row error of a network called complete, median", row_error, True),
        ("Questions, median", queries, True),
    ]
    for i, (title, value, log) in enumerate(panels):
        out += panel(runs, kinds, TOP + i * (PANEL + GAP), title, value, log)
    for j, kind in enumerate(kinds):
        out.append(f'<text x="{LEFT + (j + 0.5) * step:.1f}" y="{height - GAP + 8}" class="name">{label(kind)}</text>')
    for i, widths in enumerate(runs):
        x = WIDTH - RIGHT - 110 * (len(runs) - i)
        out.append(mark(MARKS[i], x, TOP - 14, COLOURS[i]))
        out.append(f'<text x="{x + 9}" y="{TOP - 10}">{widths}</text>')
    out.append("</svg>")
    print("\n".join(out))


main()
