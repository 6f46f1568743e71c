"""What a model depends on beside the training questions. It imports no Rasa: `effie run` asks it at every start."""

from __future__ import annotations

import hashlib
from pathlib import Path

from bot.knowledge_files import read_names

# What tunes the encoder, whose result counts, and what only reads with a model.
_NOT_TRAINED_WITH = ("encoder_tuning.py", "alarms.py", "reading.py", "sign_reader.py", "sign_layers.safetensors")


def understanding_fingerprint(root: Path) -> str:
    """A hash of topics.yml, the aliases, data/acts, bot/nlu (which names the encoder's hash) and the text's evening."""
    digest = hashlib.sha256((root / "topics.yml").read_bytes())
    aliases, short_names = read_names(root)
    for alias in sorted(aliases, key=lambda alias: (alias.phrase, alias.kind, alias.key)):
        digest.update(f"{alias.phrase}\0{alias.kind}\0{alias.key}\0".encode())
    digest.update(repr(sorted(short_names.items())).encode())
    for path in sorted((root / "data" / "acts").glob("*.yml")):
        digest.update(path.read_bytes())
    of_nlu = (path for path in (root / "bot" / "nlu").iterdir() if path.suffix in (".py", ".safetensors"))
    of_nlu = (path for path in of_nlu if path.name not in _NOT_TRAINED_WITH)
    for path in (*sorted(of_nlu), root / "bot" / "safety" / "text.py"):
        digest.update(path.read_bytes())
    return digest.hexdigest()
