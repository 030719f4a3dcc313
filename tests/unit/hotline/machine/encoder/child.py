"""A process that encodes as the scripted encoder does, and hangs, dies or refuses when it is told to."""

from __future__ import annotations

import base64
import os
import time
from collections.abc import Callable
from typing import Any

import numpy as np

from hotline.machine.line_process.child import Refused, serve
from tests.unit.hotline.machine.encoder.doubles import ScriptedEncoder

HANG, DIE, REFUSE, NONSENSE = "睡一会儿", "死了", "不会", "乱说"


def encoding() -> Callable[[dict[str, Any]], dict[str, Any]]:
    encoder = ScriptedEncoder()

    def answer(ask: dict[str, Any]) -> dict[str, Any]:
        texts = ask["texts"]
        if HANG in texts:
            time.sleep(3)
        if DIE in texts:
            os._exit(9)
        if REFUSE in texts:
            raise Refused("nothing is made of it")
        if NONSENSE in texts:
            return {"dimensions": 7, "vectors": "AAAA"}
        vectors = np.stack([encoder.encode(text) for text in texts])
        return {"dimensions": encoder.dimensions, "vectors": base64.b64encode(vectors.tobytes()).decode()}

    return answer


if __name__ == "__main__":
    serve(encoding, 0)
