"""Which villages the regression may use, and the terms it takes from them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from policylib.findings import Finding, HasFindings
from policylib.texts import N_

_REVENUE_SOURCE = ("data:portal-data-desa-jabar", "data:permendagri-register")


@dataclass(frozen=True)
class Usable(HasFindings):
    """The villages with usable revenue, and those that a rule leaves out.

    Attributes
    ----------
    table : pandas.DataFrame
        Usable villages with ``log_population`` and ``log_add_per_head`` (natural logarithms).
    left_out_table : pandas.DataFrame
        code, name, district, revenue_doubt of the others.
    """

    table: pd.DataFrame
    left_out_table: pd.DataFrame
    total: Finding
    used: Finding
    left_out: Finding


def usable(villages: pd.DataFrame) -> Usable:
    """Split villages by whether a rule doubts their revenue, and add the terms of the model."""
    doubted = villages["revenue_doubt"] != ""
    table = villages[~doubted].copy()
    table["log_population"] = np.log(table["population_2024"].astype("float64"))
    table["log_add_per_head"] = np.log(
        table["add_2023_rp"].astype("float64") / table["population_2024"].astype("float64")
    )
    columns = ["code", "name", "district", "revenue_doubt"]

    def count(name: str, label: str, rows: int, formula: str) -> Finding:
        return Finding(
            id=name,
            label=label,
            value=rows,
            low=rows,
            high=rows,
            unit="villages",
            digits=0,
            sources=_REVENUE_SOURCE,
            formula=formula,
        )

    return Usable(
        table.reset_index(drop=True),
        villages.loc[doubted, columns].reset_index(drop=True),
        total=count(
            "villages-total",
            N_("villages of the register"),
            len(villages),
            N_("rows of the register that are valid today"),
        ),
        used=count(
            "villages-used",
            N_("villages with usable revenue"),
            len(table),
            N_("villages − those left out by a rule"),
        ),
        left_out=count(
            "villages-left-out",
            N_("villages left out by a rule"),
            int(doubted.sum()),
            N_("not reported, figures of another village, or an implausible ADD"),
        ),
    )


def sources(*, seed: int | None) -> tuple[str, ...]:
    """Return what the regression of villages stands on; a seed says the outcome is made up."""
    drivers = (
        "data:permendagri-register",
        "data:dukcapil-2024",
        "data:village-facts",
        "data:idm-kemendes",
        "data:portal-data-desa-jabar",
    )
    return drivers if seed is None else (*drivers, f"synthetic:seed-{seed}")
