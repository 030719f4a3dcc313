import pytest
from pydantic import ValidationError

from asr import AsrSettings
from asr.settings import WAITING_WORKERS


def test_the_defaults_are_valid_and_leave_a_core_to_the_loop() -> None:
    settings = AsrSettings()
    assert settings.engine == "vosk"
    assert settings.workers >= 1


@pytest.mark.parametrize(
    ("given", "what"),
    [
        ({"endpoint_ms": 900, "endpoint_slow_ms": 600}, "raise it"),
        ({"endpoint_slow_ms": 1800}, "endpoint_dictation_ms"),
        ({"vad": {"onset_margin_db": 3, "hold_margin_db": 6}}, "make it the smaller one"),
        ({"engine": "whisper"}, "vosk"),
        ({"workers": 0}, "workers"),
        ({"endpoint": 600}, "endpoint"),
        ({"vad": {"aggressiveness": 4}}, "aggressiveness"),
    ],
)
def test_what_cannot_work_is_refused_with_a_hint(given: dict[str, object], what: str) -> None:
    with pytest.raises(ValidationError, match=what):
        AsrSettings.model_validate(given)


def test_threads_for_waiting_were_not_asked_for() -> None:
    settings = AsrSettings.model_validate({"engine": "remote", "remote": {"urls": ["ws://asr.invalid:1"]}})
    assert settings.workers == WAITING_WORKERS
    assert "workers" not in settings.model_fields_set


def test_every_setting_says_what_it_is() -> None:
    schema = AsrSettings.model_json_schema()
    for name, field in schema["properties"].items():
        assert name in ("vad", "second_pass") or field.get("description"), name
    for section in ("VadSettings", "SecondPassSettings"):
        for name, field in schema["$defs"][section]["properties"].items():
            assert field.get("description"), name
