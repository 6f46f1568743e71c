"""Chooses the training questions held out from encoder tuning, so that calibration sees unseen text."""

from __future__ import annotations

import hashlib

_OF_256 = 32  # one in eight


def is_reserved(text: str) -> bool:
    """The same question is reserved for ever, whatever others come."""
    return hashlib.sha256(text.encode()).digest()[0] < _OF_256
