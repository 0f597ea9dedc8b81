"""Several terms tested at once: adjusted p-values.

References
----------
Holm (1979), Scandinavian Journal of Statistics 6; Benjamini and Hochberg (1995), Journal of the
Royal Statistical Society B 57.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from policylib.errors import DataError, UsageError, message


def adjusted(p_values: pd.Series) -> pd.DataFrame:
    """Adjust p-values for their number; all tests of the question belong in one call.

    Holm bounds the chance of even one false rejection, whatever the dependence: the largest of
    (m − i + 1) p(i) so far, in rising order. Benjamini and Hochberg bound the expected share of
    false ones among the rejections, for independent or positively dependent tests: the smallest of
    m p(i) / i from here on.

    Parameters
    ----------
    p_values : pandas.Series
        One a term; the index names it.

    Returns
    -------
    pandas.DataFrame
        term, p, holm, benjamini_hochberg, in the order given.

    Raises
    ------
    DataError
        If a p-value is missing or outside 0 to 1.
    UsageError
        If there is none, or a term stands twice.
    """
    from statsmodels.stats.multitest import multipletests

    p = p_values.to_numpy(dtype="float64")
    _refuse(p_values, p)
    # The level moves only the verdicts, which are not used.
    holm, share = (multipletests(p, method=m)[1] for m in ("holm", "fdr_bh"))
    return pd.DataFrame(
        {"term": list(p_values.index), "p": p, "holm": holm, "benjamini_hochberg": share}
    )


def _refuse(p_values: pd.Series, p: np.ndarray) -> None:
    if not len(p):
        raise UsageError(message("no p-value"))
    if p_values.index.has_duplicates:
        twice = p_values.index[p_values.index.duplicated()][0]
        raise UsageError(message(f"'{twice}' stands twice", expected="one p-value a term"))
    if bad := [str(t) for t, v in zip(p_values.index, p, strict=True) if not 0 <= v <= 1]:
        raise DataError(message("no p-value", where=", ".join(bad), expected="0 to 1"))
