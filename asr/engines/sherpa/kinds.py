"""The kinds of sherpa-onnx models this service runs, and how their files tell them apart.

The metadata each kind needs is what sherpa-onnx 2.0 reads on loading (sherpa-onnx/csrc/*-model.cc); it ends
the process where one is missing, so they are looked at before. `hotline-model.yaml` in the folder, with a
line such as `kind: zipformer-ctc`, decides where the files do not.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

MODEL = ("model",)
TWO_PARTS = ("encoder", "decoder")
THREE_PARTS = ("encoder", "decoder", "joiner")

_ZIPFORMER2 = (
    *("encoder_dims", "query_head_dims", "value_head_dims", "num_heads", "num_encoder_layers"),
    *("cnn_module_kernels", "left_context_len", "T", "decode_chunk_len"),
)
_LFR = ("vocab_size", "lfr_window_size", "lfr_window_shift")
_WHISPER = (
    *("n_mels", "n_text_layer", "n_text_ctx", "n_text_state", "n_vocab", "sot", "eot", "blank_id"),
    *("translate", "transcribe", "is_multilingual", "no_timestamps", "no_speech", "sot_sequence"),
)


@dataclass(frozen=True, slots=True)
class Kind:
    """One family of models."""

    name: str
    streaming: bool
    """Text while people speak; otherwise each utterance as a whole, at its end."""
    roles: tuple[str, ...]
    """Its ONNX files."""
    types: tuple[str, ...] = ()
    """Beginnings of `model_type` in the metadata of its first file; none: it is not asked for."""
    needs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Metadata without which sherpa-onnx ends the process, by role."""
    blank: bool = False
    """Whether tokens.txt must have <blk>, <eps> or <blank>."""


def _streaming_transducer(kind: str, *needs: str) -> Kind:
    decoder = ("vocab_size", "context_size")
    return Kind("transducer", True, THREE_PARTS, (kind,), {"encoder": needs, "decoder": decoder})


def _single(name: str, streaming: bool, types: tuple[str, ...], *needs: str, blank: bool = True) -> Kind:
    return Kind(name, streaming, MODEL, types, {"model": needs}, blank)


KINDS = (
    _streaming_transducer("zipformer2", *_ZIPFORMER2),
    _streaming_transducer(
        "zipformer",
        *("attention_dims", "cnn_module_kernels", "decode_chunk_len", "encoder_dims", "left_context_len"),
        *("num_encoder_layers", "T"),
    ),
    _streaming_transducer(
        "conformer",
        *("cnn_module_kernel", "decode_chunk_len", "encoder_dim", "left_context", "num_encoder_layers"),
        *("pad_length", "T"),
    ),
    _streaming_transducer(
        "lstm", "d_model", "decode_chunk_len", "num_encoder_layers", "rnn_hidden_size", "T"
    ),
    Kind(
        *("offline-transducer", False, THREE_PARTS, ("zipformer", "conformer")),
        {"decoder": ("vocab_size", "context_size")},
    ),
    Kind("whisper", False, TWO_PARTS, ("whisper",), {"encoder": _WHISPER}),
    Kind(
        *("streaming-paraformer", True, TWO_PARTS, ()),
        {
            "encoder": (
                *_LFR,
                *("encoder_output_size", "decoder_num_blocks", "decoder_kernel_size"),
                *("neg_mean", "inv_stddev"),
            )
        },
    ),
    Kind(
        *("fire-red-asr", False, TWO_PARTS, ()),
        {
            "encoder": (
                *("num_decoder_layers", "num_head", "head_dim", "sos", "eos", "max_len"),
                *("cmvn_mean", "cmvn_inv_stddev"),
            )
        },
    ),
    _single("t-one-ctc", True, (), "frame_length_ms", "state_dim", "sample_rate"),
    _single("zipformer2-ctc", True, (), *_ZIPFORMER2),
    _single(
        *("streaming-wenet-ctc", True, ("wenet_ctc",), "head", "num_blocks", "output_size"),
        *("cnn_module_kernel", "right_context", "subsampling_factor", "vocab_size"),
    ),
    _single(
        *("streaming-nemo-ctc", True, ("EncDec",), "window_size", "chunk_shift", "subsampling_factor"),
        *("vocab_size", "cache_last_channel_dim1", "cache_last_channel_dim2", "cache_last_channel_dim3"),
        *("cache_last_time_dim1", "cache_last_time_dim2", "cache_last_time_dim3"),
    ),
    _single(
        *("sense-voice", False, (), *_LFR, "normalize_samples", "with_itn", "without_itn", "lang_auto"),
        *("lang_zh", "lang_en", "lang_ja", "lang_ko", "lang_yue", "neg_mean", "inv_stddev"),
        blank=False,
    ),
    _single("paraformer", False, (), *_LFR, "neg_mean", "inv_stddev", blank=False),
    _single("wenet-ctc", False, ("wenet_ctc",), "vocab_size", "subsampling_factor"),
    _single("nemo-ctc", False, ("EncDec",), "vocab_size", "subsampling_factor"),
    _single("telespeech-ctc", False, ("telespeech_ctc",)),
    _single("zipformer-ctc", False, ("zipformer2_ctc",)),
    _single("fire-red-asr-ctc", False, ("fire-red-asr-2-ctc",), "cmvn_mean", "cmvn_inv_stddev"),
    _single("tdnn-ctc", False, ("tdnn",), "vocab_size"),
    _single("dolphin-ctc", False, (), "vocab_size", "mean", "invstd"),
)
"""In the order in which they are tried: the ones with more to show for themselves first."""

KIND_NAMES = tuple(dict.fromkeys(kind.name for kind in KINDS))
