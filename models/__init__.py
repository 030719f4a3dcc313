"""The bundled Mandarin telephone model (``zh-small/``, stock Vosk format) and its training recipe."""
