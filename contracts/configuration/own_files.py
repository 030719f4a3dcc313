"""Files that config.yaml names. Whoever writes it may not be allowed to read all that the service may read.

So they lie in the project's folder or in that of config.yaml, also through links; they are regular files, and
no more of them is read than they may hold. What stands in them is never in a message.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, StringConstraints, ValidationInfo

FOLDERS = "folders"
"""In the context of a validation: folders in which they may lie; relative names count from the first."""

_NOWHERE = (
    "文件要在项目文件夹或配置文件所在的文件夹里 / it must lie in the project's folder or that of config.yaml "
    "→ 移到那里 / move it there"
)
_HIDDEN = (
    "名字不能以 . 开头，那里是服务自己的文件 / hidden files and folders are the service's own → "
    "移到别的文件夹 / move it to another folder"
)


def _own(text: str, info: ValidationInfo) -> str:
    _within(text, info)
    return text


def _own_in_sight(text: str, info: ValidationInfo) -> str:
    below = _within(text, info)
    if below is not None and any(part.startswith(".") for part in below.parts):
        raise ValueError(_HIDDEN)
    return text


def _within(text: str, info: ValidationInfo) -> Path | None:
    """The name below the folder it lies in; None for settings that come from no file."""
    context: dict[str, Any] = info.context or {}
    folders: tuple[Path, ...] = context.get(FOLDERS, ())
    if not folders:
        return None
    try:
        real = (folders[0] / text).resolve()
        within = [folder.resolve() for folder in folders]
    except (OSError, RuntimeError, ValueError):  # too long, links in a circle, a zero byte
        raise ValueError(_NOWHERE) from None
    for folder in within:
        if real.is_relative_to(folder):
            return real.relative_to(folder)
    raise ValueError(_NOWHERE)


SecretFile = Annotated[str, StringConstraints(min_length=1, max_length=300), AfterValidator(_own)]
"""Name of a file that holds a secret and nothing else."""

OpenFile = Annotated[str, StringConstraints(min_length=1, max_length=300), AfterValidator(_own_in_sight)]
"""Name of a file or folder whose content people see: not one of the service's own."""


def read_bounded(path: Path, most: int) -> bytes:
    """A regular file's bytes, `most` at most. Never waits. Raises OSError, also for what is no such file."""
    descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOCTTY)
    with os.fdopen(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise OSError(errno.EINVAL, "no regular file", str(path))
        data = file.read(most + 1)
    if len(data) > most:
        raise OSError(errno.EFBIG, f"larger than {most} bytes", str(path))
    return data
