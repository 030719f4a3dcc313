"""A publication that was killed while it wrote the files on disk is finished by the next start.

Otherwise that start would publish a mixture of old and new files, which nobody has checked or tested.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from hotline.configuration.generations.files import written
from hotline.configuration.generations.store import GenerationError, Generations, whole_name


def finish(path: Path, store: Generations) -> str:
    """A sentence for whoever starts the service; empty when there was nothing to finish.

    Only if each file is as it was live or as it should have become, and one has become it: what somebody
    has edited since is theirs to publish.
    """
    if store.cut_off() is None:
        return ""
    try:
        with store.publishing() as draft:
            left, active = store.cut_off(), store.active()
            if left is None or active is None or not left[0].source == active.source == whole_name(path):
                return ""
            made, sources = left
            live = store.sources(active.number).files
            if not _is_half_way(path.parent, live, sources.files):
                return ""
            with (
                draft(sources, path, made.why, made.by, made.restores) as go_live,
                written(path, sources, {**live, **sources.files}),
            ):
                go_live()
    except (GenerationError, OSError) as error:  # a start needs none of it
        return f"a publication that was cut off cannot be finished: {error}"
    return f"a publication by {made.by} ({made.why}) was cut off: generation {made.number}, it is live now"


def _is_half_way(folder: Path, old: Mapping[str, bytes], new: Mapping[str, bytes]) -> bool:
    """None of the files is anything else, and not all are as they were."""
    there = {
        name: file.read_bytes() if (file := folder / name).is_file() else None for name in {**old, **new}
    }
    return all(data in (old.get(name), new.get(name)) for name, data in there.items()) and any(
        data != old.get(name) for name, data in there.items()
    )
