"""What other nouns and pages read of people and organisations; one name per question."""

from marketplace.accounts.queries.experts import BrokerCard, BrokerPage, broker_directory, broker_levels_of, brokers
from marketplace.accounts.queries.parties import (
    OrganisationCard,
    OrganisationPage,
    VerificationRow,
    organisation,
    organisation_by_public_id,
    organisation_cards,
    organisation_names,
    organisation_page,
    organisations,
    verification_queue,
)
from marketplace.accounts.queries.people import (
    Contact,
    contact,
    contacts,
    staff_contacts,
    user_by_public_id,
    user_names,
)

__all__ = [
    "BrokerCard",
    "BrokerPage",
    "Contact",
    "OrganisationCard",
    "OrganisationPage",
    "VerificationRow",
    "broker_directory",
    "broker_levels_of",
    "brokers",
    "contact",
    "contacts",
    "organisation",
    "organisation_by_public_id",
    "organisation_cards",
    "organisation_names",
    "organisation_page",
    "organisations",
    "staff_contacts",
    "user_by_public_id",
    "user_names",
    "verification_queue",
]
