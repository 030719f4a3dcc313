"""Configurations that were learned lately: the same text again costs no second of learning."""

from __future__ import annotations

import hashlib
import logging
import os
import threading
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from agent_assist.admin.wire.files import FileText
from hotline.administration.page.texts.texts import valid
from hotline.configuration.schema import HotlineConfig
from hotline.configuration.yaml.source import Source
from hotline.configuration.yaml.tests_beside import is_tests
from hotline.guidance.call_guide import CallGuide
from hotline.guidance.meaning.commands import FEW, with_meaning
from hotline.machine.paths import State

log = logging.getLogger(__name__)

STATE = "HOTLINE_STATE_FOLDER"
"""In the environment of the worker process: where vectors of sayings are kept; without it none are used."""

KEPT = 3
"""What is live, what one administrator writes, and another; some 30 MB each."""


@dataclass(frozen=True, slots=True)
class Known:
    """One configuration, ready."""

    config: HotlineConfig
    """As it is written."""
    source: Source
    guide: CallGuide


class Learned:
    """By the content of their files that are no tests; for several threads."""

    def __init__(self) -> None:
        self._known: OrderedDict[bytes, Known] = OrderedDict()
        self._learning = threading.Lock()

    def of(self, files: Sequence[FileText]) -> Known:
        """Raises `Invalid`. Blocking: a second for some 400 intents that were not there lately."""
        digest = hashlib.sha256()
        for file in files:
            if is_tests(file.name):
                continue  # nothing is learned from them
            for part in (file.name.encode(), file.text.encode()):
                digest.update(len(part).to_bytes(8, "big") + part)
        with self._learning:
            return self._kept(digest.digest(), files)

    def _kept(self, key: bytes, files: Sequence[FileText]) -> Known:
        if key in self._known:
            self._known.move_to_end(key)
            return self._known[key]
        config, source = valid(files)
        guide = CallGuide.of(config)
        if state := os.environ.get(STATE):
            guide = with_meaning(guide, State(Path(state)), log.warning, FEW)
        known = self._known[key] = Known(config, source, guide)
        while len(self._known) > KEPT:
            self._known.popitem(last=False)
        return known
