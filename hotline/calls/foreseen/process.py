"""The process that runs the floor forward (`hotline.machine.line_process` is how it is asked).

ask     {"present": "<pickled world and evidence, base64>"}
answer  {"waits": {"<call>": [low_s, high_s, median_s]}}
"""

from __future__ import annotations

import base64
import pickle
from collections.abc import Callable
from random import Random

from hotline.machine.line_process.child import Json, serve
from telephony.distributor.forward.evidence import Evidence
from telephony.distributor.forward.foresee import foresee
from telephony.distributor.forward.ranges import spoken_range
from telephony.distributor.reducer.world import World

NICENESS = 10


def asked(world: World, evidence: Evidence) -> Json:
    """The question, for a process of the same code."""
    return {"present": base64.b64encode(pickle.dumps((world, evidence))).decode()}


def answering() -> Callable[[Json], Json]:
    """What answers: those for whom nothing can be said are left out."""
    rng = Random()

    def answer(ask: Json) -> Json:
        world, evidence = pickle.loads(base64.b64decode(ask["present"]))  # noqa: S301
        found = {}
        for call, waits in foresee(world, evidence, rng).items():
            ends = spoken_range(waits)
            if ends is not None:
                found[call] = (*ends, round(waits[len(waits) // 2], 1))
        return {"waits": found}

    return answer


if __name__ == "__main__":
    serve(answering, NICENESS)
