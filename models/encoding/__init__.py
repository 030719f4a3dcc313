"""Sentences as vectors: multilingual-e5-small in 4 bits, run by a small engine in C.

`script/setup` fetches both into `.runtime/encoder`. Who uses it knows `contracts.sentences.SentenceEncoder`
alone, so that another network or engine can take its place.
"""
