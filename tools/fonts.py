"""Letters of the pages: Noto Sans cut down to what is written here.

Run once where the full fonts are (Debian: ``fonts-noto-core``):
``python -m tools.fonts /usr/share/fonts/truetype/noto``. The cut fonts are kept.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from fontTools import subset

FOLDER = Path(__file__).resolve().parents[1] / "policylib/reporting/pages/templates/fonts"
#: Latin as Indonesia and its neighbours write it, punctuation, letters of formulas.
WANTED = (
    *range(0x20, 0x7F), *range(0xA0, 0x180), *range(0x2B9, 0x2BD), *map(ord, "αβλνπρσΣΔ"),
    *range(0x2010, 0x2016), *range(0x2018, 0x201F), *range(0x2020, 0x2023), 0x2026, 0x2030,
    *range(0x2032, 0x2034), 0x2039, 0x203A, 0x2070, *range(0x2074, 0x2080), *range(0x2080, 0x208A),
    0x20AC,
)  # fmt: skip
#: Signs that Noto Sans itself lacks.
SIGNS = tuple(map(ord, "←↑→↓−∕√∞∝≈≠≤≥∑∂∏"))
CUTS = {"NotoSans-Regular": WANTED, "NotoSans-Bold": WANTED, "NotoSansMath-Regular": SIGNS}


def cut(source: Path, target: Path, wanted: Sequence[int]) -> None:
    """Write the letters wanted of one font; the same source gives the same bytes."""
    options = subset.Options(
        flavor="woff2",
        layout_features=["kern", "mark", "mkmk", "ccmp", "locl"],
        hinting=False,
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14],
        recalc_timestamp=False,
    )
    font = subset.load_font(source, options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted)
    cutter.subset(font)
    subset.save_font(font, target, options)


def main(folder: Path) -> None:
    """Cut every font."""
    FOLDER.mkdir(exist_ok=True)
    for name, wanted in CUTS.items():
        cut(folder / f"{name}.ttf", FOLDER / f"{name}.woff2", wanted)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
