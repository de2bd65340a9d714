"""Mail: every message is a row (shown in the inbox) and a job that sends it by SMTP or writes an .eml file."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime
from email.message import EmailMessage
from email.policy import EmailPolicy
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import flask
from flask import current_app
from sqlalchemy import BigInteger, Index, Integer, String, Text, delete, event, or_, text, update
from sqlalchemy.orm import Mapped, Session, mapped_column

from marketplace.core import clock, jobs
from marketplace.core.db import Entity, timestamp
from marketplace.core.i18n import _, force_language, language_tag
from marketplace.core.unit import SessionFactory, session, unit

SIGNATURE = "\n-- \n"  # what follows it is for the mail alone; the twin on the site has its own buttons


class Letters(EmailPolicy):
    """How mails are written: as the library writes them, but for an address in a header, which stays in one piece.

    The library would make encoded words of what is longer than a line, and mail programs look for no address in those.
    """

    def fold(self, name: str, value: str) -> str:
        """The lines of a header."""
        if name.lower() == "list-unsubscribe":
            return f"{name}: {value}{self.linesep}"
        return super().fold(name, value)

    def fold_binary(self, name: str, value: str) -> bytes:
        """The lines of a header as bytes."""
        if name.lower() == "list-unsubscribe":
            return self.fold(name, value).encode("ascii")
        return super().fold_binary(name, value)


class Message(Entity):
    """One message to one person; the row is also its in-app twin and its delivery log."""

    __tablename__ = "message"
    __table_args__ = (
        # The bell counts unread messages on every page of a signed-in person.
        Index("ix_message_unread", "user_id", postgresql_where=text("read_at IS NULL")),
    )

    user_id: Mapped[int | None] = mapped_column(BigInteger, index=True)
    address: Mapped[str] = mapped_column(String(254))
    lang: Mapped[str] = mapped_column(String(2))
    template: Mapped[str] = mapped_column(String(80))
    subject: Mapped[str] = mapped_column(String(200))
    body: Mapped[str] = mapped_column(Text)
    link: Mapped[str | None] = mapped_column(String(300))
    unsubscribe: Mapped[str | None] = mapped_column(String(300))
    read_at: Mapped[datetime | None] = timestamp()
    sent_at: Mapped[datetime | None] = timestamp()
    attempts: Mapped[int] = mapped_column(Integer, default=0)
    error: Mapped[str | None] = mapped_column(String(300))


def send(
    *,
    address: str,
    template: str,
    lang: str = "zh",
    user_id: int | None = None,
    link: str | None = None,
    unsubscribe: str | None = None,
    secret_body: bool = False,
    **values: Any,
) -> Message:
    """Render `templates/mail/<template>.txt` (first line = subject) and queue it in the open transaction.

    `link` is a path of the site. `secret_body` keeps a message out of the inbox, and forgets link and address when it
    has left. `unsubscribe` is the
    path that ends such mails by one POST without sign-in; mail programs show it as a button (RFC 8058).
    """
    settings = current_app.config["SETTINGS"]
    with force_language(lang):
        rendered = flask.render_template(f"mail/{template}.txt", link=link, base=settings.public_url, **values)
    subject, _newline, body = rendered.strip().partition("\n")
    row = Message(
        user_id=None if secret_body else user_id, address=address, lang=lang, template=template,
        subject=_one_line(subject)[:200], body=body.strip(), link=link, unsubscribe=unsubscribe,
    )  # fmt: skip
    session().add(row)
    return row


def forget(*, user_id: int, address: str) -> None:
    """Delete every message to a person; what has not left by now does not leave."""
    session().execute(delete(Message).where(or_(Message.user_id == user_id, Message.address == address)))


@event.listens_for(SessionFactory, "after_flush")
def _order(opened: Session, _context: Any) -> None:
    """Order the delivery of every new message: those written together in one statement."""
    letters = [row for row in opened.new if isinstance(row, Message)]
    if letters:
        jobs.defer_each(opened.connection(), "mail.deliver", [{"message_id": row.id} for row in letters])


def attempts(error: BaseException) -> int:
    """How often a mail is tried again: for three days, unless the server refuses it for good (RFC 5321, 4.5.4.1).

    A server that refuses its user or the sender is one that operators have yet to mend.
    """
    codes: list[int] = []
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        codes = [code for code, _said in error.recipients.values()]
    elif isinstance(error, smtplib.SMTPDataError):
        codes = [error.smtp_code]
    return jobs.FEW if any(code >= 500 for code in codes) else jobs.THREE_DAYS


@jobs.task(name="mail.deliver", queue="mail", attempts=attempts)
def deliver(message_id: int) -> None:
    """Send one message; sent ones are left alone, so a second run does no harm. Whatever fails is noted and retried."""
    row = session().get(Message, message_id)
    if row is None or row.sent_at is not None:
        return
    try:
        _hand_over(row)
    except Exception as error:
        _note_failure(message_id, reason(error))
        raise
    # Its reader may have opened it meanwhile: that must not undo the note that it has left, or it leaves again.
    known = {"attempts": row.attempts + 1, "sent_at": clock.now(), "error": None}
    if row.user_id is None:  # it has no reader in the inbox; whoever copies the table must not get a one-time link
        known |= {"link": None, "address": ""}
    session().execute(update(Message).where(Message.id == message_id).values(known))
    session().expire(row)


def _hand_over(row: Message) -> None:
    settings = current_app.config["SETTINGS"]
    mail = compose(row, sender=settings.mail_from, base=settings.public_url)
    if settings.smtp_url:
        _by_smtp(settings.smtp_url, mail)
    else:
        _to_folder(settings.data_path / "mail", row, mail)


def _note_failure(message_id: int, reason: str) -> None:
    """Keep the attempt and its reason in a transaction of their own: the error undoes that of the job."""
    failed = update(Message).where(Message.id == message_id, Message.sent_at.is_(None))
    with unit(independent=True) as opened:
        opened.execute(failed.values(attempts=Message.attempts + 1, error=reason))


def reason(error: Exception) -> str:
    """Why a mail did not leave, for its reader and for operators: what the mail server said, without paths of files."""
    code: int | str
    said: str | bytes
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        code, said = next(iter(error.recipients.values()))
    elif isinstance(error, smtplib.SMTPResponseException):
        code, said = error.smtp_code, error.smtp_error
    else:
        detail = error.strerror if isinstance(error, OSError) else None
        code, said = type(error).__name__, f"{detail or error}"
    said = said.decode(errors="replace") if isinstance(said, bytes) else said
    return "".join(c if c.isprintable() else " " for c in f"{code}: {said}")[:300]


def _one_line(text: str) -> str:
    """No line break of any script: no mail whose header holds one can be written."""
    return " ".join(text.splitlines()).strip()


def compose(row: Message, *, sender: str, base: str) -> EmailMessage:
    """The message as plain text mail with the full address of its link."""
    mail = EmailMessage(policy=Letters())
    mail["From"], mail["To"], mail["Subject"] = sender, row.address, _one_line(row.subject)
    # The same for every attempt, so that a mailbox can drop the second copy of a mail sent just before a crash.
    mail["Message-ID"] = f"<{row.public_id}@{urlsplit(base).hostname}>"
    mail["Date"] = clock.local(row.created_at)
    if row.unsubscribe:
        mail["List-Unsubscribe"] = f"<{base}{row.unsubscribe}>"
        mail["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    mail.set_content(_with_link(row, base))
    mail["Content-Language"] = language_tag(row.lang)  # only now: new content takes away what was said
    return mail


def _with_link(row: Message, base: str) -> str:
    """The body and the address it leads to, which stands above a signature: mail programs fold what is below one."""
    if row.link is None:
        return f"{row.body}\n"
    told, signature, ending = row.body.partition(SIGNATURE)
    if not signature:
        return f"{row.body}\n\n{base}{row.link}\n"
    with force_language(row.lang):
        link = _("On the site: %(url)s", url=base + row.link)
    return f"{told}\n{link}\n{signature}{ending}\n"


def _by_smtp(url: str, mail: EmailMessage) -> None:
    with server(url) as opened:
        opened.send_message(mail)


@contextmanager
def server(url: str) -> Iterator[smtplib.SMTP]:
    """The mail server of an SMTP_URL, ready to take mails. Raises OSError (SMTPException is one) or ValueError."""
    try:
        parts = urlsplit(url)
        port = parts.port
    except ValueError:  # what it says may quote the password, and it is shown to readers
        raise ValueError("SMTP_URL cannot be read; write it as smtp://user:password@host:port") from None
    secure = parts.scheme == "smtps"
    kind = smtplib.SMTP_SSL if secure else smtplib.SMTP
    options: Mapping[str, Any] = {"context": ssl.create_default_context()} if secure else {}
    with kind(parts.hostname or "localhost", port or (465 if secure else 25), timeout=10, **options) as opened:
        opened.ehlo_or_helo_if_needed()
        if not secure and opened.has_extn("starttls"):
            opened.starttls(context=ssl.create_default_context())
        if parts.username:
            opened.login(unquote(parts.username), unquote(parts.password or ""))
        yield opened


def _to_folder(folder: Path, row: Message, mail: EmailMessage) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{row.created_at:%Y%m%dT%H%M%S}-{row.public_id}.eml").write_bytes(mail.as_bytes())
