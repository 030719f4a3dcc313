"""What check accepts, the start accepts: names that Asterisk reads, models, articles, databases."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from agent_assist.settings import AgentSettings
from hotline.configuration.checking.mistakes import checked
from hotline.configuration.phones import rendered_on_trial
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.problem import ConfigError
from hotline.configuration.yaml.sources import Sources
from hotline.machine.setup.layout import Layout
from tests.unit.hotline.configuration.generations.parts import TEXT


def problems(text: str, place: Path | None = None) -> dict[str, str]:
    sources = Sources("config.yaml", {"config.yaml": text.encode()}, place=place)
    with pytest.raises(ConfigError) as caught:
        checked(sources)
    return {problem.path: str(problem) for problem in caught.value.problems}


def test_a_small_configuration_has_none() -> None:
    config, _ = checked(Sources.single(TEXT.encode(), "config.yaml"))
    assert "[1001]" in rendered_on_trial(config)["pjsip.conf"]


@pytest.mark.parametrize(
    "name", ["王芳[早班]", '王"芳', "王;芳", "王\\芳", "王\t芳", "王\u202e芳", "长" * 41]
)
def test_a_name_that_no_telephone_can_show_is_named_with_its_line(name: str) -> None:
    found = problems(TEXT.replace("name: 王芳", f"name: {json.dumps(name)}"))
    assert found.keys() == {"agents[0].name"}
    assert "config.yaml:3:" in found["agents[0].name"]


@pytest.fixture(scope="module")
def small() -> HotlineConfig:
    return checked(Sources.single(TEXT.encode(), "config.yaml"))[0]


@given(name=st.text(max_size=45), extension=st.text(max_size=34), contact=st.text(max_size=20))
def test_whatever_is_accepted_of_an_agent_stays_on_its_line(
    small: HotlineConfig, name: str, extension: str, contact: str
) -> None:
    """Asterisk's files have the same lines, whoever is configured."""
    try:
        agent = AgentSettings(id="wang", name=name, extension=extension, contact=f"sip:1@{contact}")
    except ValidationError:
        return
    if agent.extension:
        known = rendered_on_trial(small.model_copy(update={"agents": (agent,)}))["pjsip.conf"]
        assert known.count("\n") == rendered_on_trial(small)["pjsip.conf"].count("\n") - 1
        assert f'callerid = "{agent.name}" <{agent.extension}>' in known.splitlines()


@pytest.mark.parametrize(
    ("section", "path"),
    [
        ("asr: {model: models/nowhere}", "asr.model"),
        ("asr: {final_model: models/nowhere}", "asr.final_model"),
        ('languages: [{id: yue, name: 粤语, key: "*", recogniser: {engine: sherpa, model: models/yue}}]',
         "languages[0].recogniser.model"),
        ("desk: {knowledge: nowhere}", "desk.knowledge"),
        ("desk: {bind: my computer}", "desk.bind"),
        ("desk: {port: 8088}", "desk.port"),
        ("desk: {bind: 0.0.0.0}", "desk.bind"),
        ("desk: {bind: 192.0.2.10, secure_cookie: true}", "desk.bind"),
        ("desk: {bind: '::', tls: own}", "desk.bind"),
        ("desk: {tls: theirs}", "desk.tls"),
        ("desk: {tls: {certificate: README.md}}", "desk.tls"),
        ("desk: {tls: own, names: ['https://desk.example']}", "desk.names[0]"),
        ("desk: {tls: own, names: ['*']}", "desk.names[0]"),
        ("desk: {tls: own, names: ['192.0.2.300']}", "desk.names[0]"),
        ("desk: {tls: {certificate: nowhere.crt, key: nowhere.key}}", "desk.tls.certificate"),
        ("telephony: {softphones: [市民]}", "telephony.softphones[0]"),
        ("telephony: {softphones: ['1001']}", "agents[0].extension"),
        (f"events: {{mqtt_url: 'mqtt://u@h', mqtt_password_file: {Path(__file__).parent}}}",
         "events.mqtt_password_file"),
        (f"telemetry: {{otlp_url: 'http://[::1]:4318', headers_file: {Path(__file__).parent}}}",
         "telemetry.headers_file"),
        ("records: {url: 'oracle://secret@host/x'}", "records.url"),
        ("records: {url: secret}", "records.url"),
        ("telephony: {trunks: [{id: x, match: [10.0.0.1/40]}]}", "telephony.trunks[0].match[0]"),
    ],
)  # fmt: skip
def test_what_the_start_would_miss_is_named(section: str, path: str) -> None:
    found = problems(f"{section}\n{TEXT}")
    assert found.keys() == {path}
    assert "secret" not in found[path]


