"""Reads and checks the YAML that the owner edits: topics, facts, sources, the clinic, signs, aliases."""

from pathlib import Path

from bot.knowledge_files.alarms import read_alarms
from bot.knowledge_files.checking import check
from bot.knowledge_files.clinic_check import check_clinic
from bot.knowledge_files.context import read_context
from bot.knowledge_files.languages import read_languages
from bot.knowledge_files.problems import KnowledgeError, Problem
from bot.knowledge_files.reading import (
    read_knowledge,
    read_names,
    read_roles,
    read_short_names,
    read_signs,
    read_spare_profile,
    read_topics,
)

PROJECT = Path(__file__).resolve().parents[2]

__all__ = [
    "PROJECT",
    "KnowledgeError",
    "Problem",
    "check",
    "check_clinic",
    "read_alarms",
    "read_context",
    "read_knowledge",
    "read_languages",
    "read_names",
    "read_roles",
    "read_short_names",
    "read_signs",
    "read_spare_profile",
    "read_topics",
]
