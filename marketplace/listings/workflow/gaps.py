"""The rules a publication must meet: each names its field, what is missing and the remedy."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from marketplace.core.disclosure import contact_data
from marketplace.core.i18n import l_
from marketplace.listings.workflow.facts import ListingFacts
from marketplace.listings.workflow.wording import patent_claims, praise, shortened

EVIDENCE, LAW, WARNING = "evidence", "law", "warning"
LEVEL_WITH_EVIDENCE = 4  # below it a report or a plan is the evidence, and that is the listing's own text

Check = Callable[[ListingFacts], Iterator["Gap"]]


@dataclass(frozen=True)
class Gap:
    """One thing that is missing: `rule` says what is asked, `remedy` how to mend it."""

    field: str
    code: str
    level: str
    rule: Any
    remedy: Any

    @property
    def blocking(self) -> bool:
        """Whether the listing cannot be submitted while the gap is there."""
        return self.level != WARNING

    @property
    def sentence(self) -> Any:
        return l_("%(rule)s %(remedy)s", rule=self.rule, remedy=self.remedy)


@dataclass(frozen=True)
class Rule:
    """A rule by its code; `law` rules hold for every record, also one that is loaded in bulk."""

    code: str
    level: str
    check: Check


_rules: list[Rule] = []


def _rule(code: str, level: str = EVIDENCE) -> Callable[[Check], Check]:
    def register(check: Check) -> Check:
        _rules.append(Rule(code, level, check))
        return check

    return register


def _needed(field: str, rule: Any, remedy: Any, *, level: str = EVIDENCE) -> None:
    """A rule that an entry of the content must not be empty."""

    def check(facts: ListingFacts) -> Iterator[Gap]:
        if not facts.content.get(field):
            yield Gap(field, field, level, rule, remedy)

    _rules.append(Rule(field, level, check))


_needed("title", l_("A listing needs a title."), l_("Name the technology and what it does."), level=LAW)
_needed("summary", l_("Buyers read one line first."), l_("Say in one plain sentence what it does and for whom."))
_needed("problem", l_("The problem is not described."), l_("Say who has which problem today."))
_needed(
    "incumbent", l_("The present solution is not named."), l_("Name what is used today and what it costs or lacks.")
)
_needed("solution", l_("The solution is not described."), l_("Describe how it works and what is new."))
_needed("missing_to_scale", l_("The next step is not stated."), l_("Say what is still missing before use at scale."))
_needed("deal_modes", l_("The terms sought are not stated."), l_("Choose at least one kind of deal."))
_needed("field_codes", l_("A listing belongs to at least one technology field."), l_("Choose a field."), level=LAW)
_needed(
    "green_class_codes", l_("A listing belongs to at least one green class."), l_("Choose a green class."), level=LAW
)
_needed("completers", l_("No completer is named."), l_("Add the people who made the result, in order."))


@_rule("figures")
def figures(facts: ListingFacts) -> Iterator[Gap]:
    if not facts.content.get("figures") and not facts.content.get("no_figures_reason"):
        yield Gap(
            "figures", "figures", EVIDENCE, l_("There is no figure."),
            l_("Add one with unit and test condition, or say why none can be given."),
        )  # fmt: skip


@_rule("maturity")
def maturity(facts: ListingFacts) -> Iterator[Gap]:
    if not facts.content.get("maturity"):
        yield Gap(
            "maturity", "maturity", EVIDENCE, l_("The maturity is not stated."), l_("Choose a level on one scale.")
        )


@_rule("maturity_evidence")
def maturity_evidence(facts: ListingFacts) -> Iterator[Gap]:
    stated = facts.content.get("maturity")
    if stated and stated.level >= LEVEL_WITH_EVIDENCE and not facts.content.get("maturity_evidence"):
        yield Gap(
            "maturity_evidence", "maturity_evidence", EVIDENCE,
            l_("From level %(level)s on, maturity needs evidence.", level=LEVEL_WITH_EVIDENCE),
            l_("Name the test, sample, report or user that shows the level."),
        )  # fmt: skip


@_rule("licence_kinds")
def licence_kinds(facts: ListingFacts) -> Iterator[Gap]:
    if "licence" in (facts.content.get("deal_modes") or ()) and not facts.content.get("licence_kinds"):
        yield Gap(
            "licence_kinds", "licence_kinds", EVIDENCE, l_("The kind of licence is open."),
            l_("Choose which licences you offer."),
        )  # fmt: skip


@_rule("price")
def price(facts: ListingFacts) -> Iterator[Gap]:
    if not facts.content.get("price_disclosure"):
        yield Gap(
            "price_disclosure", "price", EVIDENCE, l_("The price is not stated."),
            l_("State a price or a range, or choose “negotiable”."),
        )  # fmt: skip


@_rule("ipc")
def ipc(facts: ListingFacts) -> Iterator[Gap]:
    if facts.kind == "patent" and not facts.content.get("ipc"):
        yield Gap(
            "ipc", "ipc", EVIDENCE, l_("A patent has IPC symbols."), l_("Copy them from the patent's first page.")
        )


@_rule("patent", LAW)
def patent(facts: ListingFacts) -> Iterator[Gap]:
    if facts.kind == "patent" and not facts.patents:
        yield Gap("patents", "patent", LAW, l_("A patent listing needs its patent."), l_("Add the application data."))


@_rule("patent_status", LAW)
def patent_status(facts: ListingFacts) -> Iterator[Gap]:
    """Advertising law art. 12: only a patent in force is shown as one; others are marked as not granted."""
    for held in facts.patents:
        if held.phase is None:
            yield Gap(
                "patents", "patent_status", LAW,
                l_("%(number)s has no legal status.", number=held.number),
                l_("Enter the status from the register and the day you read it."),
            )  # fmt: skip
        elif held.phase == "ended" and facts.kind == "patent":
            yield Gap(
                "patents", "patent_status", LAW,
                l_("%(number)s is no longer in force and cannot be offered as a patent.", number=held.number),
                l_("Remove it or correct its status."),
            )  # fmt: skip


@_rule("owner_verified")
def owner_verified(facts: ListingFacts) -> Iterator[Gap]:
    """E-commerce law art. 27: the platform verifies whoever offers."""
    if not facts.owner_verified:
        yield Gap(
            "owner", "owner_verified", EVIDENCE, l_("The organisation is not verified."),
            l_("Apply for verification of your organisation first."),
        )  # fmt: skip


@_rule("secrecy_level", LAW)
def secrecy_level(facts: ListingFacts) -> Iterator[Gap]:
    """V15: 密级 = 公开."""
    if facts.content.get("secrecy_level") != "public":
        yield Gap(
            "secrecy_level", "secrecy_level", LAW, l_("Only public results may be listed."),
            l_("Have the secrecy level determined; anything above “public” stays off this site."),
        )  # fmt: skip


@_rule("attestation", LAW)
def attestation(facts: ListingFacts) -> Iterator[Gap]:
    """V15; secrets law art. 35: reviewed before publication, item by item."""
    missing = [part for part in ("reviewer", "date", "number") if not facts.content.get(f"attestation_{part}")]
    if missing:
        yield Gap(
            f"attestation_{missing[0]}", "attestation", LAW, l_("The secrecy attestation is incomplete."),
            l_("Enter who reviewed it in your organisation, when, and the number of the document."),
        )  # fmt: skip


@_rule("contact_data", LAW)
def no_contact_data(facts: ListingFacts) -> Iterator[Gap]:
    """V16; personal information law: phone, mail and identity numbers are never public."""
    for field, found in _by_field(facts, contact_data).items():
        yield Gap(
            field, "contact_data", LAW,
            l_("Contact or personal data stands in public text: %(found)s.", found=shortened(found)),
            l_("Take it out; enquiries reach you through this site."),
        )  # fmt: skip


@_rule("pending_patent", LAW)
def pending_is_no_patent(facts: ListingFacts) -> Iterator[Gap]:
    """V17; advertising law art. 12."""
    if not facts.patents or any(held.granted for held in facts.patents):
        return
    for field, found in _by_field(facts, patent_claims).items():
        yield Gap(
            field, "pending_patent", LAW,
            l_("An application that is not granted is called a patent: %(found)s.", found=shortened(found)),
            l_("Write “patent application” instead."),
        )  # fmt: skip


@_rule("praise")
def praise_needs_a_figure(facts: ListingFacts) -> Iterator[Gap]:
    level = WARNING if facts.content.get("figures") else EVIDENCE
    for field, found in _by_field(facts, praise).items():
        yield Gap(
            field, "praise", level,
            l_("Praise without a figure says nothing: %(found)s.", found=shortened(found)),
            l_("Replace it by a figure with unit, test condition and comparison."),
        )  # fmt: skip


@_rule("status_age", WARNING)
def status_age(facts: ListingFacts) -> Iterator[Gap]:
    """V8: the age allowed is the rule parameter patent_status_age_days."""
    for held in facts.patents:
        if held.status_as_of and (facts.today - held.status_as_of).days > facts.status_age_days:
            yield Gap(
                "patents", "status_age", WARNING,
                l_("The status of %(number)s is older than %(days)s days.", number=held.number,
                   days=facts.status_age_days),
                l_("Read the register again and enter the day."),
            )  # fmt: skip


@_rule("benefit_method", WARNING)
def benefit_method(facts: ListingFacts) -> Iterator[Gap]:
    """V18: a carbon claim without method or verifier is marked as unverified."""
    for row in facts.content.get("benefits") or ():
        if row["kind"] == "greenhouse_gas" and not (row.get("method") and row.get("verifier")):
            yield Gap(
                "benefits", "benefit_method", WARNING, l_("A carbon benefit has no method or no verifier."),
                l_("Name both, or it will be shown as unverified."),
            )  # fmt: skip
            return


@_rule("duplicates", WARNING)
def duplicates(facts: ListingFacts) -> Iterator[Gap]:
    for other in facts.duplicates:
        yield Gap(
            "title", "duplicates", WARNING,
            l_("There may already be a listing of this: %(title)s.", title=other),
            l_("Continue the existing one, or say in the summary what differs."),
        )  # fmt: skip


def _by_field(facts: ListingFacts, find: Callable[[str], list[str]]) -> Mapping[str, list[str]]:
    texts = list(facts.public_texts())
    if not find("\n".join(text for _field, text in texts)):
        return {}  # one look at everything: a clean listing is the rule
    found: dict[str, list[str]] = defaultdict(list)
    for field, text in texts:
        found[field] += find(text)
    return {field: items for field, items in found.items() if items}


RULES: tuple[Rule, ...] = tuple(_rules)


def gaps(facts: ListingFacts, *, levels: tuple[str, ...] = (EVIDENCE, LAW, WARNING)) -> list[Gap]:
    """Everything that is missing or doubtful, in the order of the editor."""
    # A rule of evidence may answer with a warning instead; rules of law never soften.
    asked = [rule for rule in RULES if rule.level in levels or (rule.level == EVIDENCE and WARNING in levels)]
    return [gap for rule in asked for gap in rule.check(facts) if gap.level in levels]


def completeness(facts: ListingFacts) -> int:
    """Share of the blocking rules that are met, in percent."""
    asked = [rule for rule in RULES if rule.level != WARNING]
    met = sum(not any(gap.blocking for gap in rule.check(facts)) for rule in asked)
    return 100 * met // len(asked)


def submission_guards() -> tuple[Callable[[ListingFacts], Any], ...]:
    """The blocking rules as guards of the workflow."""
    return tuple(_blocking(rule) for rule in RULES if rule.level != WARNING)


def _blocking(rule: Rule) -> Callable[[ListingFacts], Any]:
    def guard(facts: ListingFacts) -> Any:
        return next((gap.sentence for gap in rule.check(facts) if gap.blocking), None)

    guard.__name__ = rule.code
    return guard
