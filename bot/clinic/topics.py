"""What a question can be about: the ids that everything else is keyed by."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from bot.clinic.escalations import Escalation

KINDS = ("benefit", "type", "condition", "red_flag", "practical", "clinic", "support", "chat", "out_of_scope")
KINDS_WITH_CLAIMS = ("benefit", "type", "condition", "red_flag", "practical", "support")

SUPPORT = "support/"  # how the ids begin of what somebody tells in confidence

_DEFAULT_ESCALATION = {"condition": Escalation.PROFESSIONAL, "red_flag": Escalation.URGENT}
_EMERGENCY_MARK = "* "


@dataclass(frozen=True)
class Topic:
    """One thing that a visitor may ask about."""

    id: str
    about: str
    escalation: Escalation

    @property
    def kind(self) -> str:
        """The first half of the id, also the Rasa intent."""
        return self.id.split("/")[0]

    @property
    def name(self) -> str:
        """The second half of the id."""
        return self.id.split("/")[1]

    @property
    def makes_claims(self) -> bool:
        """Whether an answer on it needs facts with sources."""
        return self.kind in KINDS_WITH_CLAIMS


class Topics:
    """All topics of the contract, in its order. `by_id` holds them by their ids."""

    def __init__(self, by_kind: Mapping[str, Mapping[str, str]]) -> None:
        self.by_id = {
            topic.id: topic
            for kind, names in by_kind.items()
            for topic in (_topic(kind, name, about) for name, about in names.items())
        }

    def __iter__(self) -> Iterator[Topic]:
        return iter(self.by_id.values())

    def __len__(self) -> int:
        return len(self.by_id)

    def __contains__(self, topic_id: object) -> bool:
        return topic_id in self.by_id

    def get(self, topic_id: str) -> Topic:
        """The topic of that id; KeyError if topics.yml has none."""
        return self.by_id[topic_id]


def _topic(kind: str, name: str, about: str) -> Topic:
    if kind not in KINDS:
        raise ValueError(f"unknown kind {kind!r} of topic {name!r}: use one of {', '.join(KINDS)}")
    level = _DEFAULT_ESCALATION.get(kind, Escalation.NONE)
    if about.startswith(_EMERGENCY_MARK):
        level, about = Escalation.EMERGENCY, about.removeprefix(_EMERGENCY_MARK)
    return Topic(f"{kind}/{name}", about, level)
