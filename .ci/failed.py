"""Prints the files of the tests that failed in the latest run, a line each.

Tests of one file may build on each other, and so are run again together.
"""

import json
import sys
from pathlib import Path

CACHE = Path(".pytest_cache/v/cache/lastfailed")

if CACHE.is_file():
    names = json.loads(CACHE.read_text("utf-8"))
    for file in dict.fromkeys(name.partition("::")[0] for name in names):
        sys.stdout.write(file + "\n")
