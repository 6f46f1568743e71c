"""Teaches the encoder our topics anew."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

Say = Callable[[str], None]


def tune_encoder(root: Path, passes: int, say: Say) -> None:
    """Writes bot/nlu/lora_adapter.safetensors after each pass over the training questions that are not reserved."""
    from safetensors.numpy import save_file

    from bot.knowledge_files.training_questions import read_training_questions
    from bot.nlu.encoder import LORA_ADAPTER, published_tokenizer, words_of_tokenizer
    from bot.nlu.encoder_tuning import tune
    from bot.nlu.entities import EntityFinder
    from bot.nlu.reserved import is_reserved
    from bot.nlu.spelling import Spelling, words_of

    questions = [(q.text, q.topic) for q in read_training_questions(root) if not is_reserved(q.text)]
    english = words_of_tokenizer(published_tokenizer())
    spelling = Spelling(words_of((text for text, _ in questions), EntityFinder.load(root).words, english), english)
    for number, learned in enumerate(tune(questions, spelling.repair, passes, say), 1):
        save_file(learned, str(LORA_ADAPTER))
        say(f"pass {number} of {passes} written to {LORA_ADAPTER.relative_to(root)}; run `effie prepare` to use it")
