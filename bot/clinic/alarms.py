"""What is decided about an alarm where nobody used a signed wording: say it at once, ask first, or keep silent."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class AlarmRules:
    """The signed page: chances of a warning sign, 0 to 1, and the question that asks about each sign."""

    at_once: float
    at_once_if_explained: float  # denied, over, or only asked about, as far as the gate can tell
    ask_first: float
    agree: float  # with a wording of the gate
    agree_on: Mapping[str, float]  # the same for single topics
    questions: Mapping[str, str]  # by topic id
    danger_now: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # of a support topic: what tells of danger
    raised: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # by what was told earlier, then by the sign

    def find_raised(self, told: Iterable[str], sign: str, says: str | None) -> str | None:
        """The sign that is said at once for one that is doubted or counts for less, after what was told earlier."""
        for topic in told:
            signs = self.raised.get(topic, {})
            if found := signs.get(f"{sign}#{says}") or signs.get(sign):
                return found
        return None
