"""`hotline doctor`: look at every part the service needs, and say how to mend what is amiss.

Each check is a small function that takes what it needs as plain values and returns a `Finding`;
`examine` runs those that fit a `Subject`.
"""

from .certificate import UsedFile
from .ears import SecondPass
from .examine import Subject, examine
from .finding import Finding, Level
from .nodes import Nodes
from .ports import Port
from .receivers import Receiver
from .report import as_json, exit_code, table
from .services import Broker, SecondOpinion, SpeechModel

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
