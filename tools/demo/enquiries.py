"""Enquiries with their threads: those that led to a deal and those that did not."""

from __future__ import annotations

from typing import Any

from tools.demo import written
from tools.demo.needs import keys
from tools.demo.speakers import speaker

CLOSED = ("declined", "withdrawn", "expired", "blocked")


def enquiries() -> list[dict[str, Any]]:
    """All enquiries; those of deals first, in the order of the deals."""
    rows = [_of_deal(entry) for entry in written.deals()]
    numbered = enumerate(written.enquiries(), start=len(rows) + 1)
    return rows + [_alone(f"enquiry-{number:02d}", entry) for number, entry in numbered]


def key_of_deal(deal: str) -> str:
    """The key of the enquiry from which a deal came."""
    return deal.replace("deal-", "enquiry-")


def _owners_of_needs() -> dict[str, str]:
    return {key: entry["org"] for key, _field, entry in keys()}


def _of_deal(entry: dict[str, Any]) -> dict[str, Any]:
    offer = "need" in entry
    asker, owner = (entry["supplier"], entry["buyer"]) if offer else (entry["buyer"], entry["supplier"])
    messages = [
        _message(entry["asked"], "asker", speaker(asker), entry["question"]),
        _message(entry["answered"], "owner", speaker(owner), entry["answer"]),
    ]
    row = _row(key_of_deal(entry["key"]), entry, asker, owner, messages, state="accepted")
    row |= {"ended_days_ago": entry["opened"], "end_reason": entry["acceptance"], "deal": entry["key"]}
    return row


def _alone(key: str, entry: dict[str, Any]) -> dict[str, Any]:
    owner = _owners_of_needs()[f"need-{entry['need']}"] if "need" in entry else entry["owner"]
    people = {"asker": speaker(entry["asker"]), "owner": speaker(owner), "broker": entry.get("broker", "")}
    messages = [_message(days, side, people[side], body) for days, side, body in entry["thread"]]
    row = _row(key, entry, entry["asker"], owner, messages, state=entry["state"])
    row["escalated_days_ago"] = entry.get("escalated")
    if entry["state"] == "declined":
        code, note, days = entry["decline"]
        row |= {"decline_code": code, "decline_note": note or None, "ended_days_ago": days}
    elif entry["state"] == "expired":
        row["ended_days_ago"] = entry["expired"]
    elif entry["state"] in CLOSED:
        row["ended_days_ago"], row["end_reason"] = entry[entry["state"]]
    return row


def _row(
    key: str, entry: dict[str, Any], asker: str, owner: str, messages: list[dict[str, Any]], *, state: str
) -> dict[str, Any]:
    offer = "need" in entry
    listing = entry.get("offered") or entry.get("listing")
    return {
        "key": key,
        "listing": None if offer else listing,
        "need": f"need-{entry['need']}" if offer else None,
        "offered_listing": listing if offer else None,
        "asker": asker,
        "asker_person": speaker(asker),
        "owner": owner,
        "owner_person": speaker(owner),
        "wanted_mode": entry["mode"],
        "quantity": entry.get("quantity"),
        "time_frame": entry.get("time_frame"),
        "state": state,
        "asked_days_ago": messages[0]["days_ago"],
        "answered_days_ago": next((one["days_ago"] for one in messages if one["side"] == "owner"), None),
        "escalated_days_ago": None,
        "broker": entry.get("broker") if state != "accepted" else None,
        "messages": messages,
        "decline_code": None,
        "decline_note": None,
        "ended_days_ago": None,
        "end_reason": None,
        "deal": None,
        "demo": True,
    }


def _message(days_ago: int, side: str, author: str, body: str) -> dict[str, Any]:
    return {"days_ago": days_ago, "side": side, "author": author, "body": body}
