"""What the models are called, in tables and findings."""

from __future__ import annotations

from policylib.projection.curves import CURVES
from policylib.texts import N_

AS_NOW, REFERENCE = "as-now", "reference"
TITLES = {
    AS_NOW: N_("as now"),
    REFERENCE: N_("reference class"),
    **{c.id: c.title for c in CURVES},
}
CHANCES = {
    AS_NOW: N_("chance of the target, as now"),
    REFERENCE: N_("chance of the target, reference class"),
    "linear": N_("chance of the target, straight line"),
    "logit-linear": N_("chance of the target, straight line on logits"),
    "damped": N_("chance of the target, damped line on logits"),
    "logistic": N_("chance of the target, logistic with a ceiling"),
    "gompertz": N_("chance of the target, Gompertz"),
    "bass": N_("chance of the target, Bass"),
}
SHARES = {
    AS_NOW: N_("coverage on the target's day, as now"),
    REFERENCE: N_("coverage on the target's day, reference class"),
    "linear": N_("coverage on the target's day, straight line"),
    "logit-linear": N_("coverage on the target's day, straight line on logits"),
    "damped": N_("coverage on the target's day, damped line on logits"),
    "logistic": N_("coverage on the target's day, logistic with a ceiling"),
    "gompertz": N_("coverage on the target's day, Gompertz"),
    "bass": N_("coverage on the target's day, Bass"),
}
#: The same with the last figure as the count: a table that holds both must tell them apart.
COUNTED_CHANCES = {
    AS_NOW: N_("chance of the target by the count, as now"),
    REFERENCE: N_("chance of the target by the count, reference class"),
    "linear": N_("chance of the target by the count, straight line"),
    "logit-linear": N_("chance of the target by the count, straight line on logits"),
    "damped": N_("chance of the target by the count, damped line on logits"),
    "logistic": N_("chance of the target by the count, logistic with a ceiling"),
    "gompertz": N_("chance of the target by the count, Gompertz"),
    "bass": N_("chance of the target by the count, Bass"),
}
COUNTED_SHARES = {
    AS_NOW: N_("coverage on the target's day by the count, as now"),
    REFERENCE: N_("coverage on the target's day by the count, reference class"),
    "linear": N_("coverage on the target's day by the count, straight line"),
    "logit-linear": N_("coverage on the target's day by the count, straight line on logits"),
    "damped": N_("coverage on the target's day by the count, damped line on logits"),
    "logistic": N_("coverage on the target's day by the count, logistic with a ceiling"),
    "gompertz": N_("coverage on the target's day by the count, Gompertz"),
    "bass": N_("coverage on the target's day by the count, Bass"),
}
