"""Every setting of the site: one dataclass read once from the environment, each field with its help line."""

from __future__ import annotations

import os
import secrets
import tempfile
from contextlib import suppress
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from marketplace import setting_rules as rules
from marketplace.setting_rules import Rule

ROOT = Path(__file__).resolve().parent.parent
LOOPBACK = ("127.0.0.1", "localhost")
SWITCH = {"1": True, "true": True, "yes": True, "on": True, "0": False, "false": False, "no": False, "off": False}


def _setting(default: Any, help_line: str, rule: Rule = rules.anything, *, secret: bool = False) -> Any:
    """A field with the sentence that docs/settings.md prints beside it, and the rule that its value keeps.

    The value of a `secret` setting is in no message.
    """
    return field(default=default, metadata={"help": help_line, "rule": rule, "secret": secret})


class SettingsError(Exception):
    """A setting is missing, wrong or unsafe; the message names it, its rule and an example."""


@dataclass(frozen=True)
class Settings:
    """Values are read from environment variables of the same name in upper case."""

    environment: str = _setting(
        "development",
        "development, test or production; production refuses weak keys",
        rules.one_of("development", "test", "production"),
    )
    demo: bool = _setting(False, "show the demo banner and the one-click demo accounts")
    secret_key: str = _setting("", "signs cookies and tokens; at least 32 characters in production")
    data_dir: str = _setting(
        "var",
        "folder of the embedded database, index, files, mails and compiled templates",
        rules.given("a folder", "var"),
    )
    database_url: str = _setting(
        "",
        "postgresql://…; empty starts the embedded PostgreSQL under data_dir",
        rules.database,
        secret=True,
    )
    database_pool: int = _setting(8, "connections kept per process", rules.at_least(1))
    elasticsearch_url: str = _setting(
        "", "https://…; empty uses the embedded search engine under data_dir", rules.elasticsearch, secret=True
    )
    elasticsearch_api_key: str = _setting("", "API key for Elasticsearch (base64), if it needs one")
    elasticsearch_user: str = _setting("", "user name for Elasticsearch, instead of an API key")
    elasticsearch_password: str = _setting("", "password of elasticsearch_user")
    elasticsearch_ca: str = _setting("", "path of the certificate authority file of Elasticsearch", rules.certificates)
    search_index: str = _setting(
        "marketplace", "name of the search index; Elasticsearch sees mkt-<name>", rules.index_name
    )
    semantic: str = _setting(
        "auto",
        "model that searches by meaning: auto (the packaged one), off, a folder (ONNX), or a server's address",
        rules.model,
    )
    semantic_model: str = _setting("", "name of the model to ask an embedding server for")
    semantic_api_key: str = _setting("", "key for the embedding server, if it needs one")
    host: str = _setting("127.0.0.1", "address the web server listens on", rules.given("an address", "127.0.0.1"))
    port: int = _setting(8000, "port the web server listens on", rules.port)
    web_workers: int = _setting(2, "web server processes, never more than cores", rules.at_least(1))
    web_threads: int = _setting(8, "threads per web server process", rules.at_least(1))
    base_url: str = _setting(
        "",
        "public address of the site, used in mails; empty derives it from host and port",
        rules.url("https://green.example.cn", "http"),
    )
    trusted_hosts: str = _setting(
        "",
        "comma-separated host names accepted in requests, beside 127.0.0.1 and localhost; empty accepts any",
        rules.host_names,
    )
    trusted_proxies: int = _setting(
        0, "number of reverse proxies whose forwarded headers are believed", rules.at_least(0)
    )
    secure_cookies: bool = _setting(False, "send cookies over HTTPS only; set it behind TLS")
    smtp_url: str = _setting(
        "",
        "smtp://user:password@host:port; empty writes .eml files under data_dir/mail",
        rules.url("smtp://user:password@mail.example.cn:587", "smtps"),
        secret=True,
    )
    mail_from: str = _setting("绿色低碳专栏 <noreply@localhost>", "sender of every mail", rules.mailbox)
    max_upload_mb: int = _setting(
        20, "largest upload in MiB, larger ones answer 413; nginx.conf names it too", rules.at_least(1)
    )
    session_idle_minutes: int = _setting(120, "minutes without a request after which a sign-in ends", rules.at_least(1))
    session_hours: int = _setting(12, "hours after which every sign-in ends", rules.at_least(1))
    require_second_factor: bool = _setting(
        False, "roles of the centre and of brokers sleep until a second factor is set up; always so in production"
    )
    page_rate: str = _setting(
        "600 per minute", "requests one person signed in, or else one address, may make to a web process", rules.rate
    )
    search_rate: str = _setting(
        "120 per minute", "searches one reader may ask of a web process, counted as above", rules.rate
    )
    kept_answers: int = _setting(
        256,
        "answers a process keeps (0.3 MB each) for visitors who ask the same while no record has changed; 0 keeps none",
        rules.at_least(0),
    )
    suggest_rate: str = _setting(
        "240 per minute", "suggestions one reader may ask of a web process while typing", rules.rate
    )
    log_level: str = _setting(
        "INFO", "DEBUG, INFO, WARNING or ERROR", rules.one_of("DEBUG", "INFO", "WARNING", "ERROR")
    )
    operator_name: str = _setting("国家技术转移西南中心", "organisation that runs the site, shown in the footer")
    operator_contact: str = _setting("", "contact line of the footer; hidden when empty")
    icp_number: str = _setting("", "ICP filing number of the footer; hidden when empty")
    police_number: str = _setting("", "public-security filing number of the footer; hidden when empty")
    site_code: str = _setting("", "government site identification code of the footer; hidden when empty")

    @classmethod
    def from_environment(cls, **overrides: Any) -> Settings:
        """Read the environment, apply overrides, check. Raises SettingsError naming the variable."""
        values: dict[str, Any] = {}
        for item in fields(cls):
            raw = os.environ.get(item.name.upper())
            if raw is not None:
                values[item.name] = _parse(item.name, raw, item.default)
        settings = cls(**{**values, **overrides})
        settings.check()
        return settings

    def check(self) -> None:
        """Refuse values that break the rule of their setting, or are unsafe together. Raises SettingsError."""
        for item in fields(self):
            value = getattr(self, item.name)
            if wanted := item.metadata["rule"](value):
                shown = "is wrong" if item.metadata["secret"] else f"is {value!r}"
                raise SettingsError(f"{item.name.upper()} {shown}: {wanted}")
        self._check_elasticsearch()
        if self.environment == "production":
            if len(self.secret_key) < 32 or len(set(self.secret_key)) < 10:
                raise SettingsError("SECRET_KEY is missing or weak: set 32 or more random characters")
            if not self.base_url:
                raise SettingsError("BASE_URL is missing: set the public address of the site")
            if self.demo:
                raise SettingsError("DEMO cannot be on in production: demo accounts share one password")
        if self.demo and self.host not in (*LOOPBACK, "::1"):
            raise SettingsError("DEMO is only served on the loopback address: set HOST=127.0.0.1 or DEMO=0")

    def _check_elasticsearch(self) -> None:
        """The client takes one way to sign in, and certificates only where there is TLS."""
        address = urlsplit(self.elasticsearch_url)
        if self.elasticsearch_api_key and self.elasticsearch_user:
            raise SettingsError("ELASTICSEARCH_API_KEY and ELASTICSEARCH_USER are both set: keep one of them")
        if address.username and (self.elasticsearch_api_key or self.elasticsearch_user):
            raise SettingsError("ELASTICSEARCH_URL names a user, and ELASTICSEARCH_API_KEY or _USER is set: keep one")
        if self.elasticsearch_ca and address.scheme == "http":
            raise SettingsError("ELASTICSEARCH_CA is set, but ELASTICSEARCH_URL begins with http: use https:// for TLS")

    @property
    def data_path(self) -> Path:
        """The data folder as an absolute path."""
        path = Path(self.data_dir)
        return path if path.is_absolute() else ROOT / path

    @property
    def hosts(self) -> list[str] | None:
        """Host names that a request may name, with those by which this machine watches itself; None for any."""
        named = [name.strip() for name in self.trusted_hosts.split(",") if name.strip()]
        return [*named, *LOOPBACK] if named else None

    @property
    def second_factor_required(self) -> bool:
        """Whether staff and brokers need a second factor before their roles work."""
        return self.environment == "production" or self.require_second_factor

    @property
    def public_url(self) -> str:
        """Address of the site without a trailing slash; never taken from a request."""
        return (self.base_url or f"http://{self.host}:{self.port}").rstrip("/")

    def key(self) -> str:
        """The signing key; outside production a random one is kept under data_dir so that sign-ins survive.

        Raises SettingsError when it can be neither read nor kept there.
        """
        if self.secret_key:
            return self.secret_key
        path = self.data_path / "secret_key"
        try:
            if not path.exists():
                _keep_new_key(path)
            return path.read_text().strip()
        except OSError as error:
            raise SettingsError(
                f"SECRET_KEY is not set and cannot be kept in {path} ({error.strerror}):"
                " make the folder writable, or set SECRET_KEY or DATA_DIR"
            ) from error


def _keep_new_key(path: Path) -> None:
    """Write a random key for the owner alone, whole or not at all; who is a moment later takes the first one's."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent) as written:
        written.write(secrets.token_urlsafe(48))
        written.flush()
        with suppress(FileExistsError):
            os.link(written.name, path)


def _parse(name: str, raw: str, default: Any) -> Any:
    if isinstance(default, bool):
        if raw.strip() and raw.strip().lower() not in SWITCH:
            raise SettingsError(f"{name.upper()} is {raw!r}: use 1 or 0")
        return SWITCH.get(raw.strip().lower(), False)
    if isinstance(default, int):
        try:
            return int(raw)
        except ValueError as error:
            raise SettingsError(f"{name.upper()} is {raw!r}: use a whole number, for example {default}") from error
    return raw
