"""What the deployment names is there: metrics of alarms and board, mounted files, settings, commands."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML

from hotline.cli.app import VERBS
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.sources import Sources, parse
from hotline.machine.paths import CHECKOUT
from hotline.records.metrics import Metrics

DEPLOY = CHECKOUT / "deploy"
COMPOSES = ("compose.yaml", "compose.three.yaml")
MADE_BY_OPERATORS = ("tls", "mosquitto/acl", "three/config.yaml", "secrets/")
"""Beside the compose file; docs/operators.md says how, in "Three nodes"."""


def yaml(path: Path) -> Any:
    return YAML(typ="safe", pure=True).load(path.read_text("utf-8"))


def metrics() -> set[str]:
    """The names under which Prometheus knows all that the service shows."""
    samples: set[str] = set()
    for family in Metrics().registry.collect():
        kinds = {"counter": ("_total",), "histogram": ("_bucket", "_count", "_sum")}.get(family.type, ("",))
        samples |= {family.name + kind for kind in kinds}
    return samples


def named(text: str) -> set[str]:
    return set(re.findall(r"\bhotline_[a-z0-9_]+", text))


def test_every_metric_that_an_alarm_names_is_one_of_ours() -> None:
    rules = [
        rule for group in yaml(DEPLOY / "prometheus" / "alarms.yml")["groups"] for rule in group["rules"]
    ]
    assert len(rules) > 10
    for rule in rules:
        assert named(rule["expr"]) <= metrics(), rule["alert"]
        assert "hotline_" in rule["expr"] or rule["expr"].startswith("up{")
        assert {"summary", "mend"} == rule["annotations"].keys()
        assert rule["labels"]["severity"] in ("page", "day")


def test_every_alarm_is_tried() -> None:
    rules = [
        rule for group in yaml(DEPLOY / "prometheus" / "alarms.yml")["groups"] for rule in group["rules"]
    ]
    tried = [
        one["alertname"]
        for test in yaml(DEPLOY / "prometheus" / "alarms.test.yml")["tests"]
        for one in test["alert_rule_test"]
    ]
    assert {rule["alert"] for rule in rules} == set(tried)


def test_every_metric_of_the_board_is_one_of_ours() -> None:
    board = json.loads((DEPLOY / "grafana" / "dashboards" / "hotline.json").read_text("utf-8"))
    shown = [target["expr"] for panel in board["panels"] for target in panel["targets"]]
    assert len(shown) > 15
    for expression in shown:
        assert named(expression) <= metrics(), expression
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])


def test_every_metric_that_operators_read_of_is_one_of_ours() -> None:
    text = (CHECKOUT / "docs" / "operators.md").read_text("utf-8")
    families = {family.name for family in Metrics().registry.collect()}
    assert named(text) <= metrics() | families


@pytest.mark.parametrize("name", COMPOSES)
def test_every_file_that_a_compose_mounts_is_there_or_made_by_operators(name: str) -> None:
    compose = yaml(DEPLOY / name)
    volumes = [one for service in compose["services"].values() for one in service.get("volumes", ())]
    mounted = [volume.split(":")[0] for volume in volumes if volume.startswith(".")]
    mounted += [secret["file"] for secret in compose.get("secrets", {}).values()]
    assert mounted
    operators = (CHECKOUT / "docs" / "operators.md").read_text("utf-8")
    for file in mounted:
        path = (DEPLOY / file).resolve()
        if file.removeprefix("./").startswith(MADE_BY_OPERATORS):
            assert not path.exists(), f"{file} is operators' own and must not ship"
            assert Path(file).name in operators, f"docs/operators.md does not say how {file} is made"
        else:
            assert path.exists(), file
    defined = set(compose.get("volumes", {}))
    assert {volume.split(":")[0] for volume in volumes if not volume.startswith(".")} == defined


@pytest.mark.parametrize("name", COMPOSES)
def test_what_is_published_in_the_browser_can_be_written_and_is_kept(name: str) -> None:
    """Folders of menus and articles are mounts that take files; all that config.yaml includes is mounted."""
    settings = yaml(CHECKOUT / "config.yaml")
    included = {Path(one).parts[0] for one in settings["include"]}
    kept = {"config.yaml", *included, settings["desk"].get("knowledge", "knowledge")}
    hotlines = [
        service
        for service in yaml(DEPLOY / name)["services"].values()
        if any(":/srv/hotline/.runtime/var" in mount for mount in service.get("volumes", ()))
    ]
    assert hotlines
    for service in hotlines:
        mounts = {mount.split(":")[1].removeprefix("/srv/hotline/"): mount for mount in service["volumes"]}
        assert kept <= mounts.keys()
        read_only = {where for where, mount in mounts.items() if mount.endswith(":ro")}
        assert {where for where in kept if not where.endswith(".yaml")} & read_only == set()


@pytest.mark.parametrize("name", COMPOSES)
def test_what_a_compose_builds_has_its_dockerfile(name: str) -> None:
    for service in yaml(DEPLOY / name)["services"].values():
        build = service.get("build")
        if isinstance(build, str):
            assert (DEPLOY / build / "Dockerfile").is_file()
        elif build is not None:
            assert (DEPLOY / build["context"] / build["dockerfile"]).is_file()
        else:
            assert re.fullmatch(r"[a-z/-]+:v?\d[\d.]*", service["image"]), "an image without a version moves"


def test_what_kamailio_s_image_copies_is_there() -> None:
    copied = re.search(r"^COPY (.*) /", (DEPLOY / "kamailio" / "Dockerfile").read_text(), re.MULTILINE)
    assert copied is not None
    assert all((DEPLOY / "kamailio" / name).is_file() for name in copied[1].split())


@pytest.mark.parametrize("number", [1, 2, 3])
def test_a_node_of_three_is_a_configuration(number: int) -> None:
    """The shipped one less what each node says for itself, as docs/operators.md tells."""
    shipped = yaml(CHECKOUT / "config.yaml")
    for section, fields in {"telephony": ("sip_bind", "trunks"), "desk": ("bind",)}.items():
        for field in fields:
            del shipped[section][field]
    included = [file for name in shipped["include"] for file in CHECKOUT.glob(name)]
    shipped["include"].append("node.yaml")
    node = (DEPLOY / "three" / f"node{number}.yaml").read_bytes()
    files = {"config.yaml": dumped(shipped), "node.yaml": node}
    files |= {str(file.relative_to(CHECKOUT)): file.read_bytes() for file in included}
    config, _ = parse(Sources("config.yaml", files), HotlineConfig)
    address = f"172.28.12.1{number}"
    assert config.telephony.node == f"hotline{number}"
    assert (config.telephony.sip_bind, config.desk.bind) == (address, address)
    targets = yaml(DEPLOY / "prometheus" / "prometheus.yml")["scrape_configs"][0]["static_configs"][0][
        "targets"
    ]
    assert f"{address}:{config.desk.port}" in targets
    assert (
        f"sip:health@{address}:{config.telephony.sip_port}"
        in (DEPLOY / "kamailio" / "dispatcher.list").read_text()
    )
    compose = yaml(DEPLOY / "compose.three.yaml")["services"]
    assert compose[f"node{number}"]["networks"]["city"]["ipv4_address"] == address
    assert str(compose["kamailio"]["networks"]["city"]["ipv4_address"]) in config.telephony.trunks[0].match[0]


def dumped(data: Any) -> bytes:
    return json.dumps(data, ensure_ascii=False, default=str).encode()


@pytest.mark.parametrize("unit", sorted(path.name for path in (DEPLOY / "systemd").iterdir()))
def test_a_unit_starts_what_there_is(unit: str) -> None:
    text = (DEPLOY / "systemd" / unit).read_text()
    for line in re.findall(r"^ExecStart=/srv/hotline/(.*)$", text, re.MULTILINE):
        program, *words = line.split()
        assert (CHECKOUT / program).is_file()
        assert program == "script/run" or words[0] in VERBS


def test_what_containers_leave_out_is_what_git_leaves_out_or_developers_need() -> None:
    left_out = (DEPLOY / "Dockerfile.dockerignore").read_text().split()
    assert {".git", ".venv", ".runtime"} <= set(left_out)
    assert not {"menus", "knowledge", "config.yaml", "agent_assist"} & set(left_out)
