"""`hotline listen`: one recording under the magnifying glass, so that one sees why it was misheard."""

from __future__ import annotations

from gettext import gettext as _
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from hotline.cli.terminal import (
    ConfigOption,
    JsonOption,
    load_config,
    plain,
    print_json,
    set_up_logging,
    talk,
)
from hotline.machine.paths import CHECKOUT, DEFAULT_CONFIG

if TYPE_CHECKING:
    from hotline.administration.hearing.story import Story
    from hotline.configuration.schema import HotlineConfig


def listen(
    recording: Annotated[Path, typer.Argument(help="One WAV, FLAC or Ogg file.")],
    picture: Annotated[
        Path | None,
        typer.Option(help="Draw sound, voice and words into this PNG file.", show_default=False),
    ] = None,
    config: ConfigOption = DEFAULT_CONFIG,
    as_json: JsonOption = False,
) -> None:
    """Show why a recording was misheard: where speech was found, what each pass read, what is doubtful."""
    from hotline.administration.hearing.picture import draw

    set_up_logging(False)
    story = plain(_heard, load_config(config), recording)
    if picture is not None:
        plain(draw, story, picture)
    if as_json:
        print_json({**story.as_json(), "picture": picture and str(picture)})
    else:
        _show(story)


def _heard(config: HotlineConfig, recording: Path) -> Story:
    """By both passes, or by the first one alone where there is no other. Raises what hearing raises."""
    from asr import ModelError, load_recogniser
    from hotline.administration.hearing.ears import Ears
    from hotline.administration.hearing.story import listen_to
    from hotline.guidance.spotting import spotted_words

    try:
        ears = Ears(config, CHECKOUT)
    except ModelError as error:
        talk.print(
            _("{error}; the first pass alone:").format(error=error),
            style="yellow",
            markup=False,
            soft_wrap=True,
        )
        alone = config.asr.model_copy(update={"final_model": None})
        first = load_recogniser(alone, CHECKOUT, spotted_words(config.ivr))
        try:
            return listen_to(recording, {"first": first}, alone)
        finally:
            first.close()
    try:
        return listen_to(recording, ears.passes, ears.settings, ears.offline.asked)
    finally:
        ears.close()


def _show(story: Story) -> None:
    shown: list[Any] = [f"{story.path}: {story.seconds:.1f} s, {len(story.utterances)} utterances"]
    for one in story.utterances:
        final, first = one.final, one.first
        ended = one.ended
        shown.append(f"{ended.start_ms}-{ended.end_ms} ms, ended at {ended.decided_ms} ms by {ended.why}")
        if first is not None:
            shown.append(f"  first pass  {first.confidence:.2f}  {first.text or '-'}")
        for reading in one.readings:
            why = f"  (refused: {reading.refused})" if reading.refused else ""
            told = f"{reading.language} {reading.language_confidence:.2f}"
            text = reading.hypothesis.text or "-"
            shown.append(f"  second pass {reading.hypothesis.confidence:.2f}  {text}  [{told}]{why}")
        shown.append(f"  final       {final.confidence:.2f}  {final.text or '-'}  [{final.read_by} pass]")
        shown += [f"  ! {doubt}" for doubt in one.doubts]
    typer.echo("\n".join(shown))
