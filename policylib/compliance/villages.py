"""Which villages the regression may use, and the terms it takes from them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from policylib.findings import Definition, Finding, HasFindings
from policylib.texts import N_

_REVENUE_SOURCE = ("data:portal-data-desa-jabar", "data:permendagri-register")
TOTAL = Definition(
    "villages-total",
    N_("villages of the register"),
    N_("villages (desa) of the register without an end date"),
    "villages",
)
USED = Definition(
    "villages-used",
    N_("villages with usable revenue"),
    N_("villages − those left out by a rule"),
    "villages",
)
#: Village of the branch office, to which distances are measured: Cikarangkota.
BRANCH = "32.16.09.2001"
LEFT_OUT = Definition(
    "villages-left-out",
    N_("villages left out by a rule"),
    N_("not reported, figures of another village, or an implausible ADD"),
    "villages",
)


@dataclass(frozen=True)
class Usable(HasFindings):
    """The villages with usable revenue, and those that a rule leaves out.

    Attributes
    ----------
    table : pandas.DataFrame
        Usable villages with the terms of `with_terms` (natural logarithms).
    left_out_table : pandas.DataFrame
        code, name, district, revenue_doubt of the others.
    """

    table: pd.DataFrame
    left_out_table: pd.DataFrame
    total: Finding
    used: Finding
    left_out: Finding


def with_terms(villages: pd.DataFrame) -> pd.DataFrame:
    """Return the villages with the model's terms; ADD a head is missing where a rule doubts it."""
    table = villages.copy()
    population = table["population_2024"].astype("float64")
    table["log_population"] = np.log(population)
    add = table["add_2023_rp"].astype("float64").where(table["revenue_doubt"] == "")
    table["log_add_per_head"] = np.log(add / population)
    return table


def usable(villages: pd.DataFrame) -> Usable:
    """Split villages that have their terms by whether a rule doubts their revenue."""
    doubted = villages["revenue_doubt"] != ""
    columns = ["code", "name", "district", "revenue_doubt"]
    return Usable(
        villages[~doubted].reset_index(drop=True),
        villages.loc[doubted, columns].reset_index(drop=True),
        total=TOTAL.exact(len(villages), sources=_REVENUE_SOURCE[1:]),
        used=USED.exact(int((~doubted).sum()), sources=_REVENUE_SOURCE),
        left_out=LEFT_OUT.exact(int(doubted.sum()), sources=_REVENUE_SOURCE),
    )


def sources(counted: Sequence[str], *, form: str, seed: int) -> tuple[str, ...]:
    """Return what the regression of villages stands on.

    Parameters
    ----------
    counted : sequence of str
        Sources of the published number of enrolled villages.
    form : str
        Office table of the answers, such as ``village_enrolment.dpmd-form``; '' for made-up ones.
    seed : int
        Of made-up answers.
    """
    drivers = (
        "data:permendagri-register",
        "data:dukcapil-2024",
        "data:village-facts",
        "data:idm-kemendes",
        "data:portal-data-desa-jabar",
    )
    answers = f"data:{form.partition('.')[2]}" if form else f"synthetic:seed-{seed}"
    return (*drivers, *counted, answers)


def with_place(
    villages: pd.DataFrame, *, places: pd.DataFrame, index: pd.DataFrame, seat: str
) -> pd.DataFrame:
    """Add the distance to a place and the change of the village index.

    Parameters
    ----------
    villages : pandas.DataFrame
        code, district_code and terms.
    places : pandas.DataFrame
        code, latitude, longitude (degrees) of the villages and of ``seat``.
    index : pandas.DataFrame
        code, idm_2023, idm_2024.
    seat : str
        Code of the village that distances are measured to.

    Returns
    -------
    pandas.DataFrame
        The villages with ``log_distance_km`` (natural logarithm of 1 + kilometres on a sphere of
        6,371 km) and ``idm_change``.
    """
    where = places.set_index("code")[["latitude", "longitude"]].astype("float64")
    own, centre = np.radians(where.loc[villages["code"]]), np.radians(where.loc[seat])
    half = np.sin((own - centre) / 2) ** 2
    across = np.cos(own["latitude"]) * np.cos(centre["latitude"]) * half["longitude"]
    distance = 2 * 6371 * np.arcsin(np.sqrt(half["latitude"] + across))
    moved = index.set_index("code")[["idm_2023", "idm_2024"]].astype("float64")
    change = (moved["idm_2024"] - moved["idm_2023"]).reindex(villages["code"])
    return villages.assign(
        log_distance_km=np.log1p(distance.to_numpy()), idm_change=change.to_numpy()
    )
