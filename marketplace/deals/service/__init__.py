"""The verbs of enquiries and deals: the only writer. Pilots and incubation call those of `lifecycle`."""

from marketplace.deals.service.assignment import assign, claim, declare, release_departed
from marketplace.deals.service.blocks import lift as lift_block
from marketplace.deals.service.details import edit
from marketplace.deals.service.digest import send_digests
from marketplace.deals.service.enquiries import accept, block, decline, open_deal_for, withdraw
from marketplace.deals.service.enquiries import create as create_enquiry
from marketplace.deals.service.enquiries import take as advance_enquiry
from marketplace.deals.service.enquiries import write as write_message
from marketplace.deals.service.lifecycle import advance, close, enter_incubation, enter_pilot
from marketplace.deals.service.notes import add_note
from marketplace.deals.service.opening import clear_bypass
from marketplace.deals.service.papers import download, enquiry_file, upload
from marketplace.deals.service.parties import add_party, name_contact, remove_party
from marketplace.deals.service.plan import add_task, complete_task, set_next_action
from marketplace.deals.service.records import get
from marketplace.deals.service.response_clock import escalate_overdue, expire_silent
from marketplace.deals.service.stage_rules import edit as edit_stage_rule
from marketplace.deals.service.stage_rules import load as load_stage_rules

__all__ = [
    "accept",
    "add_note",
    "add_party",
    "add_task",
    "advance",
    "advance_enquiry",
    "assign",
    "block",
    "claim",
    "clear_bypass",
    "close",
    "complete_task",
    "create_enquiry",
    "declare",
    "decline",
    "download",
    "edit",
    "edit_stage_rule",
    "enquiry_file",
    "enter_incubation",
    "enter_pilot",
    "escalate_overdue",
    "expire_silent",
    "get",
    "lift_block",
    "load_stage_rules",
    "name_contact",
    "open_deal_for",
    "release_departed",
    "remove_party",
    "send_digests",
    "set_next_action",
    "upload",
    "withdraw",
    "write_message",
]
