"""Articles that agents read out, and how the right ones are found while the caller speaks."""

from agent_assist.knowledge.articles import Article, KnowledgeError, load_articles
from agent_assist.knowledge.search import Search, SearchQuery
from agent_assist.knowledge.suggester import Suggester

__all__ = ["Article", "KnowledgeError", "Search", "SearchQuery", "Suggester", "load_articles"]
