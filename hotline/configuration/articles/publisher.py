"""How articles go live and are taken back: for the commands and for the administrators' page. Blocking."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from agent_assist.knowledge import Article, KnowledgeError
from agent_assist.knowledge.editing.doubts import ArticleDoubt, doubts_of
from agent_assist.knowledge.files.folder import files_in
from agent_assist.knowledge.files.reading import read
from contracts.errors import text as _
from hotline.configuration.articles.packed import NAME, packed, unpacked
from hotline.configuration.generations.effective import CHANGED, FIRST
from hotline.configuration.generations.files import replaced
from hotline.configuration.generations.publisher import BACK, EditedByHand
from hotline.configuration.generations.store import (
    Generation,
    GenerationConflict,
    GenerationError,
    Generations,
    whole_name,
)
from hotline.machine.paths import CHECKOUT, State

_TOLD = 200
"""Changes that are told, one sentence each; more are counted."""


@dataclass(frozen=True, slots=True)
class CheckedArticles:
    """Articles without mistakes."""

    files: Mapping[str, bytes]
    articles: Sequence[Article]
    doubts: Sequence[ArticleDoubt]


def check(files: Mapping[str, bytes], today: date) -> CheckedArticles:
    """Raises `KnowledgeError` with all mistakes."""
    found = read(files)
    if found.unread:
        raise KnowledgeError([str(one) for one in found.unread])
    return CheckedArticles(files, found.articles, list(doubts_of(found.articles, today)))


@dataclass(frozen=True, slots=True)
class ArticlePublication:
    """What came of it."""

    generation: Generation
    new: bool = True
    """False when it was live already, and nothing was done."""
    changes: Sequence[str] = ()
    """A sentence for each difference from what was live before."""
    kept: Sequence[Path] = field(default=())
    """Copies of files that were replaced or set aside."""


class ArticlePublisher:
    """One folder of articles and their generations."""

    def __init__(self, folder: str | Path, state: State) -> None:
        """`folder`: as `desk.knowledge` names it."""
        self.folder = CHECKOUT / folder
        self.store = Generations(state.articles)

    def on_disk(self) -> dict[str, bytes]:
        """What lies in the folder. Raises `KnowledgeError`."""
        return files_in(self.folder)

    def live(self) -> tuple[Generation | None, dict[str, bytes]]:
        """What agents get; where nothing was ever published, what lies in the folder. Raises
        `GenerationError`, `KnowledgeError`."""
        active = self.store.active()
        return active, self.on_disk() if active is None else self.files(active.number)

    def files(self, number: int) -> dict[str, bytes]:
        """Of a generation. Raises `GenerationError`."""
        return unpacked(self.store.sources(number))

    def publish(
        self,
        checked: CheckedArticles,
        by: str | None,
        why: str,
        after: int | None = None,
        *,
        over_edits: bool = False,
    ) -> ArticlePublication:
        """Writes the files into the folder, where they differ, and makes them what agents get.

        `after`: only if that generation is still the live one (0: none was). Raises `GenerationConflict`
        when it is not, `EditedByHand` unless `over_edits`, `GenerationError`; then nothing has changed.
        """
        files = dict(checked.files)
        with self.store.publishing() as draft:
            active = self.store.active()
            if active is not None and after not in (None, active.number):
                raise GenerationConflict(
                    _(
                        "{by} has published generation {number} of the articles ({why}) meanwhile: look at "
                        "it, take over what you want, and publish again"
                    ).format(by=active.by, number=active.number, why=active.why)
                )
            live, disk = self._known(active), self._there()
            if active is not None and files == live == disk:
                return ArticlePublication(active, new=False)
            if active is not None and disk not in (files, live) and not over_edits:
                raise EditedByHand(_different(disk, live))
            gone = [name for name in disk if name not in files]
            with (
                draft(packed(self.folder, files), self.folder / NAME, why, by, None) as go_live,
                replaced(self.folder, files, live, lambda: gone) as done,
            ):
                made = go_live()
        before = read(live).articles if active is not None else checked.articles
        return ArticlePublication(made, True, differences(before, checked.articles), done.kept)

    def back(self, by: str | None, why: str, to: int | None = None) -> ArticlePublication:
        """Makes an earlier generation live again, and the folder what it was; copies are kept.

        Without `to`, the one before the live one's content: again and again goes further back. Raises
        `GenerationError`; then nothing has changed.
        """
        with self.store.publishing() as draft:
            active = self.store.active()
            if active is None:
                raise GenerationError(
                    _("no articles have been published yet: hotline knowledge publish -m WHY")
                )
            target = self.store.get(to) if to is not None else self.store.before(active.number)
            if target is None:
                raise GenerationError(
                    _(
                        "the articles are those of generation {origin}, and nothing different was live "
                        "before it. Any other: hotline knowledge history, then hotline knowledge back NUMBER"
                    ).format(origin=active.origin)
                )
            files, live, disk = self.files(target.number), self._known(active), self._there()
            found = read(files)
            if found.unread:
                told = "\n".join(map(str, found.unread[:_TOLD]))
                text = _(
                    "generation {number} of the articles is not taken by this version of the software: "
                    "nothing was changed\n{told}"
                )
                raise GenerationError(text.format(number=target.number, told=told))
            gone = [name for name in disk if name not in files]
            why = f"{BACK}{target.number}: {why}"
            with (
                draft(packed(self.folder, files), self.folder / NAME, why, by, target.origin) as go_live,
                replaced(self.folder, files, live, lambda: gone) as done,
            ):
                made = go_live()
        return ArticlePublication(made, True, differences(read(live).articles, found.articles), done.kept)

    def _known(self, active: Generation | None) -> dict[str, bytes]:
        return {} if active is None else self.files(active.number)

    def _there(self) -> dict[str, bytes]:
        """The folder may have been taken away."""
        return self.on_disk() if self.folder.is_dir() else {}


def write(folder: Path, before: Mapping[str, bytes], after: Mapping[str, bytes]) -> None:
    """Makes the folder what `after` says where it differs; copies of what is replaced are kept. Nothing is
    published. Raises `GenerationError`; then nothing has changed."""
    files = {name: data for name, data in after.items() if before.get(name) != data}
    with replaced(folder, files, {}, lambda: [name for name in before if name not in after]):
        pass


def differences(old: Sequence[Article], new: Sequence[Article]) -> list[str]:
    """A sentence for each article that was added, changed or taken out; of very many the first."""
    before, after = {one.id: one for one in old}, {one.id: one for one in new}
    added, changed = _("article {id} added: {title}"), _("article {id} changed: {fields}")
    removed = _("article {id} removed: {title}")
    found: list[str] = [
        added.format(id=id_, title=one.title) for id_, one in after.items() if id_ not in before
    ]
    for id_, one in after.items():
        if id_ in before and before[id_] != one:
            fields = [name for name, value in one if value != getattr(before[id_], name)]
            found.append(changed.format(id=id_, fields=", ".join(fields)))
    found += [removed.format(id=id_, title=one.title) for id_, one in before.items() if id_ not in after]
    more = len(found) - _TOLD
    return [*found[:_TOLD], _("… and {more} more").format(more=more)] if more > 0 else found


def at_start(folder: str | Path, state: State) -> str:
    """For a start by a person: what is new in the folder is published; if it is broken, what was published
    last serves. A sentence for whoever starts the service; empty when there is nothing to say.

    Raises `KnowledgeError` when the folder is broken and nothing was ever published, `GenerationError`.
    """
    publisher = ArticlePublisher(folder, state)
    active = publisher.store.active()
    try:
        files = publisher.on_disk()
        mine = active is not None and active.source == whole_name(publisher.folder / NAME)
        if active is not None and mine and files == publisher.files(active.number):
            return ""
        checked = check(files, date.today())
    except KnowledgeError as error:
        if active is None:
            raise
        text = _("the articles in {folder} are broken: generation {number} is used")
        return f"{error}\n{text.format(folder=publisher.folder, number=active.number)}"
    with publisher.store.publishing() as draft:
        why = FIRST if active is None else CHANGED
        with draft(packed(publisher.folder, files), publisher.folder / NAME, why, None, None) as go_live:
            made = go_live()
    if active is None:
        return ""
    told = _("the articles in {folder} have changed: {count} are generation {number} now")
    return told.format(folder=publisher.folder, count=len(checked.articles), number=made.number)


def _different(disk: Mapping[str, bytes], live: Mapping[str, bytes]) -> list[str]:
    return [name for name in {**live, **disk} if disk.get(name) != live.get(name)]
