"""Finding what stands in files: for the readers of their tier, and for nobody else."""

from __future__ import annotations

from io import BytesIO

from werkzeug.datastructures import FileStorage

from marketplace.core import files, jobs
from marketplace.core.policy import ANONYMOUS, SYSTEM
from marketplace.core.text import Text
from marketplace.discovery import service
from marketplace.listings.models import ListingAttachment
from tests.factories.accounts import actor, make_enterprise_user
from tests.factories.listings import make_listing

WORDS = {"public": "三级旋风预热器", "members": "双碱法脱硫塔", "nda": "钌铱涂层配方"}


def test_each_tier_is_found_by_its_own_readers_only(committed, index) -> None:
    with committed():
        listing = make_listing()
        for tier, words in WORDS.items():
            upload = FileStorage(BytesIO(f"本文件说明{words}的运行数据。".encode()), f"{tier}.txt")
            stored = files.store(SYSTEM, upload, purpose="test", tier=tier)
            listing.attachments.append(
                ListingAttachment(file=stored, tier=tier, kind="report", position=0, caption=Text(tier, None))
            )
            jobs.run_now("core.read_file", sha256=stored.sha256, media_type=stored.media_type)
        member = actor(make_enterprise_user())
        public_id = listing.public_id
    index()
    with committed():
        found = {
            (who, tier): [row for row in service.find(reader, [("q", f'"{words}"')]).rows if row.public_id == public_id]
            for who, reader in (("anyone", ANONYMOUS), ("member", member))
            for tier, words in WORDS.items()
        }
    readers = {who_tier for who_tier, rows in found.items() if rows}
    assert readers == {("anyone", "public"), ("member", "public"), ("member", "members")}
    (row,) = found["member", "members"]
    assert row.found_in == "members.txt"
    assert "<mark>" in row.snippet
    assert found["anyone", "public"][0].found_in == "public.txt"
