"""`python -m hotline.machine.setup`, with options: fetch what is missing, build the page."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from gettext import gettext as _
from pathlib import Path

from . import runtime
from .debian import bundle, debian
from .debian.apt import Progress
from .errors import SetupError
from .fetched.provide import Wish, provide
from .fetched.thing import Thing
from .fetched.things import THINGS
from .layout import Layout, checkout
from .parts import browser, checkers, postgresql, voices, web
from .programs import PROGRAMS


def main(arguments: list[str] | None = None) -> int:
    """Bring the checkout up to date; return 0, or 1 after saying on standard error what is amiss."""
    parser = argparse.ArgumentParser(prog="python -m hotline.machine.setup", description=__doc__)
    parser.add_argument("--test", action="store_true", help="also what only the tests need")
    parser.add_argument("--train", action="store_true", help="also what only training a model needs")
    parser.add_argument("--voices", action="store_true", help="also the voices of Kokoro, for prompts")
    parser.add_argument("--pdf", action="store_true", help="also a Chinese font, for reports as PDF")
    for thing in THINGS:
        name, option = thing.name, thing.option
        group = parser.add_mutually_exclusive_group()
        group.add_argument(f"--without-{option}", action="store_true", help=f"leave {name} out from now on")
        group.add_argument(f"--with-{option}", action="store_true", help=f"fetch {name} although left out")
        group.add_argument(
            f"--{option}", type=Path, metavar="PATH", help=f"take {name} from a file or folder"
        )
    parser.add_argument(
        "--at-start", action="store_true", help="what could not be fetched is not tried again"
    )
    options = parser.parse_args(arguments)
    layout = checkout()
    try:
        _set_up(layout, options)
    except SetupError as error:
        _say(_("Set-up failed. {error}").format(error=error))
        return 1
    except KeyboardInterrupt:
        _say(_("Set-up interrupted. Start it again: what is complete is kept."))
        return 130
    return 0


def _set_up(layout: Layout, options: argparse.Namespace) -> None:
    layout.runtime.mkdir(exist_ok=True)
    wanted = [name for name in PROGRAMS if runtime.own_program(name) is None]
    bundles = [(_("Asterisk and SIP clients"), debian.bundle(layout, wanted))] if wanted else []
    if options.test:
        with_chromium = runtime.own_chromium() is None
        bundles.append((_("Browser for the tests"), browser.bundle(layout, with_chromium)))
    elif options.pdf:
        bundles.append((_("Chinese font for reports"), browser.bundle(layout, with_chromium=False)))
    for title, wanted_bundle in bundles:
        if not wanted_bundle.is_current():
            # Rich is imported only when there is something to show: the usual start has nothing to do.
            from .progress import step

            with step(title) as progress:
                bundle.install(wanted_bundle, layout.runtime / "apt", progress)
    if options.test:
        _provide_postgresql(layout)
        _provide_checkers(layout)
    if options.voices and not voices.is_current(layout):
        from .progress import step

        with step(_("Voices of Kokoro (330 MB)")) as progress:
            voices.fetch(layout, progress)
    for thing in THINGS:
        _provide(thing, layout, options)
    if options.train:
        from .parts.training import provide
        from .progress import step

        provide(layout, step, openfst=True, espeak=True)
    if web.has_sources(layout) and not web.is_current(layout):
        from .progress import step

        with step(_("Web app of the desk")) as progress:
            web.build(layout, progress)


def _provide_postgresql(layout: Layout) -> None:
    """Where it cannot be fetched the tests that want it are skipped, and say so."""
    wanted = postgresql.bundle(layout)
    if postgresql.own_programs() is not None or wanted.is_current():
        return
    from .progress import step

    try:
        with step(_("PostgreSQL for the tests")) as progress:
            bundle.install(wanted, layout.runtime / "apt", progress)
    except SetupError as error:
        _say(_("Set-up goes on without PostgreSQL; its tests are skipped. {error}").format(error=error))


def _provide_checkers(layout: Layout) -> None:
    """The same with what looks at the files for deployment."""
    wanted = checkers.bundle(layout)
    if wanted.is_current() or all(checkers.checker(layout, name) for name in checkers.PLACES):
        return
    from .progress import step

    try:
        with step(_("Checkers of the files for deployment (30 MB)")) as progress:
            bundle.install(wanted, layout.runtime / "apt", progress)
    except SetupError as error:
        _say(
            _("Set-up goes on without the checkers for deployment; their tests are skipped. {error}").format(
                error=error
            )
        )


def _provide(thing: Thing, layout: Layout, options: argparse.Namespace) -> None:
    @contextmanager
    def shown(title: str) -> Iterator[Progress]:
        from .progress import step

        with step(title) as progress:
            yield progress

    wish = Wish(
        getattr(options, f"without_{thing.option}"),
        getattr(options, f"with_{thing.option}"),
        getattr(options, thing.option),
        options.at_start,
    )
    if (line := provide(thing, layout, wish, shown)) is not None:
        _say(line)


def _say(text: str) -> None:
    """Standard output belongs to the command that set-up runs for."""
    sys.stderr.write(f"{text}\n")


if __name__ == "__main__":
    sys.exit(main())
