"""Small bar charts as SVG, of figures wherever they lie in a benchmark's JSON."""

import html
import statistics
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

LABEL_PX, BAR_PX, ROW_PX, VALUE_PX, EDGE_PX = 230, 300, 24, 150, 12
COLOURS = ("#2f6fdb", "#d9822b", "#4a9d5b", "#8a63b8", "#b3474e", "#5f6b7a")
NO_SYSTEM = {"figures", "text", "speech"}  # members that say what was asked, not who answered


@dataclass(frozen=True)
class Bar:
    """One bar: the median of its values, and a line from the least to the greatest."""

    label: str
    values: Sequence[float]


def bars_of(figures: Any, name: str) -> list[Bar]:
    """A bar for each list of numbers that stands under the name, labelled with the members above it.
    Of lists of reports a member's `file`, `mode` and so on tell which it is."""
    return [Bar(" ".join(path), values) for path, values in _found(figures, name, ())]


def _found(
    figures: Any, name: str, path: tuple[str, ...]
) -> list[tuple[tuple[str, ...], list[float]]]:
    if isinstance(figures, list):
        return [hit for each in figures for hit in _found(each, name, path)]
    if not isinstance(figures, dict):
        return []
    about = tuple(str(figures[key]) for key in ("file", "mode") if isinstance(figures.get(key), str))
    hits = []
    for key, value in figures.items():
        if key == name and isinstance(value, list) and value:
            hits.append((path, [float(each) for each in value]))
        else:
            below = path + about + (() if key == "figures" else (key,))
            hits += _found(value, name, below)
    return hits


def bar_chart(title: str, bars: Sequence[Bar]) -> str:
    """One row a bar; colours go by the first word that tells bars apart."""
    most = max(max(bar.values) for bar in bars) or 1.0
    kinds = _kinds([bar.label for bar in bars])
    width = LABEL_PX + BAR_PX + VALUE_PX + 2 * EDGE_PX
    height = (len(bars) + 1) * ROW_PX + 2 * EDGE_PX
    out = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" role="img"'
        ' font-family="system-ui, sans-serif" font-size="13">',
        f"<title>{html.escape(title)}</title>",
        '<rect width="100%" height="100%" fill="#ffffff"/>',
        f'<text x="{EDGE_PX}" y="{EDGE_PX + 14}" font-weight="bold">{html.escape(title)}</text>',
    ]
    for row, bar in enumerate(bars, 1):
        y = EDGE_PX + row * ROW_PX
        out += _row(bar, y, BAR_PX / most, COLOURS[kinds[row - 1] % len(COLOURS)])
    return "\n".join([*out, "</svg>", ""])


def _row(bar: Bar, y: float, scale: float, colour: str) -> list[str]:
    left = EDGE_PX + LABEL_PX
    median, low, high = statistics.median(bar.values), min(bar.values), max(bar.values)
    middle, end = y + ROW_PX / 2, left + high * scale + 8
    spread = f" ({_number(low)}–{_number(high)})" if low < high else ""
    return [
        f'<text x="{left - 8}" y="{middle + 5}" text-anchor="end">{html.escape(bar.label)}</text>',
        f'<rect x="{left}" y="{y + 4}" width="{median * scale:.1f}" height="{ROW_PX - 8}" fill="{colour}"/>',
        f'<line x1="{left + low * scale:.1f}" x2="{left + high * scale:.1f}" y1="{middle}" y2="{middle}" stroke="#222"/>',
        f'<text x="{end:.1f}" y="{middle + 5}">{_number(median)}{spread}</text>',
    ]


def _kinds(labels: Sequence[str]) -> list[int]:
    """For each label a number: alike where the first word that is not the same in all is alike."""
    rows = [label.split() for label in labels]
    for column in zip(*rows, strict=False):
        names = [name for name in dict.fromkeys(column) if name not in NO_SYSTEM]
        if len(names) > 1:
            return [names.index(name) if name in names else 0 for name in column]
    return [0] * len(labels)


def _number(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.3g}"
