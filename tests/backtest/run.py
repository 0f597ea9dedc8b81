"""Write the backtests into docs/methods/projection.md.

Run by ``make backtest`` and ``make verify``.
"""

from __future__ import annotations

import hashlib
import re
from pathlib import Path

import pandas as pd

from policylib import assumptions, store
from policylib.projection import CURVES
from tests.backtest import methods, truth

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "methods" / "projection.md"
START, END = "<!-- backtest: made by make backtest -->", "<!-- end of backtest -->"
SERIES, TREND_SERIES, SEED = 2_000, 200, 20261121


def code_measured() -> str:
    """Return the hash of the code, priors, series and measures behind the tables."""
    package, raw = ROOT / "policylib", ROOT / "data" / "raw" / "adoption-series"
    names = ("calibration", "curves", "fits", "observations", "posterior", "reference", "scores")
    files = [package / "projection" / f"{n}.py" for n in names]
    files += [package / "assumptions" / "projection.yaml", *sorted(raw.glob("*.csv"))]
    files += [Path(methods.__file__), Path(truth.__file__)]
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def page() -> str:
    """Return all tables as Markdown."""
    shares, series = store.load("adoption_shares"), store.load("adoption_series")
    held = assumptions.shipped()
    parts = [
        f"Code, priors and series `{code_measured()}`, seed {SEED}.",
        _errors(methods.errors(shares, series)),
        _reference(methods.reference(shares, series)),
        _kinds(methods.by_kind(shares, series)),
        _limits(methods.by_pace(shares, series), methods.then(shares, series)),
        _scores(methods.scored(shares, series)),
        _nominal(methods.nominal(shares, series, held), methods.trend(shares, series)),
        _truth(held),
    ]
    return "\n\n".join(parts)


def _errors(found: pd.DataFrame) -> str:
    table = found.set_index(["method", "known", "ahead"])
    head = [f"{k} known, {a} ahead" for k, a in methods.CASES]
    lines = [
        "### Error of methods",
        "",
        "Mean absolute error in points on windows that begin with a rise, all series; in brackets "
        "the mean error, and after the stroke what the trial found.",
        "",
        "| method | " + " | ".join(head) + " |",
        "|---" * 5 + "|",
    ]
    for method, trial in methods.TRIAL.items():
        cells = []
        for case, was in zip(methods.CASES, trial, strict=True):
            if was is None:
                cells.append("–")
                continue
            row = table.loc[(method, *case)]
            cells.append(f"{row['error']:.1f} ({row['bias']:+.1f}) / {was:.1f}")
        lines.append(f"| {method} | " + " | ".join(cells) + " |")
    count = found.drop_duplicates(["known", "ahead"])["series"]
    lines.append("| series | " + " | ".join(map(str, count)) + " |")
    return "\n".join(lines)


def _reference(found: pd.DataFrame) -> str:
    lines = [
        "### Intervals of the reference class",
        "",
        "Percent of what came that lies in the interval, two known values, observed series only.",
        "",
        "| gaps ahead | nominal | series | each series left out | its whole kind left out |",
        "|---" * 5 + "|",
    ]
    for row in found.itertuples():
        cells = (row.ahead, f"{100 * row.level:.0f}", row.series)
        shares = (f"{100 * v:.0f}" for v in (row.left_series_out, row.left_kind_out))
        lines.append("| " + " | ".join(map(str, (*cells, *shares))) + " |")
    return "\n".join(lines)


def _kinds(found: pd.DataFrame) -> str:
    kinds = found[found["kind"] != ""]
    worst = kinds.loc[kinds["left_kind_out"].idxmin()]
    lines = [
        "### By kind of programme",
        "",
        "Nominal 80 percent, four gaps ahead.",
        "",
        "| kind | series | each series left out | the kind left out |",
        "|---" * 4 + "|",
    ]
    for row in kinds.itertuples():
        shares = (f"{100 * v:.0f}" for v in (row.left_series_out, row.left_kind_out))
        lines.append("| " + " | ".join(map(str, (row.kind, row.series, *shares))) + " |")
    lines += [
        "",
        f"The worst kind is **{worst['kind']}**: {100 * worst['left_kind_out']:.0f} percent of "
        "what came lie in intervals made of the other kinds. Calibration does not carry over "
        "between kinds of programme, and none of these series is of social insurance.",
    ]
    return "\n".join(lines)


