"""What of calls is recorded, and for how long it is kept: the `recording:` section of config.yaml."""

from __future__ import annotations

from typing import Self

from pydantic import Field, model_validator

from contracts.configuration.settings import Id, Line, Section, errors


class RecordingSettings(Section):
    """The voices of caller and agents, in files. Off unless an administrator turns it on."""

    enabled: bool = Field(default=False, description="Record conversations with agents.")
    announce: Line = Field(
        default="本次通话将被录音。",
        description="Said to both as soon as they are connected; recording begins after it. Who has not been "
        "told is not recorded.",
    )
    queues: tuple[Id, ...] = Field(
        default=(), description="Queues whose conversations are recorded; without any, all queues."
    )
    except_queues: tuple[Id, ...] = Field(
        default=(),
        description="Queues whose conversations are never recorded, for example of callers who must stay "
        "secret; a recording ends when its call comes to one of them.",
    )
    folder: str | None = Field(
        default=None,
        min_length=1,
        max_length=300,
        description="Folder in which recordings are kept, absolute or within the state folder; without it, "
        "recordings in the state folder.",
    )
    keep_days: int = Field(
        default=90, ge=1, le=3650, description="After so many days a recording is deleted."
    )
    most_gb: float = Field(
        default=50,
        ge=0.1,
        le=100_000,
        description="When the recordings take so many gigabytes, no new one is begun (an hour takes about "
        "0.06). None is deleted before its time.",
    )
    keep_free_gb: float = Field(
        default=2, ge=0, le=100_000, description="The same when so little of the disk is free."
    )

    @model_validator(mode="after")
    def _not_both(self) -> Self:
        both = [queue for queue in self.except_queues if queue in self.queues]
        if both:
            text = (
                "这个队列同时写在 queues 和 except_queues 里，请只留一处 / this queue is in queues, too: "
                "keep it in one of them"
            )
            where = ("except_queues", self.except_queues.index(both[0]))
            raise errors([(where, text, both[0])])
        return self

    def wanted(self, queue: str | None) -> bool:
        """Whether conversations of that queue are recorded. One whose queue nobody knows may be one of those
        that never are."""
        if not self.enabled or queue in self.except_queues:
            return False
        if queue is None:
            return not (self.queues or self.except_queues)
        return not self.queues or queue in self.queues
