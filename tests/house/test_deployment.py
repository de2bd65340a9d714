"""What stands under deploy/ starts the site that the code describes: settings arrive, the first start is whole."""

from __future__ import annotations

import re
from dataclasses import fields
from typing import Any

import pytest
import yaml

from marketplace.settings import ROOT, Settings

DEPLOY = ROOT / "deploy"
COMPOSE = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
SERVICES = COMPOSE["services"]
OURS = ("migrate", "web", "worker")
FIXED = {"HOST", "PORT", "DATA_DIR", "DEMO"}  # the image says where it listens and writes; production has no demo
MUST = {
    "SECRET_KEY": "correct horse battery staple 123456", "BASE_URL": "https://green.example.cn",
    "TRUSTED_HOSTS": "green.example.cn", "DATABASE_PASSWORD": "database", "ELASTIC_PASSWORD": "elastic",
}  # fmt: skip
KEYS = {
    "ELASTICSEARCH_WEB_API_KEY": "d2Vi", "ELASTICSEARCH_WORKER_API_KEY": "d29ya2Vy",
    "ELASTICSEARCH_USER": "", "ELASTICSEARCH_PASSWORD": "",
}  # fmt: skip
_VARIABLE = re.compile(r"\$\{(\w+)(?:(:?[-?])([^${}]*))?\}")


def resolved(text: str, given: dict[str, str]) -> str:
    """A value as compose fills in its variables, from the innermost outwards."""

    def fill(found: re.Match[str]) -> str:
        name, how, other = found.groups()
        is_there = bool(given.get(name)) if how in (":-", ":?") else name in given
        assert is_there or how in (":-", "-"), f"{name} must be set"
        return given[name] if is_there else other

    while _VARIABLE.search(text):
        text = _VARIABLE.sub(fill, text)
    return text


def environment(service: str, given: dict[str, str]) -> dict[str, str]:
    """What a container of ours gets of an .env file."""
    told = SERVICES[service]["environment"]
    values = {name: given.get(name) if value is None else resolved(str(value), given) for name, value in told.items()}
    return {name: value for name, value in values.items() if value is not None}


def settings(service: str, given: dict[str, str], patch: pytest.MonkeyPatch) -> Settings:
    """The settings of a container of ours, checked."""
    with patch.context() as patched:
        for item in fields(Settings):
            patched.delenv(item.name.upper(), raising=False)
        for name, value in environment(service, given).items():
            patched.setenv(name, value)
        return Settings.from_environment()


@pytest.mark.parametrize("service", OURS)
def test_every_setting_can_be_given_to_the_containers(service: str) -> None:
    known = {item.name.upper() for item in fields(Settings)}
    assert set(SERVICES[service]["environment"]) == known - FIXED


@pytest.mark.parametrize("service", OURS)
def test_what_must_be_set_is_enough(service: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = settings(service, MUST, monkeypatch)
    assert (found.elasticsearch_user, found.elasticsearch_password) == ("elastic", "elastic")
    assert found.elasticsearch_api_key == ""
    assert found.search_rate == Settings().search_rate


def test_web_and_worker_have_keys_of_their_own(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {service: settings(service, {**MUST, **KEYS}, monkeypatch) for service in OURS}
    assert {service: one.elasticsearch_api_key for service, one in found.items()} == {
        "migrate": "d29ya2Vy", "web": "d2Vi", "worker": "d29ya2Vy",
    }  # fmt: skip
    assert not any(one.elasticsearch_user or one.elasticsearch_password for one in found.values())


def test_a_setting_of_the_env_file_arrives(monkeypatch: pytest.MonkeyPatch) -> None:
    given = {**MUST, "SEARCH_RATE": "7 per minute", "WEB_THREADS": "5", "ICP_NUMBER": "蜀ICP备1号", "SEMANTIC": "off"}
    found = settings("web", given, monkeypatch)
    assert (found.search_rate, found.web_threads, found.icp_number, found.semantic) == (
        "7 per minute", 5, "蜀ICP备1号", "off",
    )  # fmt: skip


def test_the_example_names_what_must_be_set_and_nothing_unknown() -> None:
    lines = (DEPLOY / ".env.example").read_text(encoding="utf-8").splitlines()
    named = {line.lstrip("#").partition("=")[0] for line in lines if re.match(r"#?[A-Z_]+=", line)}
    used = set(re.findall(r"\$\{(\w+)", (DEPLOY / "compose.yaml").read_text(encoding="utf-8")))
    assert set(MUST) <= named
    assert named <= used | {name for name, value in SERVICES["web"]["environment"].items() if value is None}


def test_the_first_start_prepares_all_that_make_run_prepares() -> None:
    assert SERVICES["migrate"]["command"] == ["python", "-m", "tools.run.prepare"]
    for service in ("web", "worker"):
        assert SERVICES[service]["depends_on"]["migrate"]["condition"] == "service_completed_successfully"


def test_the_search_server_of_compose_is_set_up_as_the_one_of_the_tests() -> None:
    told: dict[str, Any] = SERVICES["elasticsearch"]["environment"]
    assert told["action.auto_create_index"] == told["search.allow_expensive_queries"] == "false"


def test_only_settings_say_how_the_web_server_runs() -> None:
    for path in (DEPLOY / "Dockerfile", *(DEPLOY / "systemd").iterdir()):
        for line in path.read_text(encoding="utf-8").splitlines():
            assert "gunicorn" not in line or line.rstrip('"]').endswith("wsgi:app"), line


def test_units_start_again_and_read_the_settings_of_all_and_their_own() -> None:
    for name in ("web", "worker"):
        unit = (DEPLOY / "systemd" / f"marketplace-{name}.service").read_text(encoding="utf-8")
        assert "\nRestart=always\n" in unit  # a process that ends without a fault is missed as much
        assert re.findall(r"EnvironmentFile=-?(.+)", unit) == [
            "/etc/marketplace/site.env",
            f"/etc/marketplace/{name}.env",
        ]


def test_the_proxy_takes_uploads_as_large_as_the_site_does() -> None:
    nginx = (DEPLOY / "nginx.conf").read_text(encoding="utf-8")
    assert f"client_max_body_size {Settings().max_upload_mb + 1}m;" in nginx
    assert nginx.count("{") == nginx.count("}")
    for told in (f"不得超过 {Settings().max_upload_mb} MiB", f"may hold {Settings().max_upload_mb} MiB"):
        assert told in nginx


def test_the_image_has_the_model_of_meaning_and_no_secret() -> None:
    assert "requirements-semantic.txt" in (DEPLOY / "Dockerfile").read_text(encoding="utf-8")
    left_out = set((ROOT / ".dockerignore").read_text(encoding="utf-8").splitlines())
    assert {".git", ".venv", "var", "deploy", "**/.env"} <= left_out
