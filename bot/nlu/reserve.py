"""Which training questions the encoder is never tuned on: what it makes of them is what it makes of a stranger's."""

from __future__ import annotations

import hashlib

_OF_256 = 32  # one in eight


def is_reserved(text: str) -> bool:
    """The same question is reserved for ever, whatever others come."""
    return hashlib.sha256(text.encode()).digest()[0] < _OF_256
