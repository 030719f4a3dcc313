"""Where a call is led that says what was heard, and nothing else."""

from __future__ import annotations

from collections.abc import Sequence

from contracts import TranscriptFinal
from hotline.administration.simulation.callers import play
from hotline.administration.simulation.calls.play import OFFICE_HOURS
from hotline.administration.simulation.simulated_calls import SimulatedCalls
from hotline.configuration.schema import HotlineConfig
from hotline.guidance.call_guide import CallGuide
from ivr.virtual import VirtualCall


class Led:
    """Calls of one configuration, none of which is consulted about."""

    def __init__(self, config: HotlineConfig) -> None:
        """Learns the sayings: a second."""
        self._endpoint_ms = config.asr.endpoint_ms
        self._calls = SimulatedCalls(CallGuide.of(config))

    def by(self, finals: Sequence[TranscriptFinal]) -> VirtualCall:
        """The call to its end; the caller answers no question."""
        call = self._calls.call(begun=OFFICE_HOURS)
        play(call, finals, self._endpoint_ms, None)
        return call
