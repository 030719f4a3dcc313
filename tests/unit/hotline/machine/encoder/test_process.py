"""The encoder's process looks at its files before it runs what is in them."""

from __future__ import annotations

from pathlib import Path

import pytest

from hotline.machine.encoder.asking import encoded, encoder_process
from hotline.machine.line_process.errors import LineProcessError
from hotline.machine.setup.fetched.sentence_encoder import SENTENCE_ENCODER


async def test_files_altered_at_the_same_size_are_named_and_never_run(tmp_path: Path) -> None:
    for name, content in SENTENCE_ENCODER.files.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("wb") as opened:
            opened.truncate(content.size)
    process = encoder_process(tmp_path, 0)
    try:
        with pytest.raises(LineProcessError, match="SHA-256 differs"):
            await encoded(process, ["停水了"], 60)
    finally:
        await process.close()
