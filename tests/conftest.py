"""Makes `tests` importable from every test module (pytest adds the folder above); no test asserts a time."""

from hypothesis import settings

# How long an example takes is the machine's business: no test asserts it, and none says so again.
settings.register_profile("untimed", deadline=None)
settings.load_profile("untimed")
