"""Published speech models worth having for Chinese callers, and how one comes onto this machine.

`load_catalogue` reads `catalogue.yaml`; a `Store` is the folder that installed models lie in;
`install` fetches, checks and unpacks one of them into it.
"""

from models.catalogue.entries import Entry, load_catalogue
from models.catalogue.errors import ArchiveError, DownloadError, InstallError, SpaceError
from models.catalogue.installation import install
from models.catalogue.receipt import Receipt, check_files, engine_of
from models.catalogue.space import sized
from models.catalogue.store import Store

__all__ = [
    "ArchiveError",
    "DownloadError",
    "Entry",
    "InstallError",
    "Receipt",
    "SpaceError",
    "Store",
    "check_files",
    "engine_of",
    "install",
    "load_catalogue",
    "sized",
]
