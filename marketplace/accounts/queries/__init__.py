"""What other nouns and pages read of people and organisations; one name per question."""

from marketplace.accounts.queries.addressees import (
    Contact,
    contact,
    contacts,
    staff_contacts,
    user_by_public_id,
    user_names,
)
from marketplace.accounts.queries.experts import (
    BrokerCard,
    BrokerPage,
    broker_directory,
    broker_levels_of,
    broker_record,
    brokers,
)
from marketplace.accounts.queries.membership import members, people, person
from marketplace.accounts.queries.parties import (
    OrganisationCard,
    OrganisationPage,
    VerificationRow,
    organisation,
    organisation_by_public_id,
    organisation_cards,
    organisation_cards_by_public_id,
    organisation_names,
    organisation_page,
    organisations,
    verification_queue,
    verified_count,
)
from marketplace.accounts.queries.security import demo_accounts, devices, own_data, own_history, profile, tokens
from marketplace.accounts.queries.verification import VerificationPage, verification_page

__all__ = [
    "BrokerCard",
    "BrokerPage",
    "Contact",
    "OrganisationCard",
    "OrganisationPage",
    "VerificationPage",
    "VerificationRow",
    "broker_directory",
    "broker_levels_of",
    "broker_record",
    "brokers",
    "contact",
    "contacts",
    "demo_accounts",
    "devices",
    "members",
    "organisation",
    "organisation_by_public_id",
    "organisation_cards",
    "organisation_cards_by_public_id",
    "organisation_names",
    "organisation_page",
    "organisations",
    "own_data",
    "own_history",
    "people",
    "person",
    "profile",
    "staff_contacts",
    "tokens",
    "user_by_public_id",
    "user_names",
    "verification_page",
    "verification_queue",
    "verified_count",
]
