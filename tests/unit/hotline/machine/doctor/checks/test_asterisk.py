from __future__ import annotations

from pathlib import Path

import pytest

from hotline.machine.doctor import Level
from hotline.machine.doctor.checks import asterisk
from hotline.machine.setup.errors import MissingProgram
from hotline.machine.setup.programs import ASTERISK_ESSENTIAL, ASTERISK_MODULES


def fill(folder: Path, names: tuple[str, ...]) -> Path:
    for name in names:
        (folder / f"{name}.so").touch()
    return folder


def shown(names: tuple[str, ...]) -> str:
    lines = [f"{name}.so   Some description of it     0      Running     core" for name in names]
    return "\n".join(["Module  Description  Use Count  Status  Support Level", *lines])


def test_version() -> None:
    assert asterisk.check_version("Asterisk 22.10.1").level is Level.OK
    old = asterisk.check_version("Asterisk 18.26.4")
    assert old.level is Level.FAIL
    assert "chan_websocket" in old.found
    assert asterisk.check_version("").level is Level.FAIL


def test_no_asterisk_at_all_fails_everywhere(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(*_: object) -> list[str]:
        raise MissingProgram("Run script/setup.")

    monkeypatch.setattr(asterisk, "program", missing)
    monkeypatch.setattr(asterisk, "asterisk_directories", missing)
    findings = [asterisk.check_version(), asterisk.check_modules(), asterisk.check_codecs()]
    assert {finding.level for finding in findings} == {Level.FAIL}
    assert {finding.mend for finding in findings} == {"Run script/setup."}


def test_a_missing_module_is_named(tmp_path: Path) -> None:
    fill(tmp_path, ASTERISK_MODULES)
    assert asterisk.check_modules(tmp_path).level is Level.OK
    (tmp_path / "chan_websocket.so").unlink()
    finding = asterisk.check_modules(tmp_path)
    assert finding.level is Level.FAIL
    assert "chan_websocket" in finding.found


def test_codecs_for_browsers_may_lack_those_for_telephones_may_not(tmp_path: Path) -> None:
    fill(tmp_path, ("codec_ulaw", "codec_alaw", "codec_g722", "codec_resample", "codec_opus"))
    assert asterisk.check_codecs(tmp_path).level is Level.OK
    (tmp_path / "codec_opus.so").unlink()
    assert asterisk.check_codecs(tmp_path).level is Level.WARN
    (tmp_path / "codec_alaw.so").unlink()
    assert asterisk.check_codecs(tmp_path).level is Level.FAIL


@pytest.mark.parametrize(
    ("ticks", "level"), [(50, Level.OK), (48, Level.OK), (45, Level.WARN), (27, Level.FAIL)]
)
def test_a_timer_that_misses_ticks_is_reported(ticks: int, level: Level) -> None:
    answer = (
        "Attempting to test a timer with 50 ticks per second.\n"
        "Using the 'timerfd' timing module for this test.\n"
        f"It has been 1000 milliseconds, and we got {ticks} timer ticks\n"
    )
    finding = asterisk.check_timing(answer)
    assert finding.level is level
    assert str(ticks) in finding.found


def test_a_timer_without_result_is_no_failure() -> None:
    assert asterisk.check_timing("No such command").level is Level.WARN


def test_the_running_asterisk_must_have_started_every_needed_module() -> None:
    timing = "It has been 1000 milliseconds, and we got 50 timer ticks"

    def healthy(command: str) -> str:
        return timing if command == "timing test" else shown(ASTERISK_ESSENTIAL)

    def ailing(command: str) -> str:
        idle = shown(ASTERISK_ESSENTIAL).replace(
            "res_srtp.so   Some description of it     0      Running", ""
        )
        return timing if command == "timing test" else idle

    assert [finding.level for finding in asterisk.check_running(healthy)] == [Level.OK, Level.OK]
    state, timer = asterisk.check_running(ailing)
    assert state.level is Level.FAIL
    assert "res_srtp" in state.found
    assert timer.level is Level.OK


def test_an_asterisk_that_does_not_run_is_no_failure() -> None:
    def away(_command: str) -> str:
        raise ConnectionRefusedError("nobody there")

    (finding,) = asterisk.check_running(away)
    assert finding.level is Level.WARN
