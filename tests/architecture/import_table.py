"""Who may import whom. `python -m tests.architecture.import_table` writes it into docs/decisions/0001-the-house.md."""

from __future__ import annotations

from dataclasses import dataclass

from bot.settings import ROOT

PAGE = ROOT / "docs/decisions/0001-the-house.md"
BEGIN = "<!-- written by: python -m tests.architecture.import_table -->\n"
END = "<!-- end -->\n"
ALL_OURS = frozenset(
    "clinic safety services store knowledge_files contacts nlu channels settings wiring cli".split()
)  # fmt: skip


@dataclass(frozen=True)
class Row:
    """What a package may import: of ours, and of outside beside the standard library."""

    ours: frozenset[str]
    outside: frozenset[str]
    note: str = ""

    def cells(self) -> tuple[str, str]:
        ours = "all" if self.ours == ALL_OURS else ", ".join(sorted(self.ours)) or "nothing"
        return f"{ours}; {self.note}" if self.note else ours, ", ".join(sorted(self.outside)) or "-"


def row(ours: str = "", outside: str = "", note: str = "") -> Row:
    return Row(frozenset(ours.split()), frozenset(outside.split()), note)


TABLE: dict[str, Row] = {
    "bot.clinic": row(),
    "bot.safety": row("clinic", "spacy"),
    "bot.services": row("clinic"),
    "bot.store": row("clinic", "sqlalchemy alembic"),
    "bot.knowledge_files": row("clinic", "yaml pydantic"),
    "bot.nlu": row(
        "clinic safety knowledge_files",
        "rasa spacy numpy scipy sklearn onnx onnxruntime tokenizers safetensors rapidfuzz tensorflow",
    ),
    "bot.channels": row(
        "clinic safety services wiring",
        "rasa rasa_sdk sanic aiohttp sqlalchemy jwt jsonschema telegram slack_sdk",
    ),
    "bot.contacts": row("clinic settings", "phonenumbers email_validator apprise"),
    "bot.settings": row("", "pydantic"),
    "bot.wiring": row(
        "settings clinic services store knowledge_files contacts",
        note="never safety: spaCy would cost the action server 440 MB",
    ),
    "bot.cli": Row(
        ALL_OURS,
        frozenset("typer rich yaml numpy matplotlib sklearn rapidfuzz safetensors".split()),
        "nlu and channels only inside the command that needs them",
    ),
    "actions": row("wiring services clinic", "rasa_sdk"),
}


def in_markdown() -> str:
    lines = ["| package | may import of ours | of outside |", "|---|---|---|"]
    lines += [f"| `{package}` | {' | '.join(row.cells())} |" for package, row in TABLE.items()]
    return "\n".join(lines) + "\n"


def with_table(page: str) -> str:
    """The page with the table of today between its two marks; ValueError where a mark is missing."""
    before, after = page.index(BEGIN) + len(BEGIN), page.index(END)
    return page[:before] + in_markdown() + page[after:]


if __name__ == "__main__":
    PAGE.write_text(with_table(PAGE.read_text(encoding="utf-8")), encoding="utf-8")
