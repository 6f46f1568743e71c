"""What the code knew of single topics stands on their pages; what nothing reads is gone.

An import tells an edited row by its hash, so every row that was not edited gets the hash of its new content: else
all rows would count as edited, and no import would ever change them again.
"""

import hashlib
import json

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

_HASH = "imported_hash"
_KINDS_WITH_ALARM = ("condition", "red_flag", "out_of_scope")
_CLAIMS = ("covers", "corrects")
_CELLS = ("session", "avoid", "where")
_FLAGS = ("stays_with_alarm", "warns_first", "offers_call")
_COLUMNS = ("made_for", "in_case", "of_type", "role", "goal", *_FLAGS)
# What the code said of these topics until now: a page that was edited in the database keeps it, whatever is imported.
_IN_CASE = {
    "abdominal_aortic": "If there is a sudden or pulsing pain in the belly",
    "cancer_warning": "If there is weight loss, or pain that wakes you at night",
    "cauda_equina": "If the groin is numb, or there is new trouble with bladder or bowel",
    "chest_pain": "If there is chest pain or trouble breathing now",
    "dvt_signs": "If a leg is swollen, hot or painful",
    "fever_with_back_pain": "If there is a fever with the back pain",
    "major_trauma": "If this came from a fall, a crash or a blow",
    "other": "If you feel seriously unwell",
    "pregnancy_bleeding": "If there is bleeding or strong belly pain in pregnancy",
    "progressive_weakness": "If an arm or a leg is getting weaker",
    "stroke": "If a face droops, an arm is weak, speech is slurred or a headache came all at once",
    "suicidal": "If it ever feels too much",
}
_MADE_FOR = {"prenatal": ["condition/pregnancy"], "lymphatic_drainage": ["condition/cancer"]}
_OF_TYPE = {
    "does_it_hurt": "pressure",
    "at_home": "where",
    "self_massage": "where",
    "who_should_avoid": "avoid",
    "side_effects": "avoid",
}
_STAY_WITH_ALARM = {
    "benefit/pain_relief",
    "benefit/low_back_pain",
    "practical/when_to_see_doctor",
    "practical/self_massage",
    "practical/does_it_hurt",
    "practical/soreness_after",
    "practical/side_effects",
    "practical/who_should_avoid",
    "chat/thanks",
    "chat/goodbye",
    "chat/greet",
    "chat/abuse",
    "chat/privacy",
    "clinic/booking",
}
_OFFER_CALL = {"clinic/booking", "clinic/contact", "chat/human_handoff"}
_ROLES = {
    "red_flag/suicidal": "crisis",
    "red_flag/other": "unnamed_sign",
    "chat/privacy": "own_data",
    "condition/other": "looked_at",
    "practical/when_to_see_doctor": "after_help",
    "out_of_scope/sexual": "never_offered",
    "benefit/relaxation": "for_anybody",
}
_GOALS = {"benefit/pain_relief": "Ease an ache", "benefit/relaxation": "Relax", "benefit/sleep": "Sleep better"}


def upgrade() -> None:
    facts, pages = _unedited("facts", ["topic", "id"]), _unedited("pages", ["topic"])
    with op.batch_alter_table("facts") as table:
        for name in _CLAIMS:
            table.drop_column(name)
    with op.batch_alter_table("pages") as table:
        table.add_column(sa.Column("made_for", sa.JSON, nullable=False, server_default="[]"))
        table.add_column(sa.Column("in_case", sa.Text))
        table.add_column(sa.Column("of_type", sa.String(32)))
        table.add_column(sa.Column("role", sa.String(32)))
        table.add_column(sa.Column("goal", sa.String(32)))
        for name in _FLAGS:
            table.add_column(sa.Column(name, sa.Boolean, nullable=False, server_default=sa.false()))
    _change_pages(_as_the_code_had_it, _without_cells)
    for table, keys, unedited in (("facts", ["topic", "id"], facts), ("pages", ["topic"], pages)):
        _hash_anew(table, keys, unedited)


def downgrade() -> None:
    facts, pages = _unedited("facts", ["topic", "id"]), _unedited("pages", ["topic"])
    with op.batch_alter_table("facts") as table:
        for name in _CLAIMS:
            table.add_column(sa.Column(name, sa.JSON, nullable=False, server_default="[]"))
    with op.batch_alter_table("pages") as table:
        for name in _COLUMNS:
            table.drop_column(name)
    _change_pages(_with_cells)
    for table, keys, unedited in (("facts", ["topic", "id"], facts), ("pages", ["topic"], pages)):
        _hash_anew(table, keys, unedited)


def _as_the_code_had_it(page: dict) -> dict:
    topic = page["topic"]
    kind, name = topic.split("/")
    return {
        **page,
        "made_for": _MADE_FOR.get(name, []) if kind == "type" else [],
        "in_case": _IN_CASE.get(name) if kind == "red_flag" else None,
        "of_type": _OF_TYPE.get(name) if kind == "practical" else None,
        "role": _ROLES.get(topic),
        "goal": _GOALS.get(topic),
        "stays_with_alarm": kind in _KINDS_WITH_ALARM or topic in _STAY_WITH_ALARM,
        "warns_first": kind == "condition" or topic == "practical/who_should_avoid",
        "offers_call": topic in _OFFER_CALL,
    }


def _without_cells(page: dict) -> dict:
    profile = page["profile"] and {cell: value for cell, value in page["profile"].items() if cell not in _CELLS}
    return {**page, "profile": profile}


def _with_cells(page: dict) -> dict:
    return {**page, "profile": page["profile"] and {**dict.fromkeys(_CELLS, ""), **page["profile"]}}


def _change_pages(*changes) -> None:
    table = _reflected("pages")
    for page in _rows(table):
        changed = dict(page)
        for change in changes:
            changed = change(changed)
        if changed != page:
            op.get_bind().execute(table.update().where(table.c.topic == page["topic"]).values(**changed))


def _unedited(name: str, keys: list[str]) -> set[tuple]:
    return {_key(row, keys) for row in _rows(_reflected(name)) if row[_HASH] == _digest(row)}


def _hash_anew(name: str, keys: list[str], unedited: set[tuple]) -> None:
    table = _reflected(name)
    for row in _rows(table):
        if _key(row, keys) in unedited:
            is_row = sa.and_(*(table.c[key] == row[key] for key in keys))
            op.get_bind().execute(table.update().where(is_row).values(**{_HASH: _digest(row)}))


def _reflected(name: str) -> sa.Table:
    return sa.Table(name, sa.MetaData(), autoload_with=op.get_bind())


def _rows(table: sa.Table) -> list[dict]:
    return [dict(row) for row in op.get_bind().execute(sa.select(table)).mappings()]


def _key(row: dict, keys: list[str]) -> tuple:
    return tuple(row[key] for key in keys)


def _digest(row: dict) -> str:
    content = {key: value for key, value in row.items() if key not in (_HASH, "position")}
    return hashlib.sha256(json.dumps(content, sort_keys=True, default=str).encode()).hexdigest()
