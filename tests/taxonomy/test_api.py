"""The vocabulary as JSON."""

from __future__ import annotations

from flask.testing import FlaskClient


def test_fields_come_with_their_key_technologies(client: FlaskClient) -> None:
    items = client.get("/api/v1/taxonomy/fields").get_json()["items"]
    assert len(items) == 13
    assert sum(len(item["technologies"]) for item in items) == 100
    assert items[7]["label"] == {"zh": "储能", "en": "Energy storage"}
    assert all(item["green_classes"] for item in items)


def test_code_lists_by_name(client: FlaskClient) -> None:
    assert "conversion_mode" in client.get("/api/v1/taxonomy/codes").get_json()["items"]
    answer = client.get("/api/v1/taxonomy/codes/contract_type").get_json()
    assert answer["list"] == "contract_type"
    assert {"code": "service_training", "parent": "service"}.items() <= answer["items"][-1].items()
    missing = client.get("/api/v1/taxonomy/codes/nothing")
    assert missing.status_code == 404
    assert missing.get_json()["error"]["code"] == "unknown_list"


def test_ipc_symbols_are_judged_together(client: FlaskClient) -> None:
    answer = client.get("/api/v1/taxonomy/ipc", query_string={"symbols": "F03D 1/06, A61K 9/00, ?"}).get_json()
    assert [item["symbol"] for item in answer["symbols"]] == ["F03D 1/06", "A61K 9/00"]
    assert answer["refused"] == ["?"]
    assert answer["suggestions"][0]["field"] == "wind"
    assert answer["green_share"] == 0.5


def test_missing_and_wrong_input_has_the_one_error_shape(client: FlaskClient) -> None:
    for address in ("/api/v1/taxonomy/ipc", "/api/v1/taxonomy/rules?jurisdiction=XX"):
        answer = client.get(address)
        assert answer.status_code == 422
        assert set(answer.get_json()["error"]) >= {"code", "message", "fields"}


def test_rules_show_value_period_and_mark(client: FlaskClient) -> None:
    items = client.get("/api/v1/taxonomy/rules", query_string={"jurisdiction": "CN"}).get_json()["items"]
    floor = next(item for item in items if item["code"] == "reward_floor")
    assert floor["value"] == {"number": "0.50", "unit": "share"}
    assert floor["verified"] is True
    assert floor["source"]["zh"] == "促进科技成果转化法 第45条"
