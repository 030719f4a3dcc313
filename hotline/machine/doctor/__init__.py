"""`hotline doctor`: look at every part the service needs, and say how to mend what is amiss.

Each check is a small function that takes what it needs as plain values and returns a `Finding`;
`examine` runs those that fit a `Subject`.
"""

from .checks.certificate import UsedFile
from .checks.ears import SecondPass
from .checks.nodes import Nodes
from .checks.ports import Port
from .checks.receivers import Receiver
from .checks.services import Broker, SecondOpinion, SpeechModel
from .examine import Subject, examine
from .finding import Finding, Level
from .report import as_json, exit_code, table

__all__ = [
    "Broker",
    "Finding",
    "Level",
    "Nodes",
    "Port",
    "Receiver",
    "SecondOpinion",
    "SecondPass",
    "SpeechModel",
    "Subject",
    "UsedFile",
    "as_json",
    "examine",
    "exit_code",
    "table",
]
