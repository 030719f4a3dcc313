"""Asterisk's files as they are written: complete, private, and closed against what a name may try."""

from __future__ import annotations

import re
import stat
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from contracts.configuration.accounts import RESERVED
from telephony.asterisk.render import DIALPLAN_PROMPTS, Folders, Phone, Secrets, texts, write
from telephony.calls.names import CLAIM, OTHER_MACHINES
from telephony.outbound.settings import DialSettings
from telephony.settings import SipTlsSettings, TelephonySettings, TrunkSettings

PHONES = [
    Phone("1001", "王芳", "pw-wang", agent=True),
    Phone("1002", "李强", "pw-li", agent=True),
    Phone("citizen", "市民", "pw-citizen", agent=False),
]
SECRETS = Secrets(ari="ari-secret", media="media-secret")


def rendered(
    folder: Path,
    settings: TelephonySettings | None = None,
    phones: list[Phone] = PHONES,
    numbers: Sequence[str] = (),
    *,
    browsers: bool = False,
    secrets: Secrets = SECRETS,
) -> dict[str, str]:
    folders = Folders(folder / "i", folder / "modules", folder / "data", folder / "sbin", folder / "project")
    prompts = {key: folder / "sounds" / key for key in DIALPLAN_PROMPTS}
    own = settings or TelephonySettings()
    conf = write(texts(own, phones, secrets, folders, prompts, numbers, browsers=browsers), folders)
    assert conf == folders.etc / "asterisk.conf"
    return {path.name: path.read_text() for path in folders.etc.iterdir()}


def sections(text: str) -> list[tuple[str, dict[str, list[str]]]]:
    """Asterisk's ini dialect: sections in order, with all values of each key."""
    found: list[tuple[str, dict[str, list[str]]]] = []
    for line in text.splitlines():
        line = re.split(r"(?<!\\);", line)[0].replace("\\;", ";").strip()
        if head := re.fullmatch(r"\[([^\]]+)\]", line):
            found.append((head[1], {}))
        elif line:
            key, _, value = line.partition("=")
            found[-1][1].setdefault(key.strip(), []).append(value.removeprefix(">").strip())
    return found


def test_every_template_renders_with_the_default_settings(tmp_path: Path) -> None:
    files = rendered(tmp_path)
    assert {"asterisk.conf", "pjsip.conf", "extensions.conf", "ari.conf", "http.conf"} <= files.keys()
    assert not [name for name, text in files.items() if "{{" in text or "{%" in text]


def test_every_number_is_let_in_once_and_all_others_are_told(tmp_path: Path) -> None:
    plan = dict(sections(rendered(tmp_path, numbers=["12315", "12345", "8712345"])["extensions.conf"]))
    steps = plan["citizens"]["exten"]
    assert [step.partition(",1,")[0] for step in steps] == ["12345", "12315", "8712345", "_[+0-9]."]
    apps = [step for step in plan["citizens"]["same"] if "Stasis(hotline,caller" in step]
    assert len(apps) == 3


def test_files_are_for_us_alone_even_when_they_were_not_before(tmp_path: Path) -> None:
    etc = tmp_path / "i" / "etc"
    etc.mkdir(parents=True)
    (etc / "pjsip.conf").write_text("old")
    (etc / "pjsip.conf").chmod(0o644)
    rendered(tmp_path)
    assert {stat.S_IMODE(path.stat().st_mode) for path in etc.iterdir()} == {0o600}


def test_secrets_stand_where_they_belong_and_nowhere_else(tmp_path: Path) -> None:
    files = rendered(tmp_path)
    for secret, home in (
        ("ari-secret", "ari.conf"),
        ("media-secret", "websocket_client.conf"),
        *((phone.password, "pjsip.conf") for phone in PHONES),
    ):
        assert [name for name, text in files.items() if secret in text] == [home]


