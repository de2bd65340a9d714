"""Writing the vocabulary: the repeatable load, and staff edits of rule parameters."""

from marketplace.taxonomy.service.load import LoadReport, load
from marketplace.taxonomy.service.rules import revise_rule, succeed_rule

__all__ = ["LoadReport", "load", "revise_rule", "succeed_rule"]
