"""Which models calls are heard with, and whether that is only the bundled one."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from asr.engines.settings import RecogniserSettings
from hotline.machine.paths import CHECKOUT, DEFAULT_STORE
from models.catalogue import Store, load_catalogue

if TYPE_CHECKING:
    from hotline.configuration.schema import HotlineConfig


def folders_in_use(config: HotlineConfig) -> set[Path]:
    """Folders of the models that calls are heard with, in any language; empty when none are."""
    settings: list[RecogniserSettings] = [config.asr]
    settings += [language.recogniser for language in config.ivr.languages if language.recogniser]
    named: set[str | None] = set()
    for each in settings:
        if each.engine != "none":
            named |= {each.final_model, None if each.engine == "remote" else each.model}
    return {(CHECKOUT / name).resolve() for name in named if name is not None}


def hint(config: HotlineConfig, store: Path = DEFAULT_STORE) -> str | None:
    """One line for `script/run` when calls are heard with the bundled model although better ones exist."""
    bundled = {(CHECKOUT / entry.bundled).resolve() for entry in load_catalogue().values() if entry.bundled}
    used = folders_in_use(config)
    if not used or used - bundled:
        return None
    if Store(store).installed():
        return "The bundled model is for demonstrations; others are installed: script/hotline models list"
    return (
        "Only the bundled model is here, for demonstrations; better ones: script/hotline models recommended"
    )
