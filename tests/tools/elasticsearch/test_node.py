"""A node lives exactly as long as somebody uses it, however the user ends."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import urllib.error
from pathlib import Path

import pytest

from tools.elasticsearch import Node, http, node, places, server_pid

pytestmark = [pytest.mark.elasticsearch, pytest.mark.slow, pytest.mark.usefixtures("elasticsearch_node")]

_HOLDER = """
import json, time
from tools.elasticsearch import node
with node(private=True) as found:
    print(json.dumps([found.url, str(found.folder)]), flush=True)
    time.sleep(600)
"""


def _gone(folder: Path, seconds: float = 40) -> bool:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline and (folder.exists() or server_pid.read(folder)):
        time.sleep(0.2)
    return not folder.exists()


def test_two_users_share_one_node(elasticsearch_node: Node) -> None:
    with node() as second:
        assert second.url == elasticsearch_node.url
    assert http.answers(elasticsearch_node.url), "the node stopped while somebody still used it"


def test_a_killed_suite_leaves_no_server() -> None:
    holder = subprocess.Popen([sys.executable, "-c", _HOLDER], cwd=places.PROJECT, stdout=subprocess.PIPE, text=True)
    assert holder.stdout is not None
    url, folder = json.loads(holder.stdout.readline())
    server = server_pid.read(Path(folder))
    assert server is not None
    assert http.answers(url)
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    assert _gone(Path(folder))
    assert not Path(f"/proc/{server}").exists()


def test_the_secured_node_refuses_strangers(secured_node: Node) -> None:
    assert secured_node.accounts is not None
    admin = secured_node.accounts.admin
    assert http.get(f"{secured_node.url}/_cluster/health", admin.name, admin.password)
    with pytest.raises(urllib.error.HTTPError) as refused:
        http.get(f"{secured_node.url}/_cluster/health", admin.name, "wrong")
    assert refused.value.code == 401
