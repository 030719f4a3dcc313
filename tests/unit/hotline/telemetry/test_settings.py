"""`telemetry:` in config.yaml, and what is said of what is wrong there."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from pydantic import ValidationError

from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.load import load
from hotline.instance.examination import shortcomings
from hotline.machine.paths import DEFAULT_CONFIG, State
from hotline.telemetry.settings import HeadersUnreadable, TelemetrySettings


@pytest.mark.parametrize(
    ("url", "endpoint"),
    [
        ("http://127.0.0.1:4318", "http://127.0.0.1:4318/v1/traces"),
        ("https://tempo.example:4318/otlp/", "https://tempo.example:4318/otlp/v1/traces"),
        ("http://localhost:4318/v1/traces", "http://localhost:4318/v1/traces"),
    ],
)
def test_the_path_is_added(url: str, endpoint: str) -> None:
    assert TelemetrySettings(otlp_url=url).endpoint == endpoint


@pytest.mark.parametrize(
    ("settings", "advice"),
    [
        ({"otlp_url": "127.0.0.1:4318"}, "write http://127.0.0.1:4318"),
        ({"otlp_url": "grpc://127.0.0.1:4317"}, "write http://127.0.0.1:4318"),
        ({"otlp_url": "http://127.0.0.1:99999"}, "the address is wrong"),
        ({"otlp_url": "http://me:secret@127.0.0.1:4318"}, "see headers_file"),
        ({"otlp_url": "http://127.0.0.1:4318?key=1"}, "nothing may follow"),
        ({"headers_file": "headers"}, "write otlp_url, too"),
        ({"otlp_url": "http://10.0.0.9:4318", "headers_file": "headers"}, "write https://"),
        ({"otlp_url": "http://127.0.0.1:4318", "sample": 1.1}, "less than or equal to 1"),
        ({"traces": True}, "Extra inputs"),
    ],
)
def test_a_mistake_says_what_to_write(settings: dict[str, object], advice: str) -> None:
    with pytest.raises(ValidationError, match=advice):
        TelemetrySettings.model_validate(settings)


def headers(tmp_path: Path, content: bytes) -> dict[str, str]:
    (tmp_path / "headers").write_bytes(content)
    settings = TelemetrySettings(otlp_url="http://127.0.0.1:4318", headers_file="headers")
    return settings.headers(tmp_path)


def test_headers_are_lines(tmp_path: Path) -> None:
    text = b"Authorization: Basic YTpi\n\nX-Scope-OrgID:\t12 \r\n"
    assert headers(tmp_path, text) == {"Authorization": "Basic YTpi", "X-Scope-OrgID": "12"}
    assert TelemetrySettings(otlp_url="http://127.0.0.1:4318").headers(tmp_path) == {}


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "does not hold a header"),
        (b"abcdef\n", "line 1: a header is written Name: value"),
        ("Token: 密码\n".encode(), "line 1"),
        (b"A: b\nC: \n", "line 2"),
        (b"\xff\xfe", "is no text"),
        (b"A: " + b"x" * 9000, "cannot be read"),
    ],
)
def test_what_is_no_header_is_refused_without_showing_it(tmp_path: Path, content: bytes, why: str) -> None:
    with pytest.raises(HeadersUnreadable, match=why) as raised:
        headers(tmp_path, content)
    assert "abcdef" not in str(raised.value)
    assert "密码" not in str(raised.value)


def test_a_missing_package_is_told_before_the_start(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """And nothing where nobody asked for it."""
    plain = load(DEFAULT_CONFIG, HotlineConfig)
    asked = plain.model_copy(update={"telemetry": TelemetrySettings(otlp_url="http://127.0.0.1:4318")})

    def noted(config: HotlineConfig) -> list[str]:
        return [line for line in shortcomings(config, State(tmp_path)) if "telemetry" in line]

    monkeypatch.setitem(sys.modules, "opentelemetry.sdk", None)  # type: ignore[arg-type]
    assert noted(plain) == []
    (line,) = noted(asked)
    assert "opentelemetry.sdk is missing" in line
    assert "script/setup --extra telemetry" in line
