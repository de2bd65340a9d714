"""Tables of the vocabulary; codes are the keys, so that other nouns store a code and point at its row."""

from __future__ import annotations

from datetime import date
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    CheckConstraint,
    Date,
    ForeignKey,
    ForeignKeyConstraint,
    Integer,
    SmallInteger,
    String,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlalchemy.orm import Mapped, mapped_column

from marketplace.core.db import Base, Entity, json_column
from marketplace.core.text import Text, bilingual


class Labelled:
    """What every vocabulary row has: a place in its list, a label in both languages, a retirement mark."""

    order: Mapped[int] = mapped_column("position", Integer)
    # A retired code stays readable on old records and is offered to nobody.
    retired: Mapped[bool] = mapped_column(Boolean, default=False, server_default=text("false"))


def _both_languages() -> CheckConstraint:
    # A code without a label in one language would show its bare code to half of the readers.
    return CheckConstraint("coalesce(label_zh, '') <> '' AND coalesce(label_en, '') <> ''", name="both_languages")


class Industry(Labelled, Base):
    """One of the five advantage industries of the provincial plan."""

    __tablename__ = "taxonomy_industry"
    __table_args__ = (_both_languages(),)

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    label: Mapped[Text] = bilingual("label")


class Field(Labelled, Base):
    """One of the thirteen technology fields of the plan; data storage is never energy storage."""

    __tablename__ = "taxonomy_field"
    __table_args__ = (_both_languages(),)

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    label: Mapped[Text] = bilingual("label")


class FieldIndustry(Base):
    """A field serves an industry (many to many)."""

    __tablename__ = "taxonomy_field_industry"

    field_code: Mapped[str] = mapped_column(ForeignKey("taxonomy_field.code"), primary_key=True)
    industry_code: Mapped[str] = mapped_column(ForeignKey("taxonomy_industry.code"), primary_key=True)


class KeyTechnology(Labelled, Base):
    """One of the hundred key technologies that the plan names under a field."""

    __tablename__ = "taxonomy_key_technology"
    __table_args__ = (_both_languages(),)

    code: Mapped[str] = mapped_column(String(40), primary_key=True)
    field_code: Mapped[str] = mapped_column(ForeignKey("taxonomy_field.code"), index=True)
    label: Mapped[Text] = bilingual("label")


class GreenClass(Labelled, Base):
    """A branch of the green classification; `scheme` says whose branch it is."""

    __tablename__ = "taxonomy_green_class"
    __table_args__ = (_both_languages(), CheckConstraint("scheme IN ('cnipa', 'own')", name="scheme"))

    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("taxonomy_green_class.code"))
    scheme: Mapped[str] = mapped_column(String(10))
    label: Mapped[Text] = bilingual("label")


class FieldGreenClass(Base):
    """A green class in which work of the field usually falls; every field has at least one."""

    __tablename__ = "taxonomy_field_green_class"

    field_code: Mapped[str] = mapped_column(ForeignKey("taxonomy_field.code"), primary_key=True)
    green_class_code: Mapped[str] = mapped_column(ForeignKey("taxonomy_green_class.code"), primary_key=True)
    order: Mapped[int] = mapped_column("position", Integer)


class IpcSymbol(Labelled, Base):
    """A section, class or subclass of the International Patent Classification, titles in our own words."""

    __tablename__ = "taxonomy_ipc_symbol"
    __table_args__ = (
        # Subclasses without a title of their own are shown with the title of their class.
        CheckConstraint("(label_zh IS NULL) = (label_en IS NULL)", name="title_in_both_or_none"),
        CheckConstraint("level = 'subclass' OR label_zh IS NOT NULL", name="upper_levels_titled"),
        CheckConstraint("level IN ('section', 'class', 'subclass')", name="level"),
    )

    symbol: Mapped[str] = mapped_column(String(8), primary_key=True)
    level: Mapped[str] = mapped_column(String(10))
    label: Mapped[Text] = bilingual("label")


class IpcField(Base):
    """A hand-made hint: a symbol that begins with the prefix points at the field, with a weight of 1-10."""

    __tablename__ = "taxonomy_ipc_field"
    __table_args__ = (CheckConstraint("weight BETWEEN 1 AND 10", name="weight"),)

    prefix: Mapped[str] = mapped_column(String(16), primary_key=True)
    field_code: Mapped[str] = mapped_column(ForeignKey("taxonomy_field.code"), primary_key=True)
    weight: Mapped[int] = mapped_column(SmallInteger)


class GreenIpc(Base):
    """A row of the WIPO IPC Green Inventory: a subclass, optionally narrowed to groups and subgroups."""

    __tablename__ = "taxonomy_green_ipc"

    pattern: Mapped[str] = mapped_column(String(24), primary_key=True)
    subclass: Mapped[str] = mapped_column(String(8), index=True)
    group_from: Mapped[int | None] = mapped_column(Integer)
    group_to: Mapped[int | None] = mapped_column(Integer)
    subgroup_from: Mapped[str | None] = mapped_column(String(8))
    subgroup_to: Mapped[str | None] = mapped_column(String(8))


