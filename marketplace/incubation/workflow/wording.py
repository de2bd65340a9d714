"""What states, steps, routes and events of incubation are called."""

from __future__ import annotations

from typing import Any

from marketplace.core.i18n import l_

Labels = dict[str, Any]

STATES: Labels = {
    "applied": l_("Applied"),
    "admitted": l_("Admitted"),
    "company_registered": l_("Company registered"),
    "ip_contributed": l_("Rights in the company"),
    "operating": l_("Operating"),
    "graduated": l_("Graduated"),
    "exited": l_("Left"),
    "failed": l_("Failed"),
}
TONES = {"applied": "neutral", "graduated": "success", "exited": "neutral", "failed": "danger"}
ACTIONS: Labels = {
    "admit": l_("Admit"),
    "register_company": l_("Confirm the registration of the company"),
    "contribute_ip": l_("Confirm that the rights are in the company"),
    "begin_operation": l_("Confirm that the company operates"),
    "graduate": l_("Graduate"),
    "leave": l_("Record that the company left"),
    "fail": l_("Record as failed"),
}
IP_ROUTES: Labels = {
    "contribution": l_("Contributed as capital (valued)"),
    "transfer": l_("Transferred"),
    "licence_in": l_("Licensed to the company"),
}
EVENTS: Labels = {
    "incubator.create": l_("Incubator entered"),
    "incubator.edit": l_("Incubator changed"),
    "incubation.apply": l_("Incubation case begun"),
    "incubation.waive": l_("Pilot waived by the centre lead"),
    "incubation.edit": l_("Incubation case changed"),
    "incubation.milestone": l_("Milestone reached"),
    "incubation.admit": l_("Admitted to incubation"),
    "incubation.register_company": l_("Company registered"),
    "incubation.contribute_ip": l_("Rights in the company"),
    "incubation.begin_operation": l_("Company operates"),
    "incubation.graduate": l_("Graduated from incubation"),
    "incubation.leave": l_("Company left incubation"),
    "incubation.fail": l_("Incubation failed"),
}
FIELDS: Labels = {
    "state": l_("Stage"),
    "title": l_("Title"),
    "plan": l_("Incubation plan"),
    "incubator": l_("Incubator"),
    "company_name": l_("Company name"),
    "company_uscc": l_("Unified social credit code"),
    "registered_on": l_("Registered on"),
    "heads_checked": l_("No head of a state-set-up unit holds shares"),
    "ip_route": l_("How the company holds the rights"),
    "appraisal_number": l_("Number of the appraisal report"),
    "appraised_on": l_("Base date of the appraisal"),
    "jobs": l_("Jobs"),
    "investment_fen": l_("Outside investment"),
    "revenue_fen": l_("Revenue"),
}
