"""Sound to text: framing, voice detection, end of speech, recognition.

A call's leg is heard by a `Hearing`; all of them share one `Recogniser` and one `WorkerPool`.
"""

from typing import TYPE_CHECKING

from contracts.on_use import on_use

if TYPE_CHECKING:
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

__getattr__ = on_use(
    __name__,
    {
        "Hypothesis": "asr.engines.recogniser",
        "ModelError": "asr.engines.recogniser",
        "NoRecogniser": "asr.engines.recogniser",
        "Recogniser": "asr.engines.recogniser",
        "RecogniserError": "asr.engines.recogniser",
        "RecogniserStream": "asr.engines.recogniser",
        "ScriptedRecogniser": "asr.engines.scripted",
        "FRAME_MS": "asr.hearing.framing",
        "Framer": "asr.hearing.framing",
        "frame_bytes": "asr.hearing.framing",
        "AsrSettings": "asr.settings",
        "VadSettings": "asr.settings",
        "EndpointMoment": "asr.hearing.hearing",
        "Hearing": "asr.hearing.hearing",
        "WorkerPool": "asr.hearing.pool",
        "ReadingOptions": "asr.loading",
        "load_final_model": "asr.loading",
        "load_recogniser": "asr.loading",
        "sherpa_sort": "asr.loading",
        "RecordingError": "asr.transcribe",
        "Transcript": "asr.transcribe",
        "read_recording": "asr.transcribe",
        "transcribe_file": "asr.transcribe",
        "transcript_of": "asr.transcribe",
    },
)
"""All of them: the process that reads utterances waits for none of what hears them and sets them up."""
