"""The root of all errors that a person can put right, and what their texts are made of.

Commands tell a text in the language of the terminal; a page tells it in the one that its reader has chosen,
whatever that of the service is.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from gettext import gettext
from typing import Self


class HotlineError(Exception):
    """Something does not work that a person can put right.

    The text is for that person: what is wrong, where, and what to do. Commands print it and end with the exit
    code of misuse (`hotline.cli.terminal.explained`); the desk and the administrators' page show it.
    """


class ServiceError(HotlineError):
    """The service cannot do, start or stop as asked."""


Translate = Callable[[str], str]
"""A text of the catalogue in a language; English as it is."""


class Text(str):
    """A text of the catalogue, with what is filled in; as a string it is in the terminal's language."""

    _english: str
    _fields: Mapping[str, object] | None

    def __new__(cls, english: str, fields: Mapping[str, object] | None = None) -> Self:
        """`fields`: by their names in the text; None: nothing is to be filled in."""
        local = gettext(english)
        made = super().__new__(cls, local if fields is None else local.format(**fields))
        made._english, made._fields = english, fields
        return made

    def format(self, **fields: object) -> Text:  # type: ignore[override]
        """The same, filled in."""
        return Text(self._english, fields)

    def told(self, translate: Translate) -> str:
        """In another language."""
        text = translate(self._english)
        if self._fields is None:
            return text
        return text.format(**{name: _told(value, translate) for name, value in self._fields.items()})


def text(english: str) -> Text:
    """Marks a text of the catalogue where both languages may be asked for, as `gettext` does elsewhere."""
    return Text(english)


def told_by(error: BaseException, translate: Translate) -> str:
    """What an error says, in another language if it is made of a `Text`."""
    said = next((one for one in error.args if isinstance(one, Text)), None)
    return str(error) if said is None else said.told(translate)


def _told(value: object, translate: Translate) -> object:
    if isinstance(value, Text):
        return value.told(translate)
    return told_by(value, translate) if isinstance(value, BaseException) else value
