"""What `check` says is off while nothing dials out."""

from __future__ import annotations

from hotline.configuration.checking.connections.outbound import NEED_DIAL, features_off
from hotline.configuration.checking.mistakes import checked
from hotline.configuration.yaml.sources import Sources
from tests.unit.hotline.configuration.checking.test_mistakes import TEXT


def told(trunk: str) -> list[str]:
    text = f"telephony: {{trunks: [{{id: x, match: [10.0.0.1]{trunk}}}]}}\n{TEXT}"
    config, _ = checked(Sources.single(text.encode(), "config.yaml"))
    return list(features_off(config))


def test_without_a_trunk_that_dials_each_feature_that_is_off_is_named() -> None:
    [line] = told("")
    assert all(feature in line for feature in NEED_DIAL)


def test_with_one_nothing_is_off() -> None:
    assert told(", dial: {address: 203.0.113.7, prefixes: ['13']}") == []
