"""Read the machine's own apt sources, so that set-up uses the mirror and keyring it already trusts.

Both formats of sources.list(5) are read: one-line (`*.list`) and deb822 (`*.sources`). By hand, without
python-debian, because set-up reads them to fetch pip (`pip_wheel.py`), before any package can be installed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_ONE_LINE = re.compile(
    r"^deb\s+(?:\[(?P<options>[^]]*)\]\s+)?(?P<uri>\S+)\s+(?P<suite>\S+)\s*(?P<components>.*)$"
)

_OFF = {"no", "false", "off", "0", "without", "disable"}


@dataclass(frozen=True)
class AptSource:
    """One archive of binary packages."""

    uri: str
    suites: tuple[str, ...]
    components: tuple[str, ...]
    signed_by: str = ""
    """Path of a keyring, a fingerprint, or a whole key block; empty: apt's default keyrings."""

    def stanza(self, suite: str, components: tuple[str, ...] = ("main",)) -> str:
        """Return a deb822 stanza for another `suite` of the same archive."""
        lines = ["Types: deb", f"URIs: {self.uri}", f"Suites: {suite}", f"Components: {' '.join(components)}"]
        if self.signed_by:
            lines.append(f"Signed-By: {self.signed_by}")
        return "\n".join(lines) + "\n"


def parse_one_line(text: str) -> list[AptSource]:
    """Parse the one-line format. Lines that are comments, `deb-src` or malformed are left out."""
    sources = []
    for line in text.splitlines():
        match = _ONE_LINE.match(line.split("#", 1)[0].strip())
        if match is None:
            continue
        options = dict(part.split("=", 1) for part in (match["options"] or "").split() if "=" in part)
        sources.append(
            AptSource(
                uri=match["uri"],
                suites=(match["suite"],),
                components=tuple(match["components"].split()),
                signed_by=options.get("signed-by", ""),
            )
        )
    return sources


def parse_deb822(text: str) -> list[AptSource]:
    """Parse the deb822 format. Stanzas that are disabled, hold no binaries or lack a field are left out."""
    sources = []
    for stanza in re.split(r"\n[ \t]*\n", text):
        fields = _fields(stanza)
        if "deb" not in fields.get("types", "").split() or fields.get("enabled", "yes").lower() in _OFF:
            continue
        suites = tuple(fields.get("suites", "").split())
        components = tuple(fields.get("components", "").split())
        if not suites:
            continue
        for uri in fields.get("uris", "").split():
            sources.append(AptSource(uri, suites, components, fields.get("signed-by", "")))
    return sources


def _fields(stanza: str) -> dict[str, str]:
    """Return the fields of one stanza; continuation lines stay joined by newlines (key blocks need them)."""
    fields: dict[str, str] = {}
    name = ""
    for line in stanza.splitlines():
        if line.startswith("#") or not line.strip():
            continue
        if line[0] in " \t" and name:
            fields[name] += "\n" + line
        elif ":" in line:
            name, value = line.split(":", 1)
            name = name.strip().lower()
            fields[name] = value.strip()
    return fields


def read_sources(etc_apt: Path = Path("/etc/apt")) -> list[AptSource]:
    """Read every source below `etc_apt`. Files that cannot be read are left out."""
    files = [etc_apt / "sources.list", *sorted((etc_apt / "sources.list.d").glob("*"))]
    sources: list[AptSource] = []
    for file in files:
        try:
            text = file.read_text(encoding="utf-8", errors="replace")
        except OSError:
            continue
        if file.suffix == ".list":
            sources += parse_one_line(text)
        elif file.suffix == ".sources":
            sources += parse_deb822(text)
    return sources


def codename(os_release: Path = Path("/etc/os-release")) -> str:
    """Return VERSION_CODENAME of the machine, e.g. "bookworm"; empty where there is none."""
    try:
        text = os_release.read_text(encoding="utf-8")
    except OSError:
        return ""
    match = re.search(r"^VERSION_CODENAME=\"?([a-z]+)\"?$", text, re.MULTILINE)
    return match[1] if match else ""


def debian_archives(sources: list[AptSource], own_suite: str) -> list[AptSource]:
    """Return the sources that look like a Debian main archive, the likeliest first.

    Third parties also publish a `bookworm main`, so the archive's own keyring and path decide the order,
    and the caller tries one after another. Addresses named twice are tried once.
    """
    suites = {own_suite, "stable", "oldstable", "testing", "unstable", "sid"} - {""}
    fitting = [s for s in sources if suites & set(s.suites) and "main" in s.components]
    unique = list({source.uri: source for source in fitting if not source.uri.startswith("cdrom:")}.values())
    return sorted(unique, key=lambda s: ("debian-archive" not in s.signed_by, "debian" not in s.uri))
