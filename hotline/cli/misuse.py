"""What somebody typed wrongly, in the terminal's language: Typer says most of it in English alone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from gettext import gettext as _
from typing import Any

import typer

MISUSE: Any = typer.BadParameter.__mro__[1]
"""What all of it is; Typer has no public name for it."""


@contextmanager
def explained_misuse() -> Iterator[None]:
    """What Typer refuses it tells in words of the catalogue, where that has them."""
    try:
        yield
    except MISUSE as error:
        told = in_words(error.format_message())
        error.format_message = lambda: told
        raise


def in_words(english: str) -> str:
    """The same in the terminal's language; as it stands where nobody has translated it, and in English."""
    if _("there is no option {option}") == "there is no option {option}":
        return english
    for pattern, text in _texts().items():
        if found := re.fullmatch(pattern, english, re.DOTALL):
            parts = {name: in_words(" ".join(part.split())) for name, part in found.groupdict().items()}
            return text.format(**parts)
    return english


def _texts() -> dict[str, str]:
    """By how Typer says it, and with the same names in it; the first that fits counts."""
    return {
        r"(?P<said>.+?)[.。]*\. Did you mean (?P<near>.+)\?": _("{said}. Did you mean {near}?"),
        r"No such option: (?P<option>\S+) \(Possible options: (?P<near>.+)\)": _(
            "there is no option {option}; near to it: {near}"
        ),
        r"No such option: (?P<option>\S+)": _("there is no option {option}"),
        r"Got unexpected extra argument(?:\(s\)|s)? \((?P<words>.+)\)": _("this is too much: {words}"),
        r"Missing option (?P<name>'.+')\.": _("the option {name} is missing"),
        r"Missing argument (?P<name>'.+')\.": _("the argument {name} is missing"),
        r"Missing (?:option|argument) (?P<name>'.+')\. Choose from:(?P<kinds>.+)": _(
            "{name} is missing; one of: {kinds}"
        ),
        r"Option (?P<name>'.+') requires an argument\.": _("the option {name} wants a value"),
        r"Option (?P<name>'.+') does not take a value\.": _("the option {name} takes no value"),
        r"Invalid value for (?P<name>\S+): (?P<why>.+)": _("{name} cannot be that: {why}"),
        r"Invalid value: (?P<why>.+)": "{why}",
        r"Input should be greater than or equal to (?P<least>\S+)": _("at least {least}"),
        r"Input should be less than or equal to (?P<most>\S+)": _("at most {most}"),
        r"Input should be a valid integer.*": _("write a whole number"),
        r"Input should be a valid number.*": _("write a number"),
        r"Value error, (?P<why>.+)": "{why}",
        r"(?P<when>'.*') is not one of (?P<kinds>.+?)\.?": _("{when} is not one of {kinds}"),
        r"(?P<value>'.*') does not match the formats? (?P<formats>.+?)\.?": _(
            "{value} is not written like this: {formats}"
        ),
        r"\w+ (?P<path>'.+') does not exist\.": _("{path} is not there"),
    }
