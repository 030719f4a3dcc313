"""What the benches measure with, unless told otherwise."""

from __future__ import annotations

from hotline.machine.paths import CHECKOUT

SEED = 12345
DATA = CHECKOUT.parent / "shared" / "data"
"""Test data beside the checkout; rows whose data is not there are skipped."""
