"""Where one instance of the service keeps what it makes: all below one folder, by default .runtime/var."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from contracts.errors import ServiceError
from contracts.errors import text as _

CHECKOUT = Path(__file__).resolve().parents[2]
DEFAULT_STATE = CHECKOUT / ".runtime" / "var"
RECORDINGS = CHECKOUT / "telephony" / "prompts"
KOKORO = CHECKOUT / ".runtime" / "kokoro"
"""The voice that `script/setup --extra voices` fetches."""
DEFAULT_CONFIG = CHECKOUT / "config.yaml"
DEFAULT_STORE = CHECKOUT / ".runtime" / "models"
"""Published speech models that were installed."""


@dataclass(frozen=True, slots=True)
class State:
    """The files of one instance. Two instances with different folders and ports do not touch."""

    root: Path

    @property
    def asterisk(self) -> Path:
        return self.root / "asterisk"

    @property
    def secrets(self) -> Path:
        return self.root / "secrets.json"

    @property
    def accounts(self) -> Path:
        return self.root / "accounts.json"

    @property
    def sessions(self) -> Path:
        """Log-ins of the desk: they outlive a restart of the service."""
        return self.root / "sessions.db"

    @property
    def database(self) -> Path:
        return self.root / "hotline.db"

    @property
    def database_url(self) -> str:
        """SQLAlchemy address of the database that needs no server."""
        return f"sqlite:///{self.database}"

    def kept_records(self, url: str | None) -> str:
        """Address of records that are there: `url` of the configuration, else that of the file. Who only
        reads makes none: raises `ServiceError` where there is no such file."""
        if url is None and not self.database.is_file():
            text = _("{database}: there are no records here. Check --state; the service makes them")
            raise ServiceError(text.format(database=self.database))
        return url or self.database_url

    @property
    def prompts(self) -> Path:
        return self.root / "prompts"

    @property
    def spill(self) -> Path:
        """Events that the database could not take; loaded into it later."""
        return self.root / "records.spill.jsonl"

    @property
    def unsent(self) -> Path:
        """Events that the broker could not take, masked; sent to it later."""
        return self.root / "mqtt.unsent.jsonl"

    @property
    def audit_ends(self) -> Path:
        """Where the chain of the traces ends, outside the database: who cuts it off there is found out."""
        return self.root / "audit.json"

    @property
    def pauses(self) -> Path:
        """Agents who asked for no calls: a restart does not forget it."""
        return self.root / "pauses.json"

    @property
    def guests(self) -> Path:
        """Who takes calls for a while without a seat in the configuration."""
        return self.root / "guests.json"

    @property
    def learned_cases(self) -> Path:
        """What was learned of the city's own cases: category and unit by what is told."""
        return self.root / "learned-cases.npz"

    @property
    def recordings(self) -> Path:
        """Recordings of calls, unless the configuration names another folder."""
        return self.root / "recordings"

    @property
    def certificates(self) -> Path:
        """The desk's own authority and certificate."""
        return self.root / "certificates"

    @property
    def stacks(self) -> Path:
        """What every thread of a service was at when it had to be replaced."""
        return self.root / "stacks.log"

    @property
    def meanings(self) -> Path:
        """Vectors of sayings: commands and the service make each of them once."""
        return self.root / "meanings.db"

    @property
    def understanding(self) -> Path:
        """What was learned of the sayings of one configuration: the next start reads it."""
        return self.root / "understanding.bin"

    @property
    def generations(self) -> Path:
        """Every configuration that was ever live."""
        return self.root / "generations"

    @property
    def running_generation(self) -> Path:
        """Which of them the running service uses."""
        return self.root / "generation.json"

    @property
    def installation(self) -> Path:
        """What tells this installation from others that call themselves the same node."""
        return self.root / "installation"

    @property
    def articles(self) -> Path:
        """Every state of the knowledge base that was ever published."""
        return self.root / "articles"

    @property
    def running_articles(self) -> Path:
        """Which of them the running service uses."""
        return self.root / "articles.json"

    @property
    def shared_generation(self) -> Path:
        """Which of them is which of all machines' generations."""
        return self.root / "shared-generation.json"

    def pid_file(self, verb: str) -> Path:
        """Process id of `hotline run` or `hotline serve`, while it runs."""
        return self.root / f"{verb}.pid"
