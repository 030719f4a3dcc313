"""What the page is told of a publication that was not made, in both languages."""

from __future__ import annotations

from agent_assist.admin.port import AdministrationRefused
from hotline.configuration.generations.files import FilesNotWritable


def not_published(error: Exception) -> AdministrationRefused:
    """Whatever kept it from being made."""
    why = "没有发布"
    if isinstance(error, FilesNotWritable) and error.mounted:
        why = (
            f"没有发布：{error.where} 写不进去。它是只读挂载的，或者是单独挂载的一个文件："
            "去掉所在文件夹挂载的 :ro，或者在挂载来源处改文件，再重启"
        )
    elif isinstance(error, FilesNotWritable):
        why = f"没有发布：{error.where} 写不进去（{error.why}）。腾出空间，或者给运行服务的用户写权限"
    return AdministrationRefused("not_published", f"{why} / {error}")
