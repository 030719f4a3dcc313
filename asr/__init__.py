"""Sound to text: framing, voice detection, end of speech, recognition.

A call's leg is heard by a `Hearing`; all of them share one `Recogniser` and one `WorkerPool`.
"""

from asr.engines.recogniser import (
    Hypothesis,
    ModelError,
    NoRecogniser,
    Recogniser,
    RecogniserError,
    RecogniserStream,
)
from asr.engines.scripted import ScriptedRecogniser
from asr.hearing.framing import FRAME_MS, Framer, frame_bytes
from asr.hearing.hearing import EndpointMoment, Hearing
from asr.hearing.pool import WorkerPool
from asr.loading import ReadingOptions, load_final_model, load_recogniser, sherpa_sort
from asr.settings import AsrSettings, VadSettings
from asr.transcribe import RecordingError, Transcript, read_recording, transcribe_file, transcript_of

__all__ = [
    "FRAME_MS",
    "AsrSettings",
    "EndpointMoment",
    "Framer",
    "Hearing",
    "Hypothesis",
    "ModelError",
    "NoRecogniser",
    "ReadingOptions",
    "Recogniser",
    "RecogniserError",
    "RecogniserStream",
    "RecordingError",
    "ScriptedRecogniser",
    "Transcript",
    "VadSettings",
    "WorkerPool",
    "frame_bytes",
    "load_final_model",
    "load_recogniser",
    "read_recording",
    "sherpa_sort",
    "transcribe_file",
    "transcript_of",
]
