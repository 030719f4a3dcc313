"""The example for fail2ban finds what our log and Asterisk's say."""

from __future__ import annotations

import configparser
import re
from pathlib import Path

import pytest

FOLDER = Path(__file__).parents[3] / "deploy" / "fail2ban"


def found(name: str, line: str) -> str | None:
    """The address that the filter would ban for this line."""
    parser = configparser.RawConfigParser()
    parser.read(FOLDER / name, encoding="utf-8")
    for pattern in parser["Definition"]["failregex"].split("\n"):
        if match := re.search(pattern.replace("<HOST>", r"(?P<host>[0-9A-Fa-f.:]+?)"), line):
            return match["host"]
    return None


@pytest.mark.parametrize("agent", ["wang", "it's me", 'from 10.0.0.1"', "x from 10.0.0.1", "a\nb"])
@pytest.mark.parametrize("address", ["198.51.100.7", "2001:db8::7"])
def test_a_refused_log_in_is_found_with_its_address(agent: str, address: str) -> None:
    said = "refused log-in as %.64r from %s" % (agent, address)  # noqa: UP031 - as the log writes it
    assert (
        found("hotline-desk.conf", f"2026-08-01 09:30:00 WARNING agent_assist.desk.server: {said}") == address
    )


def test_a_telephone_that_tries_passwords_is_found() -> None:
    line = (
        "[2026-08-01 09:30:00.123] NOTICE[4711] res_pjsip/pjsip_distributor.c: Request 'REGISTER' from "
        "'<sip:1001@198.51.100.7>' failed for '198.51.100.7:5071' (callid: a1) - Failed to authenticate"
    )
    assert found("hotline-sip.conf", line) == "198.51.100.7"
    assert found("hotline-sip.conf", line.replace("NOTICE", "WARNING").replace("failed for", "for")) is None


def test_the_jail_names_filters_that_are_there() -> None:
    parser = configparser.RawConfigParser()
    parser.read(FOLDER / "jail.conf", encoding="utf-8")
    for section in set(parser.sections()) - {"DEFAULT"}:
        assert (FOLDER / f"{parser[section]['filter']}.conf").is_file()
