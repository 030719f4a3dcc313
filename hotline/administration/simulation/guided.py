"""What guides simulated calls: learned once from a configuration, used by each of them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from hotline.administration.simulation.judge import judge_of
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.spoken_answers import with_answers
from hotline.guidance.names import gazetteer_of
from ivr import Understanding
from ivr.virtual import Step, VirtualCall


class Guided:
    """Makes the simulated calls of one configuration. Learning it takes some seconds, and blocks."""

    def __init__(self, config: HotlineConfig) -> None:
        self.config = with_answers(config)
        self.understanding = Understanding(self.config.ivr)
        self._gazetteer = gazetteer_of(self.config, self.understanding.sounds)
        self._judge = judge_of(self.config)

    def call(
        self, on_step: Callable[[Step], None] = lambda step: None, begun: datetime | None = None
    ) -> VirtualCall:
        """A new call; `on_step` and `begun` as of `VirtualCall`."""
        return VirtualCall(
            self.config.ivr,
            self.understanding,
            on_step,
            begun=begun,
            gazetteer=self._gazetteer,
            judge=self._judge,
        )