def test_phones_and_trunks_are_what_they_may_do(tmp_path: Path) -> None:
    trunks = (
        TrunkSettings(id="carrier", match=("203.0.113.7/32", "2001:db8::/64"), codecs=("alaw",)),
        TrunkSettings(id="pbx", match=("10.0.0.1",)),
    )
    settings = TelephonySettings(sip_bind="10.0.0.2", sip_port=5070, trunks=trunks)
    pjsip = sections(rendered(tmp_path, settings)["pjsip.conf"])
    by_type = {(name, body["type"][0]): body for name, body in pjsip}
    assert Counter((n, b["type"][0]) for n, b in pjsip).most_common(1)[0][1] == 1, "a section stands twice"
    for phone in PHONES:
        endpoint = by_type[phone.id, "endpoint"]
        assert endpoint["context"] == ["agents" if phone.agent else "citizens"]
        assert by_type[f"{phone.id}-auth", "auth"]["password"] == [phone.password]
        assert endpoint["auth"] == [f"{phone.id}-auth"]
        assert endpoint["disallow"] == ["all"]
        assert by_type[phone.id, "aor"]["max_contacts"] == ["1"]
    assert by_type["carrier-identify", "identify"]["match"] == ["203.0.113.7/32", "2001:db8::/64"]
    assert by_type["carrier", "endpoint"]["allow"] == ["alaw"]
    assert by_type["carrier", "endpoint"]["context"] == ["citizens"]
    assert "auth" not in by_type["pbx", "endpoint"]
    assert by_type["udp", "transport"]["bind"] == ["10.0.0.2:5070"]
    assert by_type["1001", "endpoint"]["media_address"] == ["10.0.0.2"]


def test_an_encrypted_trunk_has_no_way_round_and_a_plain_one_is_as_it_was(tmp_path: Path) -> None:
    dial = DialSettings(address="sip.carrier.example", prefixes=("13",))
    here = TrunkSettings(id="pbx", match=("10.0.0.1",), dial=dial)
    carrier = here.model_copy(update={"id": "carrier", "transport": "tls", "media_encryption": "sdes"})
    tls = SipTlsSettings(port=5071, certificate="tls/sip.crt", key="/etc/sip.key", authority="tls/ca.pem")
    files = rendered(tmp_path, TelephonySettings(trunks=(here, carrier), tls=tls))
    by_type = {(name, body["type"][0]): body for name, body in sections(files["pjsip.conf"])}
    shown = by_type["tls", "transport"]
    assert shown["bind"] == ["127.0.0.1:5071"]
    assert shown["cert_file"] == [str(tmp_path / "project" / "tls" / "sip.crt")]
    assert shown["priv_key_file"] == ["/etc/sip.key"]
    assert shown["ca_list_file"] == [str(tmp_path / "project" / "tls" / "ca.pem")]
    assert shown["require_client_cert"] == shown["verify_server"] == shown["verify_client"] == ["yes"]
    for name in ("carrier", "carrier-out"):
        endpoint = by_type[name, "endpoint"]
        assert (endpoint["transport"], endpoint["media_encryption"]) == (["tls"], ["sdes"])
        assert endpoint["media_encryption_optimistic"] == ["no"]
        assert (
            not {"transport", "media_encryption"} & by_type[name.replace("carrier", "pbx"), "endpoint"].keys()
        )
    assert by_type["carrier-out", "aor"]["contact"] == ["sip:sip.carrier.example;transport=tls"]
    assert by_type["pbx-out", "aor"]["contact"] == ["sip:sip.carrier.example"]
    assert by_type["carrier", "endpoint"]["context"] == ["citizens-encrypted"]
    assert by_type["pbx", "endpoint"]["context"] == ["citizens"]
    plan = dict(sections(files["extensions.conf"]))["citizens-encrypted"]
    assert '= "5071"]?citizens,${EXTEN},1' in plan["same"][0]
    assert plan["same"][-1] == "n,Hangup(21)"


def test_without_an_authority_nobody_is_asked_for_a_certificate(tmp_path: Path) -> None:
    tls = SipTlsSettings(certificate="sip.crt", key="sip.key")
    text = rendered(tmp_path, TelephonySettings(tls=tls))["pjsip.conf"]
    assert "protocol = tls" in text
    assert "verify" not in text
    assert "protocol = tls" not in rendered(tmp_path / "plain")["pjsip.conf"]


