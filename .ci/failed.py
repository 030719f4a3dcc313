"""Prints the tests that failed in the latest run, a line each, without the group that xdist adds to it."""

import json
import re
import sys
from pathlib import Path

CACHE = Path(".pytest_cache/v/cache/lastfailed")

if CACHE.is_file():
    for name in json.loads(CACHE.read_text("utf-8")):
        sys.stdout.write(re.sub(r"@\w+$", "", name) + "\n")
