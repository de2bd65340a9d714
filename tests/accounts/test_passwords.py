"""Passwords: what is refused, and how they are kept."""

from __future__ import annotations

import pytest
from argon2 import PasswordHasher, extract_parameters
from sqlalchemy.orm import Session

from marketplace.accounts.service import passwords, signin
from marketplace.core.errors import Invalid
from tests.factories import accounts as make


@pytest.mark.parametrize(
    "password",
    ["short7!", "password", "P@ssw0rd", "Passw0rd2024!", "qwertyuiop", "12345678", "hgfedcba", "aaaaaaaa", "abababab",
     "woaini1314", "admin888", "zhongguo123", "x" * 129],
)  # fmt: skip
def test_weak_passwords_are_refused(password: str) -> None:
    with pytest.raises(Invalid) as refused:
        passwords.check_new(password)
    assert "password" in refused.value.fields


@pytest.mark.parametrize("password", ["zhangwei", "ZhangWei88", "wei.zhang!", "green-zhang", "lvse2024"])
def test_passwords_made_of_known_words_are_refused(password: str) -> None:
    with pytest.raises(Invalid):
        passwords.check_new(password, known_words=("zhang.wei", "Zhang Wei"))


@pytest.mark.parametrize(
    "password",
    [
        "correct horse battery",
        "钒电池真的很耐用",
        "k7#Qw9zp",
        "a b c d e f",
        "greenhouse effect on mars",
        "xyz " * 32,
    ],
)
def test_long_sentences_in_any_script_are_accepted(password: str) -> None:
    passwords.check_new(password, known_words=("zhang.wei", "张伟"))


def test_hashes_are_argon2id_with_the_parameters_of_owasp() -> None:
    stored = passwords.hash_password("correct horse battery")
    found = extract_parameters(stored)
    assert stored.startswith("$argon2id$")
    assert (found.memory_cost, found.time_cost, found.parallelism) == (19 * 1024, 2, 1)


def test_an_old_hash_is_renewed_at_the_next_sign_in(db: Session) -> None:
    old = PasswordHasher(time_cost=1, memory_cost=8 * 1024, parallelism=1).hash(make.PASSWORD)
    user = make.make_user(password_hash=old)
    signin.authenticate(email=user.email, password=make.PASSWORD, address="127.0.0.1")
    assert user.password_hash != old
    assert passwords.verify_password(user.password_hash, make.PASSWORD)


def test_a_damaged_hash_opens_nothing() -> None:
    assert not passwords.verify_password("not a hash", "anything")
    assert not passwords.verify_password(None, "no account has this password")
