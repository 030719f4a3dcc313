"""Search joined of letters (BM25 on pairs of characters), meaning (vectors) and sound (syllables)."""

from agent_assist.knowledge.joined.bigrams import SoundOf
from agent_assist.knowledge.joined.bm25 import Bm25, Telling
from agent_assist.knowledge.joined.meaning import Meanings
from agent_assist.knowledge.joined.search import Found, JoinedSearch, Weights

__all__ = ["Bm25", "Found", "JoinedSearch", "Meanings", "SoundOf", "Telling", "Weights"]
