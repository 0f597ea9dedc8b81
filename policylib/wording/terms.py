"""What codes of the tables mean, in words that are translated."""

from __future__ import annotations

from policylib.texts import N_

STATUSES = {
    "enacted": N_("enacted"),
    "temporary": N_("temporary"),
    "practice": N_("practice"),
    "observed": N_("observed"),
    "assumed": N_("assumed"),
    "not modelled": N_("not modelled"),
}
ASSUMPTION_KINDS = {
    "observed": N_("observed"),
    "derived": N_("derived"),
    "assumed": N_("assumed"),
}
QUALITIES = {"good": N_("good"), "fair": N_("fair"), "poor": N_("poor")}
STAGES = {
    "instructed": N_("instructed"),
    "budgeted": N_("budgeted"),
    "registered": N_("registered"),
    "paid": N_("paid"),
    "active": N_("active"),
    "not_stated": N_("not stated"),
    "not_applicable": N_("does not apply"),
}
KINDS = {"observed": N_("observed"), "target": N_("target"), "plan": N_("plan")}
QUANTITIES = {
    "coverage_share": N_("coverage"),
    "workers_protected": N_("workers protected"),
    "workers_total": N_("workers"),
    "branch_visitors_per_day": N_("visitors of the branch a day"),
    "villages_total": N_("villages"),
    "villages_not_enrolled": N_("villages counted as not enrolled"),
    "villages_enrolled": N_("villages counted as enrolled"),
    "subsidy_budget": N_("subsidy budget"),
    "subsidy_beneficiaries": N_("people subsidised"),
    "subsidy_per_person_year": N_("subsidy per person and year"),
    "vulnerable_workers": N_("vulnerable workers"),
    "city_paid_participants": N_("participants paid by the city"),
    "labour_force": N_("labour force"),
    "employed": N_("employed people"),
    "unemployment_rate": N_("unemployment rate"),
    "poor_people": N_("poor people"),
    "dana_desa_total": N_("Dana Desa of all villages"),
    "village_officials_covered_share": N_("share of village officials covered"),
}
