"""What set-up fetches by default and the service can do without: models that are too large to lie here.

`thing` says what such a thing is; `whisper_base`, `sentence_encoder` are the two there are; `presence` says
what of one is here, `telling` puts that into words; `wheels`, `addresses` and `carried` are where it may come
from; `building` puts it together and checks it; `provide` does what a set-up was asked for.
"""
