from __future__ import annotations

from hotline.machine.setup.debian.apt import Package, parse_print_uris, without

ANSWER = """\
'http://mirror.example/a/asterisk_22.10.1_amd64.deb' asterisk_1%3a22.10.1_amd64.deb 2534036 SHA256:1
'http://mirror.example/p/perl-base_5.42_amd64.deb' perl-base_5.42_amd64.deb 1877832 SHA256:2

NOTE: nothing is installed
"""


def test_packages_and_sizes_are_read_from_the_answer_of_apt() -> None:
    assert parse_print_uris(ANSWER) == [Package("asterisk", 2534036), Package("perl-base", 1877832)]


def test_patterns_leave_packages_out() -> None:
    packages = parse_print_uris(ANSWER)
    assert without(packages, ["perl*"]) == [Package("asterisk", 2534036)]
    assert without(packages, []) == packages
