"""Write the simulations of the village regression into docs/methods/compliance.md.

Run by ``make simulate`` and ``make verify``.
"""

from __future__ import annotations

import hashlib
from dataclasses import replace
from pathlib import Path

import numpy as np
import pandas as pd

from policylib import compliance
from policylib.compliance.firth import firth
from policylib.compliance.separation import separated
from tests.simulation import districts, effects

ROOT = Path(__file__).resolve().parents[2]
PAGE = ROOT / "docs" / "methods" / "compliance.md"
START, END = "<!-- simulation: made by make simulate -->", "<!-- end of simulation -->"
SEED = 20251031
COVERED, DRAWN, SEPARATING = 1_000, 5_000, 1_000
#: Modules of `policylib.compliance` behind the tables.
MEASURED = (
    "assembled", "bootstrap", "design", "effects", "errors_by_district", "firth", "jackknife",
    "logit", "newton", "penalised", "randomisation", "rule", "separation", "simulated",
    "weighted", "wild",
)  # fmt: skip
#: Shown beside the rule.
OTHERS = ("cluster_robust", "jackknife")


def code_measured() -> str:
    """Return the hash of what is simulated here, of its plan and of these measures."""
    package = ROOT / "policylib"
    files = [package / "compliance" / f"{name}.py" for name in MEASURED]
    files += [package / "compliance" / "plan.yaml", package / "synthetic.py"]
    files += [Path(districts.__file__), Path(effects.__file__)]
    digest = hashlib.sha256()
    for file in files:
        digest.update(file.read_bytes())
    return digest.hexdigest()[:12]


def page() -> str:
    """Return all tables as Markdown."""
    parts = [f"Code and plan `{code_measured()}`, seed {SEED}.", _coverage()]
    found = pd.concat([_rates(s, m) for s, m in districts.SETTINGS], ignore_index=True)
    parts += [_false_alarms(found), _power(found), _separation()]
    return "\n\n".join(parts)


def _coverage() -> str:
    lines = [
        "### Coverage of the default intervals",
        "",
        f"Percent of {COVERED:,} data sets whose 95 percent interval of the average marginal "
        "effect holds the truth: the real villages in 23 uneven districts, terms of drawn answers, "
        "about 54 enrolled. The default leaves out one district at a time; the textbook is the "
        "usual cluster-robust interval. Both use t with districts − 1.",
        "",
        "| districts' spread, log odds | term | default | textbook |",
        "|---" * 4 + "|",
    ]
    for spread in effects.SPREADS:
        for row in effects.coverage(spread, sets=COVERED, seed=SEED).itertuples():
            shares = (f"{100 * v:.1f}" for v in (row.default, row.textbook))
            lines.append("| " + " | ".join((f"{spread}", row.term, *shares)) + " |")
    return "\n".join(lines)


def _rates(setting: districts.Setting, methods: dict) -> pd.DataFrame:
    chosen = {name: m for name, m in methods.items() if name in ("rule", *OTHERS)}
    return districts.rates(setting, chosen, sets=DRAWN, seed=SEED)


def _name(row: pd.Series) -> str:
    if row["term"] != "treated":
        return f"{row['term']}, by village"
    villages = f", {row['villages']} villages in each" if row["villages"] else ""
    always = "" if row["by"] == "lot" else f", always the {row['by']}"
    return f"{row['treated']} treated districts{always}{villages}"


def _shares(rows: pd.DataFrame) -> list[str]:
    by = rows.set_index("method")["rejected"]
    return [f"{100 * by[m]:.1f}" if m in by else "–" for m in ("rule", *OTHERS)]


def _table(found: pd.DataFrame) -> list[str]:
    keys, lines = ["term", "treated", "villages", "by", "spread"], []
    for _, rows in found.groupby(keys, sort=False):
        first = rows.iloc[0]
        cells = (_name(first), f"{first['spread']}", *_shares(rows))
        without = rows.loc[rows["method"] == "rule", "without_estimate"].iloc[0]
        lines.append("| " + " | ".join((*cells, f"{100 * without:.1f}")) + " |")
    return lines


_HEAD = [
    "| setting | districts' spread | rule | cluster-robust | jackknife | without p-value |",
    "|---" * 6 + "|",
]


def _false_alarms(found: pd.DataFrame) -> str:
    none = found[found["effect"] == 0]
    rule = none[none["method"] == "rule"]
    worst = rule.loc[rule["rejected"].idxmax()]
    careful = [_name(r) for _, r in rule[rule["rejected"] < 0.035].iterrows()]
    return "\n".join(
        [
            "### False positives",
            "",
            f"Percent of {DRAWN:,} data sets in which a term without effect is told from zero at 5 "
            "percent, by the method that the rule chooses and by two others. Monte Carlo error at "
            f"5 percent: {100 * np.sqrt(0.05 * 0.95 / DRAWN):.1f} points.",
            "",
            *_HEAD,
            *_table(none),
            "",
            f"The rule's worst is {100 * worst['rejected']:.1f} percent ({_name(worst)}). "
            + (
                f"Conservative, below 3.5 percent: {'; '.join(careful)}."
                if careful
                else "None is conservative, below 3.5 percent."
            ),
        ]
    )


def _power(found: pd.DataFrame) -> str:
    some = found[found["effect"] > 0]
    ratio = np.exp(districts.EFFECT)
    return "\n".join(
        [
            "### Power",
            "",
            f"The same with an odds ratio of {ratio:.1f}: percent of data sets in which it is told "
            "from zero. Where another method tells more, part of it are its false positives.",
            "",
            *_HEAD,
            *_table(some),
        ]
    )


def _separation() -> str:
    lines = [
        "### Separation",
        "",
        f"A driver of truth values in few villages, {SEPARATING:,} draws with 54 of 179 enrolled: "
        "how often it separates the outcome, and how often Firth's estimate and both ends of its "
        "interval are finite then.",
        "",
        "| villages with the driver | separated, percent | finite then, percent |",
        "|---" * 3 + "|",
    ]
    for villages in (3, 5, 8):
        apart, finite = _separate(villages)
        lines.append(f"| {villages} | {100 * apart:.1f} | {100 * finite:.1f} |")
    return "\n".join(lines)


def _separate(villages: int) -> tuple[float, float]:
    places = effects.villages()
    table = places.assign(driver=np.arange(len(places)) < villages)
    table["enrolled"] = (np.arange(len(table)) % 2).astype(int)
    base = compliance.design(table, outcome="enrolled", terms=["driver"], groups="district_code")
    chance, apart, finite = np.random.default_rng(SEED + villages), 0, 0
    for _ in range(SEPARATING):
        outcome = np.zeros(len(table))
        outcome[chance.choice(len(table), effects.EVENTS, replace=False)] = 1.0
        seen = replace(base, outcome=outcome)
        if not separated(seen):
            continue
        apart += 1
        ends = firth(seen, confidence=0.95).table[["coefficient", "low", "high"]]
        finite += bool(np.isfinite(ends).all(axis=None))
    return apart / SEPARATING, finite / max(apart, 1)


def write() -> None:
    """Write the tables between the marks of the page."""
    text = PAGE.read_text(encoding="utf-8")
    before, _, rest = text.partition(START)
    after = rest.partition(END)[2]
    PAGE.write_text(f"{before}{START}\n\n{page()}\n\n{END}{after}", encoding="utf-8")


if __name__ == "__main__":
    write()
