"""What ships for deployment, by the programs that read it: Debian's, which `script/setup --test` unpacks."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from hotline.machine.paths import CHECKOUT
from hotline.machine.setup.layout import checkout
from hotline.machine.setup.parts.checkers import checker

DEPLOY = CHECKOUT / "deploy"


def run(name: str, *arguments: str, folder: Path) -> str:
    """What it prints; where it is not here the test is skipped. Fails with its words."""
    found = checker(checkout(), name)
    if found is None:
        pytest.skip(f"{name} is not here; script/setup --test brings it")
    done = subprocess.run(
        [*found.command, *arguments],
        cwd=folder,
        env={**os.environ, **found.variables},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


def test_prometheus_takes_its_configuration_and_the_alarms(tmp_path: Path) -> None:
    folder = tmp_path / "prometheus"
    shutil.copytree(DEPLOY / "prometheus", folder)
    (folder / "tls").mkdir()  # operators' own
    (folder / "tls" / "desk-authority.crt").write_text("")
    said = run("promtool", "check", "config", "prometheus.yml", folder=folder)
    assert "SUCCESS" in said


def test_each_alarm_comes_when_it_should_and_only_then() -> None:
    run("promtool", "test", "rules", "alarms.test.yml", folder=DEPLOY / "prometheus")


def test_kamailio_takes_its_configuration(tmp_path: Path) -> None:
    text = (DEPLOY / "kamailio" / "kamailio.cfg").read_text()
    cfg = tmp_path / "kamailio.cfg"
    # Of this machine: Kamailio looks whether it has the address.
    cfg.write_text(
        text.replace("172.28.12.5", "127.0.0.1").replace("/etc/kamailio", str(DEPLOY / "kamailio"))
    )
    said = run("kamailio", "-c", "-f", str(cfg), "-Y", str(tmp_path), "-m", "16", "-M", "4", folder=tmp_path)
    assert "config file ok" in said


def test_kamailio_refuses_what_it_does_not_know(tmp_path: Path) -> None:
    """So that the test above says something."""
    cfg = tmp_path / "kamailio.cfg"
    cfg.write_text((DEPLOY / "kamailio" / "kamailio.cfg").read_text().replace("t_relay()", "t_rely()"))
    with pytest.raises(AssertionError, match="t_rely"):
        run("kamailio", "-c", "-f", str(cfg), "-Y", str(tmp_path), "-m", "16", "-M", "4", folder=tmp_path)


@pytest.mark.parametrize("name", ["compose.yaml", "compose.three.yaml"])
def test_docker_compose_takes_the_composes(tmp_path: Path, name: str) -> None:
    # Debian 12's version 1.29 reads everything of the specification but the project's name.
    folder = tmp_path / "deploy"
    shutil.copytree(DEPLOY, folder)
    text = re.sub(r"^name: .*$", "", (folder / name).read_text(), flags=re.MULTILINE)
    (folder / name).write_text(text)
    said = run("docker-compose", "-f", name, "config", folder=folder)
    assert "services:" in said


@pytest.mark.parametrize("unit", sorted(path.name for path in (DEPLOY / "systemd").iterdir()))
def test_systemd_takes_the_units(tmp_path: Path, unit: str) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd-analyze is not here")
    for path in (DEPLOY / "systemd").iterdir():
        (tmp_path / path.name).write_text(path.read_text().replace("/srv/hotline", str(CHECKOUT)))
    done = subprocess.run(
        [analyze, "verify", "--recursive-errors=no", str(tmp_path / unit)],
        capture_output=True,
        text=True,
        check=False,
    )
    about_ours = [line for line in (done.stdout + done.stderr).splitlines() if "hotline" in line]
    assert not about_ours
    assert done.returncode == 0, done.stderr
