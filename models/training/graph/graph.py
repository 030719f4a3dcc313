"""The decoding graph in Vosk's look-ahead form: ``HCLr.fst`` (sounds to words) and ``Gr.fst`` (words),
composed while decoding.

HCL is built as a prefix tree directly in transition ids, so nothing has to be determinised. A runtime
grammar replaces Gr.
"""

from __future__ import annotations

import math
import os
import shutil
import subprocess
import tempfile
from collections.abc import Iterable, Mapping
from pathlib import Path

from contracts.errors import HotlineError
from contracts.errors import text as _
from models.training.graph.kaldi_format import PHONE_TABLE, POSITIONED_ID, SILENCE_ID, forward, self_loop
from models.training.language.language import END, START, Arc
from models.training.language.lexicon import Phones, Reading, pronunciations
from models.training.language.phones import PHONES
from models.training.sound.features import MFCC_CONF

UNKNOWN = "[unk]"
UNKNOWN_COST = 4.0
"""Nats a phone: 1.0 swallows everything, 4.0 works."""

MODEL_CONF = """--min-active=100
--max-active=2000
--beam=10.0
--lattice-beam=5.0
--acoustic-scale=1.0
--frame-subsampling-factor=3
--endpoint.silence-phones=1
--endpoint.rule2.min-trailing-silence=0.5
--endpoint.rule3.min-trailing-silence=0.75
--endpoint.rule4.min-trailing-silence=1.0
"""
_TOOLS = ("fstcompile", "fstconvert", "fstrelabel", "fstarcsort")
_LOOKAHEAD_LIBRARY = "libfstlookahead.so"
_LOOKAHEAD_TYPE = "olabel_lookahead-fst.so"
"""OpenFst opens the type ``olabel_lookahead`` under this name, and Debian installs it under the other."""


class MissingFstTools(HotlineError):
    """OpenFst's programs or its look-ahead library are not installed."""


class FstToolFailed(HotlineError):
    """One of OpenFst's programs ended with an error; the message has its own words."""


class _SoundGraph:
    """HCL as text lines for ``fstcompile``: state 0 stands between words, state 1 is the root of the word
    tree.
    """

    BOUNDARY, ROOT = 0, 1

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._states = 2
        self._tree: dict[tuple[int, str, bool], int] = {}
        self._arc(self.BOUNDARY, self.ROOT, 0, 0, math.log(2))
        silence = self._phone(self.BOUNDARY, SILENCE_ID, math.log(2))
        self._arc(silence, self.ROOT)

    def _new_state(self) -> int:
        self._states += 1
        return self._states - 1

    def _arc(self, source: int, target: int, sound: int = 0, word: int = 0, cost: float = 0.0) -> None:
        self.lines.append(f"{source} {target} {sound} {word} {cost:.4f}")

    def _phone(self, source: int, phone_id: int, cost: float = 0.0) -> int:
        """The state after a phone; it loops on itself as long as the phone lasts."""
        state = self._new_state()
        self._arc(source, state, forward(phone_id), 0, cost)
        self._arc(state, state, self_loop(phone_id))
        return state

    def add_word(self, number: int, reading: Reading) -> None:
        """Words share the states of their first syllables; the label is on the arc out of the last one."""
        state = self.ROOT
        for place, syllable in enumerate(reading.syllables):
            last = place == len(reading.syllables) - 1
            key = (state, syllable, last)
            if key not in self._tree:
                self._tree[key] = self._syllable(state, pronunciations(syllable), place == 0, last)
            state = self._tree[key]
        self._arc(state, self.BOUNDARY, 0, number, reading.cost)

    def _syllable(self, source: int, ways: Mapping[Phones, float], first: bool, last: bool) -> int:
        """All pronunciations of a syllable side by side, from one state to one state."""
        end = self._new_state()
        initials: dict[str, int] = {}
        for phones, cost in ways.items():
            state = source
            if len(phones) == 2:
                if phones[0] not in initials:
                    initials[phones[0]] = self._phone(
                        source, POSITIONED_ID[phones[0] + ("_B" if first else "_I")]
                    )
                state = initials[phones[0]]
            begins = first and len(phones) == 1
            position = ("_S" if last else "_B") if begins else ("_E" if last else "_I")
            self._arc(self._phone(state, POSITIONED_ID[phones[-1] + position], cost), end)
        return end

    def add_unknown(self, number: int) -> None:
        """``[unk]``: two phones or more, any, each at a cost."""
        middle = self._new_state()
        for phone in PHONES[1:]:
            self._arc(self._phone(self.ROOT, POSITIONED_ID[phone + "_B"], UNKNOWN_COST), middle)
            self._arc(self._phone(middle, POSITIONED_ID[phone + "_I"], UNKNOWN_COST), middle)
            self._arc(self._phone(middle, POSITIONED_ID[phone + "_E"]), self.BOUNDARY, 0, number)

    def text(self) -> str:
        """The whole transducer; sentences may end with or without silence."""
        return "\n".join([*self.lines, f"{self.BOUNDARY} 0", f"{self.ROOT} 0"]) + "\n"