class MaturityScale(Labelled, Base):
    """A maturity scale; levels of two scales are never compared or translated silently (V66)."""

    __tablename__ = "taxonomy_maturity_scale"
    __table_args__ = (_both_languages(),)

    scale_id: Mapped[str] = mapped_column(String(40), primary_key=True)
    label: Mapped[Text] = bilingual("label")
    source: Mapped[Text] = bilingual("source")


class MaturityLevel(Labelled, Base):
    """A level of one scale with the evidence it asks for and the stage of the results register it means."""

    __tablename__ = "taxonomy_maturity_level"
    __table_args__ = (
        _both_languages(),
        CheckConstraint("level >= 1", name="level"),
        CheckConstraint("stage IN ('early', 'middle', 'mature')", name="stage"),
    )

    scale_id: Mapped[str] = mapped_column(ForeignKey("taxonomy_maturity_scale.scale_id"), primary_key=True)
    level: Mapped[int] = mapped_column(SmallInteger, primary_key=True)
    label: Mapped[Text] = bilingual("label")
    evidence: Mapped[Text] = bilingual("evidence")
    stage: Mapped[str] = mapped_column(String(10))


class Region(Labelled, Base):
    """A province of China or a prefecture of Sichuan; prefectures have a cell on the tile map."""

    __tablename__ = "taxonomy_region"
    __table_args__ = (
        _both_languages(),
        CheckConstraint("(tile_row IS NULL) = (tile_column IS NULL)", name="tile_is_a_pair"),
        # Two prefectures in one cell would hide one of them on the map.
        UniqueConstraint("tile_row", "tile_column"),
    )

    code: Mapped[str] = mapped_column(String(6), primary_key=True)
    parent_code: Mapped[str | None] = mapped_column(ForeignKey("taxonomy_region.code"))
    label: Mapped[Text] = bilingual("label")
    short: Mapped[Text] = bilingual("short")
    tile_row: Mapped[int | None] = mapped_column(SmallInteger)
    tile_column: Mapped[int | None] = mapped_column(SmallInteger)


class Code(Labelled, Base):
    """An entry of one of the small lists (conversion modes, licence kinds, reasons …)."""

    __tablename__ = "taxonomy_code"
    __table_args__ = (
        _both_languages(),
        ForeignKeyConstraint(["list", "parent_code"], ["taxonomy_code.list", "taxonomy_code.code"]),
    )

    list: Mapped[str] = mapped_column(String(40), primary_key=True)
    code: Mapped[str] = mapped_column(String(60), primary_key=True)
    parent_code: Mapped[str | None] = mapped_column(String(60))
    label: Mapped[Text] = bilingual("label")
    facts: Mapped[dict[str, Any]] = json_column(default=dict, server_default=text("'{}'"))


class RuleParameter(Entity):
    """A number of a law, a standard or our own rule, with its place, its period and its source."""

    __tablename__ = "taxonomy_rule_parameter"
    __table_args__ = (
        CheckConstraint("effective_from <= effective_to", name="period"),
        CheckConstraint("basis IN ('statute', 'plan', 'secondary', 'unverified', 'decision')", name="basis"),
        # One answer per code, place and day. The hash stands for the pair, because ranges are the only
        # type whose equality a GiST index knows without an extension.
        ExcludeConstraint(
            (
                text(
                    "int8range(hashtextextended(code || '@' || jurisdiction, 0),"
                    " hashtextextended(code || '@' || jurisdiction, 0), '[]')"
                ),
                "&&",
            ),
            (text("daterange(effective_from, effective_to, '[]')"), "&&"),
            name="ex_taxonomy_rule_parameter_period",
        ),
    )

    code: Mapped[str] = mapped_column(String(80), index=True)
    jurisdiction: Mapped[str] = mapped_column(String(10))
    title: Mapped[Text] = bilingual("title")
    value: Mapped[dict[str, Any]] = json_column()
    effective_from: Mapped[date | None] = mapped_column(Date)
    effective_to: Mapped[date | None] = mapped_column(Date)
    source: Mapped[Text] = bilingual("source")
    basis: Mapped[str] = mapped_column(String(12))
    verified: Mapped[bool] = mapped_column(Boolean, default=False)
    note: Mapped[Text] = bilingual("note")
    # The seed a row came from; a row that staff edited is never overwritten by a later load.
    seed: Mapped[str | None] = mapped_column(String(120), unique=True)
    edited: Mapped[bool] = mapped_column(Boolean, default=False, server_default=text("false"))


class Stamp(Base):
    """One row that grows with every change, so that each process knows when its cached copy is old."""

    __tablename__ = "taxonomy_stamp"
    __table_args__ = (CheckConstraint("id = 1", name="single_row"),)

    id: Mapped[int] = mapped_column(SmallInteger, primary_key=True, autoincrement=False)
    number: Mapped[int] = mapped_column(BigInteger)
