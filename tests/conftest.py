"""Makes `tests` importable from every test module (pytest adds the folder above the package)."""
