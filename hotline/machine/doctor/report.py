"""Show findings: a table for people, JSON for programs, an exit code for scripts."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from gettext import gettext as _

from rich.table import Table

from .finding import Finding, Level

_STYLE = {Level.OK: "green", Level.WARN: "yellow", Level.FAIL: "bold red"}


def table(findings: Sequence[Finding]) -> Table:
    """Return a table with one row a finding; what to do stands below what was found."""
    shown = Table(title="hotline doctor")
    shown.add_column(_("Part"), no_wrap=True)
    shown.add_column("")
    shown.add_column(_("Found"), overflow="fold")
    for finding in findings:
        level = f"[{_STYLE[finding.level]}]{finding.level}[/]"
        # Escaped: paths and messages of others may hold square brackets.
        text = finding.found.replace("[", r"\[")
        if finding.mend:
            text += "\n→ " + finding.mend.replace("[", r"\[")
        shown.add_row(_(finding.part), level, text)
    return shown


def as_json(findings: Sequence[Finding]) -> str:
    """Return one JSON object: `ok`, and the findings with part, level, found, mend."""
    content = {"ok": exit_code(findings) == 0, "findings": [asdict(finding) for finding in findings]}
    return json.dumps(content, ensure_ascii=False, indent=2)


def exit_code(findings: Sequence[Finding]) -> int:
    """Return 1 when any check failed, else 0."""
    return int(any(finding.level is Level.FAIL for finding in findings))