def test_keys_of_a_trunk_that_sends_tones_whatever_it_agreed_to_are_heard(tmp_path: Path) -> None:
    trunks = (
        TrunkSettings(id="carrier", match=("203.0.113.7/32",)),
        TrunkSettings(id="tones", match=("10.0.0.1",), keys="tones"),
    )
    pjsip = sections(rendered(tmp_path, TelephonySettings(trunks=trunks))["pjsip.conf"])
    modes = {name: body["dtmf_mode"] for name, body in pjsip if body["type"] == ["endpoint"]}
    assert modes == {"carrier": ["auto"], "tones": ["inband"]} | {phone.id: ["auto"] for phone in PHONES}


def test_behind_all_addresses_the_media_address_is_asterisks_to_choose(tmp_path: Path) -> None:
    text = rendered(tmp_path, TelephonySettings(sip_bind="0.0.0.0"))["pjsip.conf"]
    assert "media_address" not in text


def test_the_dialplan_hands_on_to_a_human_when_we_are_away(tmp_path: Path) -> None:
    settings = TelephonySettings(number="12388")
    plan = sections(rendered(tmp_path, settings)["extensions.conf"])
    steps = dict(plan)
    assert steps["citizens"]["exten"][0].startswith("12388,1,")
    same = " ".join(steps["citizens"]["same"])
    assert same.index("Stasis(hotline,caller,${EXTEN}") < same.index("?human,s,1)")
    assert any("Queue(everyone)" in step for step in steps["human"]["same"])
    assert any(str(tmp_path / "sounds" / "to_human") in step for step in steps["human"]["same"])
    queues = dict(sections(rendered(tmp_path)["queues.conf"]))
    members = queues["everyone"]["member"]
    assert [m.split(",")[0] for m in members] == ["PJSIP/1001", "PJSIP/1002"], "agents only"


def test_asterisk_keeps_no_numbers_of_callers(tmp_path: Path) -> None:
    files = rendered(tmp_path)
    assert dict(sections(files["logger.conf"]))["general"]["queue_log"] == ["no"]
    assert dict(sections(files["cdr.conf"]))["general"]["enable"] == ["no"]
    assert dict(sections(files["cel.conf"]))["general"]["enable"] == ["no"]


def test_the_net_rings_a_phone_for_a_whole_second_at_least(tmp_path: Path) -> None:
    """0 would be for ever."""
    for index, (ring_s, timeout) in enumerate(((0.4, "1"), (20, "20"))):
        files = rendered(tmp_path / str(index), TelephonySettings(ring_s=ring_s))
        assert dict(sections(files["queues.conf"]))["everyone"]["timeout"] == [timeout]


def test_nothing_but_sip_and_voice_listens_beyond_this_machine(tmp_path: Path) -> None:
    files = rendered(tmp_path)
    assert dict(sections(files["http.conf"]))["general"]["bindaddr"] == ["127.0.0.1"]
    assert "ws://127.0.0.1:" in files["websocket_client.conf"]


@pytest.mark.parametrize(
    ("id_", "name", "password"),
    [
        ("10 01", "x", "p"),
        ("1001]\ntype=x", "x", "p"),
        ("", "x", "p"),
        ("王芳", "x", "p"),
        ("1001-auth", "x", "p"),
        ("1001", 'x" <110>\n', "p"),
        ("1001", "x\n[evil]", "p"),
        ("1001", "x", "p\nauth="),
        ("1001", "x", "p;comment"),
        ("1001", "x", ""),
        *((name, "x", "p") for name in RESERVED),
    ],
)
def test_names_that_would_change_the_file_are_refused(id_: str, name: str, password: str) -> None:
    with pytest.raises(ValidationError):
        Phone(id_, name, password, agent=True)


@given(st.text(max_size=12), st.text(max_size=12), st.text(max_size=12))
def test_an_accepted_account_stays_on_its_lines(id_: str, name: str, password: str) -> None:
    try:
        phone = Phone(id_, name, password, agent=False)
    except ValueError:
        return
    for value in (phone.id, phone.name, phone.password):
        assert len(value.splitlines()) <= 1
        assert not set(value) & set('"\\;[]')


