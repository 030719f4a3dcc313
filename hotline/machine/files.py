"""Files written so that neither a failure nor a crash leaves half of one."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def write_whole(path: Path, data: bytes, rights: int | None = None, *, lasting: bool = True) -> None:
    """The new file appears whole or not at all. Raises `OSError`.

    It has `rights` from its first byte, as 0o600; without them those of the old file, or of what this user
    creates. A link stays a link: the file it leads to is replaced. `lasting` waits for the disk (some
    milliseconds), so that it is there after a power failure too.
    """
    target = path.resolve()
    if rights is None and target.exists():
        rights = target.stat().st_mode & 0o777
    part = target.with_name(f".{target.name}.{secrets.token_hex(4)}")
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o666 if rights is None else rights)
    try:
        with os.fdopen(handle, "wb") as file:
            if rights is not None:
                os.fchmod(handle, rights)  # the umask may have taken some
            file.write(data)
            if lasting:
                file.flush()
                os.fsync(handle)
        part.replace(target)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
