"""The one way to a simulated call: guided as calls by telephone are, with a caller of one number."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from hotline.administration.simulation.who_calls import TEST_CALLER, Caller
from hotline.guidance.call_guide import CallGuide
from ivr.dialogue.meaning.encoding import Encoding
from ivr.steps import Step
from ivr.virtual import CALL, Judge, VirtualCall, read_s


@dataclass(frozen=True, slots=True)
class SimulatedCalls:
    """Makes calls of one guide."""

    guide: CallGuide
    caller: Caller = TEST_CALLER
    judge: Judge | None = None
    """Whom the dialogue consults, if anybody."""

    def call(
        self,
        on_step: Callable[[Step], None] = lambda step: None,
        begun: datetime | None = None,
        *,
        seconds: Callable[[str], float] = read_s,
        consults: bool = False,
    ) -> VirtualCall:
        """A new call; `on_step` and `seconds` as of `VirtualCall`.

        `begun`: when it came, local time; None: now; `consults`: somebody else than the judge is consulted.
        """
        consults = consults or self.judge is not None
        machine = self.guide.machine(
            CALL,
            self.caller.number,
            begun or datetime.now(),
            self.caller.standing,
            consults=consults,
            dialled=self.caller.dialled or self.guide.config.telephony.number,
        )
        if self.guide.encoder is not None:
            machine = Encoding(machine, self.guide.encoder, self.guide.understanding.meant)
        return VirtualCall(machine, on_step, seconds, self.judge)
