"""A recording as a caller: heard freely at first, and again where the dialogue expects only some phrases."""

from __future__ import annotations

from pathlib import Path

from asr import AsrSettings, Recogniser, read_recording, transcribe_file
from contracts import TranscriptFinal

_BEFORE_MS = 300
"""So much sound from before an utterance is heard too, as in a call: it begins softly."""
_BYTES = 2
_CHUNK_MS = 100


class Recording:
    """One sound file and the recogniser that hears it. Blocking."""

    def __init__(self, path: Path, recogniser: Recogniser, settings: AsrSettings) -> None:
        """Raises `RecordingError` for an unreadable file, `RecogniserError` when recognition fails."""
        self._recogniser = recogniser
        self._alternatives = settings.alternatives
        self._rate = 16000 if recogniser.rate >= 16000 else 8000
        self._pcm = read_recording(path, self._rate)
        self.finals = transcribe_file(path, recogniser, settings)
        """Its utterances when anything may be said."""

    def again(self, final: TranscriptFinal, phrases: tuple[str, ...]) -> TranscriptFinal:
        """The same utterance, heard by a recogniser that expects nothing but `phrases`."""
        stream = self._recogniser.stream(self._rate, alternatives=self._alternatives, grammar=phrases)
        sound = self._pcm[self._at(final.start_ms - _BEFORE_MS) : self._at(final.end_ms + _BEFORE_MS)]
        step = self._at(_CHUNK_MS)
        for start in range(0, len(sound), step):
            stream.accept(sound[start : start + step])
        heard = stream.final()
        return final.model_copy(
            update={
                "text": heard.text,
                "confidence": heard.confidence,
                "alternatives": heard.alternatives,
                "words": (),  # their times would be those of the piece, and nobody asks for them
            }
        )

    def _at(self, ms: int) -> int:
        """The byte where that moment begins."""
        return max(0, ms) * self._rate // 1000 * _BYTES
