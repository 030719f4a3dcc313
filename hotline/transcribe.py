"""`hotline transcribe`: recordings through the same ears that hear calls."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path

from rich.console import Console

from asr import RecordingError, load_recogniser, transcribe_file
from hotline.config import HotlineConfig
from hotline.names import names_of, put_right
from hotline.paths import CHECKOUT
from hotline.spotting import spotted_words


async def transcribe(
    config: HotlineConfig, recordings: list[Path], *, as_json: bool, console: Console
) -> int:
    """Prints each recording's transcript; returns 1 when one of them could not be read."""
    recogniser = await asyncio.to_thread(load_recogniser, config.asr, CHECKOUT, spotted_words(config))
    names = await asyncio.to_thread(names_of, config)
    out = Console()
    failed = False
    try:
        for path in recordings:
            try:
                heard = await asyncio.to_thread(transcribe_file, path, recogniser, config.asr)
                finals = [put_right(final, names) for final in heard]
            except RecordingError as error:
                console.print(f"[red]{error}[/]", soft_wrap=True)
                failed = True
                continue
            if as_json:
                result = {
                    "file": str(path),
                    "text": " ".join(final.text for final in finals if final.text),
                    "utterances": [final.model_dump(mode="json", exclude={"at", "call"}) for final in finals],
                }
                out.print_json(json.dumps(result, ensure_ascii=False), indent=None, highlight=False)
            else:
                out.print(f"{path}: {' '.join(final.text for final in finals)}", markup=False)
    finally:
        recogniser.close()
    return 1 if failed else 0
