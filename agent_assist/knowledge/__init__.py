"""Articles that agents read out, and how the right ones are found while the caller speaks.

What searches them is in `article_search` and `suggester`, with its large libraries: who only reads articles
loads none of these.
"""

from agent_assist.knowledge.articles import Article, KnowledgeError
from agent_assist.knowledge.files.folder import load_articles

__all__ = ["Article", "KnowledgeError", "load_articles"]