def build_graph(folder: Path, lexicon: Mapping[str, list[Reading]], grammar: Iterable[Arc]) -> None:
    """Write ``graph/`` and ``conf/`` of a model; words of ``grammar`` outside ``lexicon`` are an error
    (KeyError).
    """
    words = ["<eps>", *lexicon, UNKNOWN]
    number = {word: index for index, word in enumerate(words)}
    sounds = _SoundGraph()
    for word, readings in lexicon.items():
        for reading in readings:
            sounds.add_word(number[word], reading)
    sounds.add_unknown(number[UNKNOWN])
    arcs, finals = [], []
    for arc in grammar:
        label = number[arc.word] if arc.word else 0
        if arc.target < 0:
            finals.append(f"{arc.source} {arc.cost:.4f}")
        else:
            arcs.append((arc.source, f"{arc.source} {arc.target} {label} {label} {arc.cost:.4f}"))
    arcs.sort(key=lambda item: item[0])  # fstcompile takes the first line's state as the start
    graph = folder / "graph"
    (graph / "phones").mkdir(parents=True, exist_ok=True)
    relabelled = _compile(graph, sounds.text(), "\n".join([*(line for _state, line in arcs), *finals]) + "\n")
    _write_tables(graph, words, relabelled)
    conf = folder / "conf"
    conf.mkdir(exist_ok=True)
    (conf / "mfcc.conf").write_text(MFCC_CONF)
    (conf / "model.conf").write_text(MODEL_CONF)


def _compile(graph: Path, sounds: str, grammar: str) -> dict[int, int]:
    """Binary FSTs, and how the look-ahead form renumbered the words."""
    with tempfile.TemporaryDirectory() as name:
        work = Path(name)
        environment = _fst_environment(work)

        def run(command: str, source: str | bytes) -> bytes:
            data = source.encode() if isinstance(source, str) else source
            done = subprocess.run(
                command.split(), input=data, capture_output=True, check=False, env=environment, cwd=work
            )
            if done.returncode != 0:
                said = done.stderr.decode(errors="replace").strip()[-500:]
                raise FstToolFailed(
                    _("`{command}` failed: {said}").format(
                        command=command, said=said or _("status {code}").format(code=done.returncode)
                    )
                )
            return done.stdout

        lookahead = "fstconvert --fst_type=olabel_lookahead --save_relabel_opairs=relabel.txt"
        (graph / "HCLr.fst").write_bytes(run(lookahead, run("fstcompile", sounds)))
        relabelled = run(
            "fstrelabel --relabel_ipairs=relabel.txt --relabel_opairs=relabel.txt", run("fstcompile", grammar)
        )
        (graph / "Gr.fst").write_bytes(
            run("fstconvert --fst_type=const", run("fstarcsort --sort_type=ilabel", relabelled))
        )
        pairs = (line.split() for line in (work / "relabel.txt").read_text().splitlines())
        return {int(old): int(new) for old, new in pairs}


def _fst_environment(work: Path) -> dict[str, str]:
    """Lets OpenFst find the look-ahead library; MissingFstTools says what is not installed."""
    problem = missing_fst_tools()
    library = find_lookahead_library()
    if problem is not None or library is None:
        raise MissingFstTools(
            _(
                "{problem} not found; the graph needs OpenFst's programs with look-ahead: run "
                "`apt-get install libfst-tools` (Debian)"
            ).format(problem=problem)
        )
    (work / _LOOKAHEAD_TYPE).symlink_to(library)
    paths = [str(work), os.environ.get("LD_LIBRARY_PATH", "")]
    return {**os.environ, "LD_LIBRARY_PATH": ":".join(path for path in paths if path)}


def missing_fst_tools() -> str | None:
    """Names what is not installed of OpenFst; None when the graph can be made."""
    missing = [tool for tool in _TOOLS if shutil.which(tool) is None]
    if missing:
        return ", ".join(missing)
    return _LOOKAHEAD_LIBRARY if find_lookahead_library() is None else None


def find_lookahead_library() -> Path | None:
    """The library of the look-ahead FST types that belongs to the programs on PATH: it lies beside them."""
    program = shutil.which("fstconvert")
    if program is None:
        return None
    for folder in sorted(Path(program).resolve().parents[1].glob("lib*")):
        for pattern in (f"{_LOOKAHEAD_LIBRARY}*", f"*/{_LOOKAHEAD_LIBRARY}*", f"*/{_LOOKAHEAD_TYPE}"):
            found = sorted(folder.glob(pattern))
            if found:
                return found[0]
    return None


def _write_tables(graph: Path, words: list[str], relabelled: Mapping[int, int]) -> None:
    following = max(relabelled.values()) + 1
    numbers = {"<eps>": 0}
    for index, word in enumerate(words[1:], start=1):
        if index in relabelled:
            numbers[word] = relabelled[index]
        else:
            numbers[word], following = following, following + 1
    numbers[START], numbers[END] = following, following + 1
    (graph / "words.txt").write_text("".join(f"{w} {n}\n" for w, n in numbers.items()), encoding="utf-8")
    (graph / "disambig_tid.int").write_text(
        f"{2 * len(PHONE_TABLE) + 10}\n"
    )  # no such symbols are used, but Vosk reads it
    kinds = {"_B": "begin", "_I": "internal", "_E": "end", "_S": "singleton"}
    lines = [f"{SILENCE_ID} nonword"]
    lines += [f"{index} {kinds[name[-2:]]}" for index, name in enumerate(PHONE_TABLE) if index > SILENCE_ID]
    (graph / "phones" / "word_boundary.int").write_text("\n".join(lines) + "\n")
    (graph / "phones.txt").write_text("".join(f"{name} {index}\n" for index, name in enumerate(PHONE_TABLE)))
