"""The comparison with vosk-server, against a program that speaks its protocol and computes nothing."""

from __future__ import annotations

import asyncio
from pathlib import Path

import pytest

from asr import AsrSettings, ScriptedRecogniser, load_recogniser, read_recording
from hotline.bench.asr.vosk_server import compare_with_server
from hotline.bench.rows import NoMaterial
from hotline.machine.paths import CHECKOUT

STAND_IN = """
import os
from aiohttp import web

async def serve(request):
    socket = web.WebSocketResponse()
    await socket.prepare(request)
    async for message in socket:
        if "config" not in str(message.data):
            await socket.send_str('{"partial": ""}')
    return socket

app = web.Application()
app.router.add_get("/", serve)
web.run_app(app, host=os.environ["VOSK_SERVER_INTERFACE"], port=int(os.environ["VOSK_SERVER_PORT"]))
"""
SPEECH = bytes(read_recording(CHECKOUT / "hotline" / "bench" / "demo" / "recordings" / "caller-1.wav", 8000))[
    :32000
]


def compared(program: Path) -> dict[str, float]:
    settings = AsrSettings()
    recogniser = load_recogniser(settings, CHECKOUT)
    return asyncio.run(compare_with_server(program, recogniser, settings, SPEECH, rounds=1))


def test_all_three_are_measured(tmp_path: Path) -> None:
    (tmp_path / "asr_server.py").write_text(STAND_IN)
    figures = compared(tmp_path)
    assert figures["our_server_cpu_s_per_s"] > 0
    assert figures["hearing_streams_per_core"] > 0
    assert figures["vosk_server_cpu_s_per_s"] < figures["our_server_cpu_s_per_s"]


def test_a_server_whose_port_was_taken_meanwhile_is_started_on_another(tmp_path: Path) -> None:
    seen = tmp_path / "ports"
    taken = (
        "import os; from pathlib import Path\n"
        f"seen = Path({str(seen)!r}); first = not seen.exists()\n"
        "print(os.environ['VOSK_SERVER_PORT'], file=seen.open('a'))\n"
        "if first: raise SystemExit('address already in use')\n"
    )
    (tmp_path / "asr_server.py").write_text(taken + STAND_IN)
    assert compared(tmp_path)["vosk_server_cpu_s_per_s"] > 0
    assert len(seen.read_text().split()) == 2


def test_what_is_missing_is_said(tmp_path: Path) -> None:
    with pytest.raises(NoMaterial, match="no such file"):
        compared(tmp_path / "nowhere.py")
    (tmp_path / "asr_server.py").write_text("import nothing_of_the_kind")
    with pytest.raises(NoMaterial, match=r"did not start with .*No module named 'nothing_of_the_kind'"):
        compared(tmp_path)
    with pytest.raises(NoMaterial, match="needs a Vosk model"):
        asyncio.run(compare_with_server(tmp_path, ScriptedRecogniser(), AsrSettings(), SPEECH, rounds=1))
