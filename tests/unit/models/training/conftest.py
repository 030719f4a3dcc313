"""Programs that `script/setup --extra train` fetched are found by these tests too."""

from __future__ import annotations

import os

from hotline.machine.setup.layout import checkout
from models.training.graph.graph import missing_fst_tools

_FETCHED = checkout().runtime / "training" / "bin"
if missing_fst_tools() is not None and _FETCHED.is_dir():
    os.environ["PATH"] = f"{_FETCHED}{os.pathsep}{os.environ['PATH']}"