def _limits(by_pace: pd.DataFrame, then: tuple[int, float]) -> str:
    lines = [
        "### Where these intervals fail",
        "",
        "Nominal 80 percent, four gaps ahead, each series left out, by the pace of the window.",
        "",
        "| points a gap | series | held |",
        "|---" * 3 + "|",
    ]
    for row in by_pace.itertuples():
        ends = f"{100 * row.low:.0f} to {100 * row.high:.0f}" if row.high < 1 else "above 10"
        lines.append(f"| {ends} | {row.series} | {100 * row.held:.0f} |")
    lines += [
        "",
        "Slow windows are held too seldom and fast ones too often: the multiple falls as the pace "
        "rises. Leaving a series out is no look at the past alone, for other series of the same "
        f"years stay in. With only windows that were already over, {100 * then[1]:.0f} percent "
        f"are held ({then[0]} series; the class is smaller then).",
    ]
    return "\n".join(lines)


def _scores(found: pd.DataFrame) -> str:
    crps, wis, now, pit = (
        float((found[c] * found["weight"]).sum()) for c in ("crps", "wis", "as_now", "pit")
    )
    return (
        "### Scores\n\n"
        f"Two known values, four gaps ahead, each series left out: CRPS {100 * crps:.1f} points "
        f"(as now: {100 * now:.1f}), weighted interval score {100 * wis:.1f} points, mean of the "
        f"probability integral transform {pit:.2f} over all (by pace it is not level, see above)."
    )


def _nominal(found: pd.DataFrame, trend: tuple[int, int, float]) -> str:
    lines = [
        "### Intervals of curves on real series",
        "",
        "Nominal 80 percent, six known values (the damped trend of statsmodels: eight), four "
        "gaps ahead. A curve with a little noise is surer than the world is, so "
        "none of these is a default.",
        "",
        "| curve | series | windows | too far from the data to be drawn | held |",
        "|---" * 5 + "|",
    ]
    for row in found.itertuples():
        held = f"{100 * row.held:.0f}"
        lines.append(f"| {row.curve} | {row.series} | {row.windows} | {row.refused} | {held} |")
    lines.append(f"| damped trend | {trend[0]} | {trend[1]} | 0 | {100 * trend[2]:.0f} |")
    return "\n".join(lines)


def _truth(held) -> str:
    lines = [
        "### Known truth",
        "",
        f"{SERIES:,} series of {truth.KNOWN} whole percents drawn from the declared priors and "
        f"noise, {truth.AHEAD:.0f} gaps ahead: percent of truths in the 95 percent interval.",
        "",
        "| curve | held | refused |",
        "|---" * 3 + "|",
    ]
    for one in CURVES:
        share, failed = truth.coverage(one, held, series=SERIES, seed=SEED)
        lines.append(f"| {one.id} | {100 * share:.1f} | {failed} |")
    share = truth.trend_coverage(series=TREND_SERIES, seed=SEED)
    lines += [
        "",
        f"Damped trend of statsmodels, {TREND_SERIES} series of ten values of its own process: "
        f"{100 * share:.0f} of 95 percent. Below 90 it is no default.",
    ]
    return "\n".join(lines)


def main() -> None:
    """Measure, and write the page."""
    made = f"{START}\n\n{page()}\n\n{END}"
    text = PAGE.read_text(encoding="utf-8")
    pattern = re.escape(START) + ".*" + re.escape(END)
    PAGE.write_text(re.sub(pattern, lambda _: made, text, flags=re.DOTALL), encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)}: code {code_measured()}")


if __name__ == "__main__":
    main()