def test_a_model_that_is_not_there_is_named_with_those_that_are() -> None:
    assert "models/zh-small" in problems(f"asr: {{model: models/nowhere}}\n{TEXT}")["asr.model"]


def test_whisper_base_may_be_left_out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("hotline.configuration.checking.mistakes.checkout", lambda: Layout(tmp_path))
    folder = tmp_path / ".runtime" / "ears" / "whisper-base"
    checked(Sources.single(f"asr: {{final_model: {folder}}}\n{TEXT}".encode(), "config.yaml"))
    assert problems(f"asr: {{final_model: {folder}-2}}\n{TEXT}").keys() == {"asr.final_model"}


@pytest.mark.parametrize("article", ["no front matter", "---\nid: " + "[" * 5000 + "\n---\nsecret"])
def test_an_article_that_cannot_be_used_is_named(tmp_path: Path, article: str) -> None:
    (tmp_path / "bad.md").write_text(article)
    found = problems(f"desk: {{knowledge: {tmp_path}}}\n{TEXT}", tmp_path)["desk.knowledge"]
    assert "bad.md" in found
    assert "secret" not in found


def test_an_article_from_elsewhere_is_none(tmp_path: Path) -> None:
    (tmp_path / "passwd.md").symlink_to("/etc/passwd")
    assert "leads out" in problems(f"desk: {{knowledge: {tmp_path}}}\n{TEXT}", tmp_path)["desk.knowledge"]


@pytest.mark.parametrize(
    ("section", "path"),
    [
        ("vocabulary: {files: [FILE]}", "vocabulary.files[0]"),
        ("desk: {knowledge: FILE}", "desk.knowledge"),
        ("desk: {tls: {certificate: FILE, key: README.md}}", "desk.tls.certificate"),
        ("desk: {tls: {certificate: README.md, key: FILE}}", "desk.tls.key"),
        ("second_opinion: {url: 'http://h/v1', model: m, key_file: FILE}", "second_opinion.key_file"),
        ("asr: {engine: remote, remote: {urls: ['ws://h:1'], token_file: FILE}}", "asr.remote.token_file"),
        ("events: {mqtt_url: 'mqtt://u@h', mqtt_password_file: FILE}", "events.mqtt_password_file"),
        ("telemetry: {otlp_url: 'https://h:4318', headers_file: FILE}", "telemetry.headers_file"),
    ],
)
@pytest.mark.parametrize("file", ["/etc/passwd", "../../etc/passwd", "/proc/self/environ", "/dev/zero"])
def test_a_field_reads_no_file_from_elsewhere(section: str, path: str, file: str) -> None:
    found = problems(f"{section.replace('FILE', file)}\n{TEXT}")
    assert found.keys() == {path}


def test_a_file_of_names_is_not_quoted_and_not_read_without_end(tmp_path: Path) -> None:
    (tmp_path / "names.txt").write_text("secret" * 20)
    os.mkfifo(tmp_path / "pipe.txt")
    (tmp_path / "large.txt").write_bytes(b"1" * 3_000_000)
    for name in ("names.txt", "pipe.txt", "large.txt"):
        found = problems(f"vocabulary: {{files: ['{tmp_path / name}']}}\n{TEXT}", tmp_path)
        assert found.keys() == {"vocabulary.files[0]"}
        assert "secret" not in found["vocabulary.files[0]"]


@pytest.mark.parametrize("prefix", ["", "0", "1", "00", "+", "+86"])
def test_a_prefix_by_which_everything_could_be_dialled_is_named(prefix: str) -> None:
    dial = f"{{address: a, prefixes: ['13', '{prefix}']}}"
    found = problems(f"telephony: {{trunks: [{{id: x, match: [10.0.0.1], dial: {dial}}}]}}\n{TEXT}")
    assert found.keys() == {"telephony.trunks[0].dial.prefixes[1]"}
