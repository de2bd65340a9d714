"""Front end: byte budgets, nothing inline, nothing from elsewhere, known icons and attributes, readable colours."""

from __future__ import annotations

import gzip
import json
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from marketplace.settings import ROOT

STATIC = ROOT / "marketplace" / "static"
DIST = STATIC / "dist"
TEMPLATES = sorted((ROOT / "marketplace" / "templates").rglob("*.html"))
TOOLS = ROOT / "tools" / "assets"
KB = 1024
HTMX = {  # each further attribute is one more thing that must survive the next htmx
    "hx-get", "hx-post", "hx-target", "hx-select", "hx-swap", "hx-trigger", "hx-push-url", "hx-replace-url",
    "hx-include", "hx-indicator", "hx-sync", "hx-confirm",
}  # fmt: skip
ON_PAPER = ("ink", "muted", "link", "link-visited", "danger", "brand-dark", "brand")
ON_TINT = (
    ("ink", "surface"), ("muted", "surface"), ("muted", "brand-wash"), ("ink", "neutral-tint"), ("ink", "mark"),
    ("warning", "warning-tint"), ("danger", "danger-tint"), ("success", "success-tint"), ("info", "info-tint"),
    ("brand-dark", "brand-tint"), ("on-brand", "brand"), ("on-brand", "brand-dark"),
    ("ink", "heat-0"), ("ink", "heat-1"), ("ink", "heat-2"), ("on-brand", "heat-3"), ("on-brand", "heat-4"),
)  # fmt: skip


def _id(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


def _sent(*names: str) -> int:
    return sum(len(gzip.compress((DIST / name).read_bytes(), 9)) for name in names)


def test_pages_stay_light() -> None:
    assert _sent("app.css") <= 30 * KB
    assert _sent("htmx.js", "app.js") <= 25 * KB
    assert _sent("htmx.js", "app.js", "editor.js", "upload.js", "board.js") <= 45 * KB
    assert _sent("icons.svg") <= 8 * KB


@pytest.mark.parametrize("path", sorted(DIST.iterdir()), ids=_id)
def test_nothing_is_loaded_from_elsewhere(path: Path) -> None:
    found = set(re.findall(r"(?:https?:)?//[\w.-]+\.\w{2,}[^\s\"'`)]*", path.read_text()))
    assert found <= {"http://www.w3.org/2000/svg"}
    assert "@font-face" not in path.read_text()


@pytest.mark.parametrize("path", TEMPLATES, ids=_id)
def test_templates_hold_nothing_the_content_policy_forbids(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", path.read_text(), flags=re.DOTALL)
    assert not re.findall(r"<style\b|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:|hx-on|[\"']js:", text)
    assert not [tag for tag in re.findall(r"<script\b[^>]*>", text) if "src=" not in tag]
    elsewhere = re.findall(r"<(?:script|link|img|iframe|source|use)\b[^>]*(?:src|href)=[\"'](?:https?:)?//[^>]*>", text)
    assert not elsewhere
    assert set(re.findall(r"\bhx-[a-z-]+(?=[\"'=:])", text)) <= HTMX


@pytest.mark.parametrize("path", TEMPLATES, ids=_id)
def test_icons_exist(path: Path) -> None:
    known = set(re.findall(r'<symbol id="([^"]+)"', (DIST / "icons.svg").read_text()))
    used = set(re.findall(r"\"([a-z-]+)\"\)?\|icon", path.read_text()))
    used |= set(re.findall(r"\bsymbol=\"([a-z-]+)\"", path.read_text()))
    assert used <= known


def test_every_template_says_its_duty_first() -> None:
    assert not [_id(path) for path in TEMPLATES if not path.read_text().startswith("{#")]


def test_scripts_never_evaluate_text() -> None:
    ours = sorted((STATIC / "src" / "js").glob("*.js"))
    assert ours
    banned = re.compile(r"\beval\(|new Function|innerHTML|\.style\b|document\.write")
    assert not [_id(path) for path in ours if banned.search(path.read_text())]


@pytest.mark.parametrize("mode", ["standard", "high contrast"])
def test_colours_are_readable(mode: str) -> None:
    """WCAG 2.2: 4.5 for text (1.4.3), 3 for the borders of inputs and the focus (1.4.11); 7 in high contrast."""
    colours = _colours("_tokens.scss") | (_colours("_display.scss") if mode != "standard" else {})
    least = 4.5 if mode == "standard" else 7.0
    pairs = [(name, "paper") for name in ON_PAPER] + list(ON_TINT)
    dim = {pair: round(r, 2) for pair in pairs if (r := _contrast(colours[pair[0]], colours[pair[1]])) < least}
    assert not dim
    assert _contrast(colours["line-strong"], colours["paper"]) >= 3
    assert _contrast(colours["focus"], colours["paper"]) >= 3


def _colours(name: str) -> dict[str, str]:
    text = (STATIC / "src" / "scss" / name).read_text()
    found = re.findall(r"--([a-z0-9-]+): (#[0-9a-f]{3,6});", text)
    return {key: value if len(value) == 7 else "#" + "".join(c * 2 for c in value[1:]) for key, value in found}


def _contrast(one: str, two: str) -> float:
    def light(colour: str) -> float:
        parts = [int(colour[n : n + 2], 16) / 255 for n in (1, 3, 5)]
        linear = [p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    bright, dark = sorted((light(one), light(two)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


def test_vendored_parts_are_listed_with_their_licence() -> None:
    listed = (ROOT / "licenses" / "THIRD_PARTY.md").read_text()
    wanted = json.loads((TOOLS / "package.json").read_text())["devDependencies"]
    for package, name in (("htmx.org", "htmx"), ("bootstrap", "Bootstrap"), ("@tabler/icons", "Tabler Icons")):
        assert f"| {name} | {wanted[package]} |" in listed


def test_built_files_are_fresh() -> None:
    node = shutil.which("node")
    if not node or not (TOOLS / "node_modules").is_dir():
        pytest.skip("the build tools are not installed: run `make assets`")
    done = subprocess.run([node, "build.mjs", "--check"], cwd=TOOLS, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
