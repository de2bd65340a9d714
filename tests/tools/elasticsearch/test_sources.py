"""What a node may come from, and the reason given when it may not."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from tools.elasticsearch import NodeUnavailable, archive, container, external, java, node


def _java_home(folder: Path, version: str) -> Path:
    (folder / "bin").mkdir(parents=True)
    (folder / "bin" / "java").touch()
    (folder / "release").write_text(f'IMPLEMENTOR="Nobody"\nJAVA_VERSION="{version}"\n')
    return folder


class _Cluster(http.server.BaseHTTPRequestHandler):
    name = "production"

    def do_GET(self) -> None:
        body = json.dumps({"cluster_name": self.name}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *parts: object) -> None:
        """Silent: the suite's output is for failures."""


@pytest.fixture
def cluster(request: pytest.FixtureRequest) -> Iterator[str]:
    """Address of something that answers as a cluster of the given name."""
    handler = type("Handler", (_Cluster,), {"name": request.param})
    server = http.server.HTTPServer(("127.0.0.1", 0), handler)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


@pytest.mark.parametrize("cluster", ["production"], indirect=True)
def test_a_cluster_that_is_not_marked_for_tests_is_refused(cluster: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELASTICSEARCH_URL", cluster)
    with pytest.raises(NodeUnavailable, match=r"'production'.*not marked for tests"), node():
        pass


@pytest.mark.parametrize("cluster", ["shop-test"], indirect=True)
def test_a_marked_cluster_is_used_as_it_is(cluster: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELASTICSEARCH_URL", cluster + "/")
    with node() as found:
        assert found.url == cluster
        assert found.origin == "external"


def test_an_address_that_does_not_answer_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELASTICSEARCH_URL", "http://127.0.0.1:9")
    with pytest.raises(NodeUnavailable, match="ELASTICSEARCH_URL is set but does not answer"):
        external.url()


def test_the_named_java_home_wins_when_it_is_new_enough(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old, new = _java_home(tmp_path / "old", "17.0.15"), _java_home(tmp_path / "new", "21.0.2")
    monkeypatch.setenv("ES_JAVA_HOME", str(old))
    monkeypatch.setenv("JAVA_HOME", str(new))
    assert java.home() == new
    assert java.major_version(old) == 17
    assert java.major_version(tmp_path / "none") == 0


def test_an_archive_with_another_checksum_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ELASTICSEARCH_HOME_DIR", str(tmp_path / "cache"))
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    planted = tmp_path / ".m2" / "repository" / archive.ARCHIVE_PATH
    planted.parent.mkdir(parents=True)
    planted.write_bytes(b"not the server")
    with pytest.raises(NodeUnavailable, match="SHA-256"):
        archive.home()
    assert not (tmp_path / "cache" / f"server-{archive.VERSION}").exists()


def test_without_maven_and_docker_the_reason_names_both(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ELASTICSEARCH_URL", raising=False)
    monkeypatch.setenv("ELASTICSEARCH_HOME_DIR", str(tmp_path / "cache"))
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(Path, "home", lambda: tmp_path)
    monkeypatch.setenv("ES_JAVA_HOME", str(_java_home(tmp_path / "java", "25")))
    monkeypatch.setattr("tools.elasticsearch.account.ensure", lambda: None)
    with pytest.raises(NodeUnavailable, match=r"no docker program; no Maven \(mvn\)"), node():
        pass


def test_the_container_listens_on_loopback_only(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    docker = tmp_path / "docker"
    docker.write_text("#!/bin/sh\nexit 0\n")
    docker.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    launch = container.prepare(tmp_path, None)
    assert f"127.0.0.1:{launch.port}:9200" in launch.command
    assert "cluster.name=marketplace-test" in launch.command
    assert launch.command[-1].endswith(":9.5.3")
