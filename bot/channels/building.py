"""Builds the one door that all channels of a process share."""

from __future__ import annotations

from functools import lru_cache

from bot.channels.door import Door
from bot.safety.gate import RedFlagGate
from bot.services.refusing import Refusing
from bot.wiring import knowledge_context, knowledge_languages, knowledge_signs, new_id, topics, wire


@lru_cache(maxsize=1)
def build_gate() -> RedFlagGate:
    """The gate, built once: it takes a third of a second."""
    return RedFlagGate(knowledge_signs(), topics(), knowledge_context(), knowledge_languages())


@lru_cache(maxsize=1)
def build_door() -> Door:
    """The door, on this process's services."""
    services = wire()
    services.notifier.start()
    services.knowledge.read_ahead()
    refusing = Refusing(lambda: services.knowledge.refresh().clinic, new_id)
    return Door(build_gate(), topics(), services, refusing)
