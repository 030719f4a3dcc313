"""What a page may send to Asterisk: it logs in under its own name, and answers.

Whoever comes through the desk comes from this machine's own address, which may be a trunk's. So nobody calls
by this way, and nothing else is begun by it either.
"""

from __future__ import annotations

import re

LARGEST = 32_768
"""Bytes of one message."""

WITHIN_A_CALL = frozenset({"INVITE", "ACK", "BYE", "UPDATE", "INFO", "PRACK"})
"""Requests that a page may send in a dialogue that Asterisk began."""

_KEEP_ALIVE = frozenset({"", "\r\n", "\r\n\r\n"})
_REQUEST = re.compile(r"([A-Z]+) \S+ SIP/2\.0")
_RESPONSE = re.compile(r"SIP/2\.0 [1-6][0-9]{2}( .*)?")
_LENGTH = re.compile(r"(?:content-length|l)[ \t]*:[ \t]*([0-9]{1,6})[ \t]*", re.IGNORECASE)
_CONTACT = re.compile(r"(?:contact|m)[ \t]*:(.*)", re.IGNORECASE)
_WAYS = re.compile(r"(?:record-route|path)[ \t]*:.*", re.IGNORECASE)
_BRACKETED = re.compile(r"<[^<>]*>")
_FROM = re.compile(r"(?:from|f)[ \t]*:(.*)", re.IGNORECASE)
_TO = re.compile(r"(?:to|t)[ \t]*:(.*)", re.IGNORECASE)
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_ADDRESS = re.compile(r"[^<>\"]*<sips?:(?P<user>[^@<>:;\"\s]+)@[^<>\"]*>(?P<behind>[^<>\"]*)", re.IGNORECASE)
_BARE = re.compile(r"[ \t]*sips?:(?P<user>[^@<>:;\"\s]+)@[^<>;\"]*(?P<behind>[^<>\"]*)", re.IGNORECASE)
_TAG = re.compile(r";[ \t]*tag=[^;\s]", re.IGNORECASE)


def refusal(message: str, account: str) -> str | None:
    """Why a page with that account may not send this, in a few words for the log; None: it may."""
    if message in _KEEP_ALIVE:
        return None
    head, _, body = message.partition("\r\n\r\n")
    lines = head.split("\r\n")
    if any(mark in line for line in lines for mark in ("\r", "\n", "\0")):
        return "lines that are none"
    if any(line[:1] in (" ", "\t") for line in lines):
        return "folded lines"
    lengths = [found[1] for line in lines if (found := _LENGTH.fullmatch(line))]
    # Asterisk would read what is left over as the next message.
    if len(lengths) != 1 or int(lengths[0]) != len(body.encode()):
        return "not one message"
    # Asterisk sends to the page whatever it sends to the one address of this, and to no other.
    contacts = [_QUOTED.sub("", found[1]) for line in lines if (found := _CONTACT.fullmatch(line))]
    if len(contacts) > 1 or any("," in _BRACKETED.sub("", contact) for contact in contacts):
        return "more than one address"
    if any(_WAYS.fullmatch(line) for line in lines):
        return "a way by others"
    if _RESPONSE.fullmatch(lines[0]):
        return None
    request = _REQUEST.fullmatch(lines[0])
    if request is None:
        return "no SIP"
    return _request_refusal(request[1], lines, account)


def _request_refusal(method: str, lines: list[str], account: str) -> str | None:
    senders = [_address(found[1]) for line in lines if (found := _FROM.fullmatch(line))]
    receivers = [_address(found[1]) for line in lines if (found := _TO.fullmatch(line))]
    if len(senders) != 1 or len(receivers) != 1:
        return f"{method} of nobody"
    (sender, _), (receiver, tagged) = senders[0], receivers[0]
    if method == "REGISTER":
        return None if sender == receiver == account else "REGISTER of another account"
    if method in WITHIN_A_CALL and tagged:
        return None
    return f"{method} outside of a call"


def _address(value: str) -> tuple[str, bool]:
    """The user of a From or To, and whether it has a tag; an empty user for what is none."""
    plain = _QUOTED.sub("", value)
    found = _ADDRESS.fullmatch(plain) or _BARE.fullmatch(plain)
    return ("", False) if found is None else (found["user"], _TAG.search(found["behind"]) is not None)
