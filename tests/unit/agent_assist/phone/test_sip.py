"""What a page may send to Asterisk: nothing but its own log-in, and what belongs to a call it was given."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent_assist.phone.sip import WITHIN_A_CALL, refusal

ME = "web-0123456789abcdef"


def message(first: str, *lines: str, body: str = "", length: int | None = None) -> str:
    size = len(body.encode()) if length is None else length
    return "\r\n".join([first, *lines, f"Content-Length: {size}", "", body])


def request(method: str, sender: str, receiver: str, body: str = "") -> str:
    return message(f"{method} sip:hotline SIP/2.0", f"From: {sender}", f"To: {receiver}", body=body)


OWN = f"<sip:{ME}@hotline>;tag=a"


CONTACT = 'Contact: "Wang, Fang" <sip:q,1@x.invalid;transport=ws>;+sip.instance="<urn:uuid:1,2>";expires=300'


@pytest.mark.parametrize(
    "text",
    [
        "\r\n\r\n",
        request("REGISTER", OWN, f"<sip:{ME}@hotline>"),
        request("REGISTER", f'"王芳" {OWN}', f"sip:{ME}@hotline"),
        message("SIP/2.0 200 OK", "From: <sip:1@x>;tag=1", "To: <sip:2@y>;tag=2", body="v=0\r\n"),
        message("SIP/2.0 180 Ringing", body="中"),
        *(request(method, "<sip:q@x.invalid>;tag=1", "<sip:1@x>;tag=2") for method in sorted(WITHIN_A_CALL)),
        request("BYE", "sip:q@x.invalid;tag=1", "sip:1@x;tag=2"),
        message("REGISTER sip:hotline SIP/2.0", f"From: {OWN}", f"To: <sip:{ME}@hotline>", CONTACT),
        message("SIP/2.0 200 OK", "Contact: <sip:q@x.invalid;transport=ws>"),
        request("BYE", "<sip:q@x.invalid>;tag=1", '"138 \\" 0013" <sip:1@x>;tag=2'),
    ],
)
def test_a_page_logs_in_and_answers(text: str) -> None:
    assert refusal(text, ME) is None


@pytest.mark.parametrize(
    "text",
    [
        request("INVITE", OWN, "<sip:12345@hotline>"),
        request("INVITE", OWN, "<sip:12345@hotline;tag=2>"),
        request("INVITE", OWN, '"a;tag=2" <sip:12345@hotline>'),
        request("INVITE", OWN, '"<a@b>;tag=2" <sip:12345@hotline>'),
        request("INVITE", OWN, '"a\\"<a@b>;tag=2" <sip:12345@hotline>'),
        request("BYE", OWN, "<sip:12345@hotline>"),
        request("REGISTER", "<sip:1001@hotline>;tag=a", f"<sip:{ME}@hotline>"),
        request("REGISTER", OWN, "<sip:1001@hotline>"),
        request("MESSAGE", OWN, "<sip:1001@hotline>;tag=2"),
        request("SUBSCRIBE", OWN, "<sip:1001@hotline>;tag=2"),
        request("REFER", OWN, "<sip:1001@hotline>;tag=2"),
        request("OPTIONS", OWN, "<sip:1001@hotline>"),
        request("REGISTER", OWN, f"<sip:{ME}@hotline>\r\nTo: <sip:1001@hotline>"),
        request("REGISTER", OWN, f"<sip:{ME}@hotline>\r\n <sip:1001@hotline>"),
        request("REGISTER", OWN, f"<sip:{ME}@hotline>\nX: y"),
        "GET /ari HTTP/1.1\r\nContent-Length: 0\r\n\r\n",
    ],
)
def test_nothing_else_is_passed_on(text: str) -> None:
    assert refusal(text, ME) is not None


@pytest.mark.parametrize(
    "lines",
    [
        ["Contact: <sip:q@x.invalid>;expires=0", "Contact: <sip:victim@10.0.0.5>"],
        ["Contact: <sip:q@x.invalid>;expires=0", "m: <sip:victim@10.0.0.5>"],
        ["Contact: <sip:q@x.invalid>;expires=0, <sip:victim@10.0.0.5>"],
        ["Contact: sip:q@x.invalid;expires=0,sip:victim@10.0.0.5"],
        ["Contact: <sip:q@x.invalid>", "Path: <sip:10.0.0.5;lr>"],
        ["Contact: <sip:q@x.invalid>", "Record-Route: <sip:10.0.0.5;lr>"],
    ],
)
@pytest.mark.parametrize("first", ["REGISTER sip:hotline SIP/2.0", "SIP/2.0 200 OK"])
def test_a_page_names_no_address_but_its_own(first: str, lines: list[str]) -> None:
    """Asterisk puts the page's own in the place of the first address, and would ring the others."""
    assert refusal(message(first, f"From: {OWN}", f"To: <sip:{ME}@hotline>", *lines), ME) is not None


@pytest.mark.parametrize("length", [0, 1, 10_000])
def test_a_second_message_behind_the_first_is_not_passed_on(length: int) -> None:
    """Asterisk reads as many as it finds."""
    hidden = request("INVITE", OWN, "<sip:12345@hotline>")
    text = message(
        "REGISTER sip:hotline SIP/2.0", f"From: {OWN}", f"To: <sip:{ME}@hotline>", body=hidden, length=length
    )
    assert refusal(text, ME) == "not one message"
    double = text.replace("Content-Length", f"l: {len(hidden)}\r\nContent-Length")
    assert refusal(double, ME) == "not one message"


@given(st.text(max_size=300))
def test_any_text_is_judged(text: str) -> None:
    refusal(text, ME)


@given(
    st.sampled_from(["INVITE", "BYE", "UPDATE"]),
    st.text(st.characters(blacklist_characters="\r\n\0"), max_size=80),
)
def test_a_request_without_a_tag_of_asterisk_is_never_passed_on(method: str, receiver: str) -> None:
    if "tag=" not in receiver.lower():
        assert refusal(request(method, OWN, receiver), ME) is not None