@pytest.mark.parametrize(
    "wrong",
    [
        {"sip_bind": "127.0.0.1\nbind=0.0.0.0"},
        {"sip_bind": "localhost"},
        {"number": "123;45"},
        {"number": "１２３４５"},
        {"node": "a b"},
        {"rtp_first": 20000, "rtp_last": 20005},
        {"trunks": [{"id": "x]", "match": ["10.0.0.1"]}]},
        {"trunks": [{"id": "global", "match": ["10.0.0.1"]}]},
        {"trunks": [{"id": "a", "match": ["10.0.0.1\nmatch=0.0.0.0/0"]}]},
        {"trunks": [{"id": "a", "match": []}]},
        {"trunks": [{"id": "citizen", "match": ["10.0.0.1"]}]},
        {"trunks": [{"id": "a", "match": ["fe80::1%x\nmatch=0.0.0.0/0"]}]},
        {"softphones": ["市民"]},
        {"softphones": ["x]\ntype=y"]},
        {"softphones": ["UDP"]},
        {"softphones": ["citizen", "Citizen"]},
        {"ari_port": 8089, "media_port": 8089},
        {"sip_port": 20005},
        {"ring_s": float("nan")},
        {"trunks": [{"id": "a", "match": ["10.0.0.1"], "transport": "tls"}]},
        {"trunks": [{"id": "a", "match": ["10.0.0.1"], "media_encryption": "sdes"}]},
        {"tls": {"certificate": "a;b", "key": "k"}},
        {"tls": {"certificate": "a\n[evil]", "key": "k"}},
        {"tls": {"certificate": "a"}},
        {"tls": {"certificate": "a", "key": "k", "port": 5060}},
        {"unknown": 1},
    ],
)
def test_settings_refuse_what_would_break_the_files(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        TelephonySettings.model_validate(wrong)


def test_another_office_is_rung_at_its_address_and_cannot_log_in(tmp_path: Path) -> None:
    office = Phone("police110", "110", "pw-office", agent=True, contact="sip:110@203.0.113.5:5080")
    pjsip = sections(rendered(tmp_path, phones=[office])["pjsip.conf"])
    aor = next(body for name, body in pjsip if name == "police110" and body["type"] == ["aor"])
    assert aor["contact"] == ["sip:110@203.0.113.5:5080"]
    assert "max_contacts" not in aor  # Asterisk's default: none may register
    assert aor["qualify_frequency"] == ["30"]


@pytest.mark.parametrize(
    "contact",
    ["110", "sip:110@", "sip:110@203.0.113.5;x=y", "sip:110@host\n[x]", "sip:110@h:70000", "sip:110@-.-"],
)
def test_an_address_that_is_none_is_refused(contact: str) -> None:
    with pytest.raises(ValidationError):
        Phone("police110", "110", "pw-office", agent=True, contact=contact)


def test_the_plain_queue_s_members_are_as_free_as_their_phone_and_their_pause(tmp_path: Path) -> None:
    files = rendered(tmp_path)
    members = dict(sections(files["queues.conf"]))["everyone"]["member"]
    hints = dict(sections(files["extensions.conf"]))["seats"]["exten"]
    assert members == [f"PJSIP/{n},0,{n},hint:{n}@seats" for n in ("1001", "1002")]
    assert hints == [f"{n},hint,PJSIP/{n}&Stasis:paused-{n}" for n in ("1001", "1002")]


def test_a_name_makes_nobody_a_trunk_and_nobody_transfers(tmp_path: Path) -> None:
    trunks = (TrunkSettings(id="carrier", match=("203.0.113.7/32",)),)
    pjsip = sections(rendered(tmp_path, TelephonySettings(trunks=trunks))["pjsip.conf"])
    endpoints = {name: keys for name, keys in pjsip if keys.get("type") == ["endpoint"]}
    assert endpoints["carrier"]["identify_by"] == ["ip"]
    assert endpoints["1001"]["identify_by"] == ["auth_username,username"]
    for keys in endpoints.values():
        assert keys["allow_transfer"] == ["no"]
        assert keys["rtp_timeout"] == ["0"], "silence ends no call"
        assert keys["timers"] == ["always"], "an unanswered refresh does"


def test_a_trunk_that_dials_has_a_way_out_by_which_nobody_comes_in(tmp_path: Path) -> None:
    dial = DialSettings(address="203.0.113.7:5080", prefixes=("13",), codecs=("alaw",))
    trunks = (
        TrunkSettings(id="carrier", match=("203.0.113.7/32",), codecs=("g722",), dial=dial),
        TrunkSettings(id="pbx", match=("10.0.0.1",)),
    )
    files = rendered(tmp_path, TelephonySettings(trunks=trunks))
    pjsip = {(name, body["type"][0]): body for name, body in sections(files["pjsip.conf"])}
    out = pjsip["carrier-out", "endpoint"]
    assert out["allow"] == ["alaw"]
    assert pjsip["carrier-out", "aor"]["contact"] == ["sip:203.0.113.7:5080"]
    assert out["identify_by"] == ["auth_username"]
    assert "auth" not in out
    assert out["context"] == ["nowhere"]
    assert "nowhere" not in dict(sections(files["extensions.conf"]))
    assert [body["endpoint"] for (_, kind), body in pjsip.items() if kind == "identify"] == [
        ["carrier"],
        ["pbx"],
    ]
    assert ("pbx-out", "endpoint") not in pjsip


def test_sip_over_websocket_is_there_for_browsers_alone(tmp_path: Path) -> None:
    """By Asterisk's own HTTP server, which others do not reach; no other server is asked for ICE."""
    noload = "noload = res_pjsip_transport_websocket.so"
    without = rendered(tmp_path / "without")
    assert noload in without["modules.conf"]
    assert "protocol = ws" not in without["pjsip.conf"]
    assert "icesupport = no" in without["rtp.conf"]
    files = rendered(tmp_path / "with", browsers=True)
    assert noload not in files["modules.conf"]
    assert dict(sections(files["pjsip.conf"]))["ws"] == {
        "type": ["transport"],
        "protocol": ["ws"],
        "bind": ["127.0.0.1"],
    }
    assert "icesupport = yes" in files["rtp.conf"]
    assert not {"stunaddr", "turnaddr"} & dict(sections(files["rtp.conf"]))["general"].keys()
    assert "bindaddr = 127.0.0.1" in files["http.conf"]


def test_other_machines_come_in_by_a_password_and_one_machine_alone_has_no_such_door(tmp_path: Path) -> None:
    alone = rendered(tmp_path / "alone")
    for text in (alone["pjsip.conf"], alone["extensions.conf"]):
        assert OTHER_MACHINES not in text
        assert "[moved]" not in text
    shared = Secrets("ari-secret", "media-secret", "between-secret")
    files = rendered(tmp_path / "several", secrets=shared)
    assert [name for name, text in files.items() if "between-secret" in text] == ["pjsip.conf"]
    by_type = {(name, body["type"][0]): body for name, body in sections(files["pjsip.conf"])}
    door, key = by_type[OTHER_MACHINES, "endpoint"], by_type[f"{OTHER_MACHINES}-auth", "auth"]
    assert door["auth"] == door["outbound_auth"] == [f"{OTHER_MACHINES}-auth"]
    assert (key["username"], key["password"]) == ([OTHER_MACHINES], ["between-secret"])
    assert door["identify_by"] == ["auth_username,username"], "no address makes anybody a machine of ours"
    assert door["from_user"] == [OTHER_MACHINES], "a caller's number is taken for no telephone there"
    assert door["allow_transfer"] == ["no"]
    assert (OTHER_MACHINES, "aor") not in by_type, "nobody registers by it"
    plan = dict(sections(files["extensions.conf"]))
    assert [step.partition(",1,")[0] for step in plan[door["context"][0]]["exten"]] == [f"_{CLAIM}."]
    assert not any("Answer" in step for step in plan["moved"]["same"]), (
        "the application does, for a good claim"
    )
    citizens = [step.partition(",1,")[0] for step in plan["citizens"]["exten"]]
    assert not any(step.startswith((CLAIM, f"_{CLAIM}")) for step in citizens), "no claim is a number"
