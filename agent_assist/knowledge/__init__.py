"""Articles that agents read out, and how the right ones are found while the caller speaks."""

from agent_assist.knowledge.articles import Article, KnowledgeError, load_articles
from agent_assist.knowledge.search import Query, Search
from agent_assist.knowledge.suggester import Suggester

__all__ = ["Article", "KnowledgeError", "Query", "Search", "Suggester", "load_articles"]
