"""Letters of pages and figures: Noto Sans cut down to what is written here.

Run once where the full fonts are (Debian: ``fonts-noto-core``):
``python -m tools.fonts /usr/share/fonts/truetype/noto``. The cut fonts are kept.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

ROOT = Path(__file__).resolve().parents[1] / "policylib"
#: Pages carry compressed fonts; figures need plain ones, under a name that no machine has itself.
PAGES, FIGURES = ROOT / "reporting/pages/templates/fonts", ROOT / "figures/fonts"
OWN_NAME = "policylib Sans"
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


def cut(source: Path, wanted: Sequence[int], flavor: str | None) -> TTFont:
    """Return the letters wanted of one font; the same source gives the same bytes."""
    options = subset.Options(
        layout_features=["kern", "mark", "mkmk", "ccmp", "locl"],
        hinting=False,
        name_IDs=[0, 1, 2, 3, 4, 5, 6, 13, 14],
        recalc_timestamp=False,
    )
    font = subset.load_font(source, options)
    cutter = subset.Subsetter(options)
    cutter.populate(unicodes=wanted)
    cutter.subset(font)
    font.flavor = flavor
    return font


def main(folder: Path) -> None:
    """Cut every font."""
    for name, wanted in CUTS.items():
        source = folder / f"{name}.ttf"
        cut(source, wanted, "woff2").save(PAGES / f"{name}.woff2")
        for weight in (400, 700) if wanted is SIGNS else (700 if "Bold" in name else 400,):
            font = _named(cut(source, wanted, None), wanted, weight)
            font.save(FIGURES / f"{name.partition('-')[0]}-{weight}.ttf")


def _named(font: TTFont, wanted: Sequence[int], weight: int) -> TTFont:
    """Give a font the name and the weight under which figures ask for it."""
    words = OWN_NAME + (" Signs" if wanted is SIGNS else "")
    names = {1: words, 2: "Bold" if weight == 700 else "Regular", 4: f"{words} {weight}"}
    for record in font["name"].names:
        record.string = names.get(record.nameID, record.string)
    font["OS/2"].usWeightClass = weight
    return font


if __name__ == "__main__":
    main(Path(sys.argv[1]))
