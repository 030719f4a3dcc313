"""Whisper models in CTranslate2's format: they read whole utterances, in processes of their own."""
