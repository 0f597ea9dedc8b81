"""The 15 p-values of Benjamini and Hochberg (1995), section 3.2.

They reject 3 by Bonferroni, 3 by Hochberg and 4 by their own procedure at .05. Holm rejects no
fewer than Bonferroni and no more than Hochberg, so 3.
"""

from __future__ import annotations

import pandas as pd

from policylib.compliance.multiplicity import adjusted

P = [0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240,
     0.4262, 0.5719, 0.6528, 0.7590, 1.0000]  # fmt: skip


def test_rejections_at_five_percent():
    found = adjusted(pd.Series(P, index=[f"hypothesis {i}" for i in range(1, 16)]))
    assert (found["p"] <= 0.05).sum() == 9
    assert (found["holm"] <= 0.05).sum() == 3
    assert (found["benjamini_hochberg"] <= 0.05).sum() == 4
