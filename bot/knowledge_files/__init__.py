"""Reads and checks the YAML that the owner edits: topics, facts, sources, the clinic, signs, aliases."""

from bot.knowledge_files.checking import check
from bot.knowledge_files.problems import KnowledgeError, Problem
from bot.knowledge_files.reading import read_aliases, read_knowledge, read_signs, read_topics

__all__ = [
    "KnowledgeError",
    "Problem",
    "check",
    "read_aliases",
    "read_knowledge",
    "read_signs",
    "read_topics",
]
