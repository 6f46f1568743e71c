"""From a question without an answer to a training question, through the command line, in a small project of its own."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterable
from datetime import datetime, timedelta, timezone
from pathlib import Path

import pytest
import yaml
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.data import is_nlu_file

from bot.cli.gaps import gaps
from bot.clinic.gaps import Gap
from bot.clinic.questions import CLARIFY, DECLINE
from bot.nlu.encoder import encoder_path
from bot.settings import ROOT
from bot.store.database import open_database
from bot.store.gaps import GapStore

TOPICS = ("practical/tipping", "clinic/parking", "clinic/hours")
HELD_BACK = "had a brilliant session last week, should I send a cheque"
TIPS = ("do I have to leave her a tip then", "must i leave her a tip", "have i got to leave a tip for her")


class Project:
    """A copy of the code with three topics, and a database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.url = f"sqlite:///{folder / 'var/effie.db'}"
        shutil.copytree(ROOT / "bot", folder / "bot", ignore=shutil.ignore_patterns("__pycache__"))
        shutil.copy(ROOT / "topics.yml", folder)
        for topic in TOPICS:
            (folder / "data/nlu" / topic).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(ROOT / f"data/nlu/{topic}.yml", folder / f"data/nlu/{topic}.yml")
        held_back = {"topic": "practical/tipping", "questions": [HELD_BACK], "known_failures": []}
        self.write("tests/questions/practical/tipping.yml", held_back)
        self.write(".cache/none", {})
        (folder / ".cache" / encoder_path().name).symlink_to(encoder_path())

    def write(self, name: str, data: object) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(yaml.safe_dump(data, sort_keys=False), encoding="utf-8")
        return path

    def ask(self, texts: Iterable[str], *topics: str, outcome: str = DECLINE, days_ago: int = 0) -> None:
        """Records gaps as an action does."""
        store = GapStore(open_database(self.url))
        for text in texts:
            gap = Gap("web:secret-visitor", text, outcome, topics)
            store.add(gap, datetime.now(timezone.utc) - timedelta(days=days_ago))

    def effie(self, *arguments: str, url: str = "") -> subprocess.CompletedProcess[str]:
        """The command, as it is typed."""
        command = [sys.executable, "-c", "from bot.cli import app; app()", *arguments]
        environment = {**os.environ, "DATABASE_URL": url or self.url, "COLUMNS": "150", "TERM": "dumb"}
        return subprocess.run(command, cwd=self.folder, env=environment, capture_output=True, text=True, check=False)

    def trained(self, topic: str) -> list[str]:
        text = (self.folder / f"data/nlu/{topic}.yml").read_text(encoding="utf-8")
        return [line.removeprefix("- ") for line in yaml.safe_load(text)["nlu"][0]["examples"].splitlines()]

    def reviewed(self, topic: str | None, *questions: str, reviewed: bool = True) -> str:
        group = {"topic": topic, "reviewed": reviewed, "questions": list(questions)}
        return str(self.write("read.yml", {"groups": [group]}))


@pytest.fixture
def project(tmp_path: Path) -> Project:
    return Project(tmp_path)


def test_every_command_is_on_the_owner_s_page() -> None:
    page = (ROOT / "docs/learning.md").read_text(encoding="utf-8")
    names = [command.callback.__name__ for command in gaps.registered_commands]
    assert [name for name in names if f"`effie gaps {name}" not in page] == []


class TestShow:
    def test_what_means_the_same_stands_in_one_row_with_its_topic(self, project) -> None:
        project.ask(["where may my van stand"], "clinic/parking", outcome=CLARIFY)
        project.ask(TIPS, "out_of_scope/other", "practical/tipping")
        shown = project.effie("gaps")
        assert shown.returncode == 0, shown.stderr
        first, second = shown.stdout.split("├")
        assert "practical/tipping" in first
        assert all(tip in first for tip in TIPS)
        assert "3 declined" in first
        assert "clinic/parking" in second
        assert "0 declined" in second

    def test_what_is_near_nothing_may_be_a_new_topic(self, project) -> None:
        project.ask(["do the astronauts of the space station sneeze"])
        assert "new topic?" in project.effie("gaps").stdout

    def test_since_leaves_out_what_was_asked_before(self, project) -> None:
        project.ask(TIPS[:1], days_ago=8)
        project.ask(["where may my van stand"], days_ago=6)
        shown = project.effie("gaps", "--since", "7").stdout
        assert TIPS[0] not in shown
        assert "where may my van stand" in shown

    def test_limit_says_how_many_groups_it_hides(self, project) -> None:
        project.ask(["where may my van stand", *TIPS])
        shown = project.effie("gaps", "--limit", "1").stdout
        assert "where may my van stand" not in shown
        assert "Groups not shown: 1. To see them: --limit 2" in shown

    def test_a_training_question_waits_no_more(self, project) -> None:
        project.ask([f"{project.trained('practical/tipping')[0].upper()}?"])
        shown = project.effie("gaps").stdout
        assert "Left out, because they are training questions by now: 1" in shown
        assert "No question waits." in shown

    def test_who_asked_is_not_shown(self, project) -> None:
        project.ask(["my name is Sarah, ring me on 07700 900123 or jo@mail.com about my tip"])
        shown = project.effie("gaps").stdout
        assert "[name]" in shown
        assert [told for told in ("Sarah", "900123", "jo@mail", "secret-visitor") if told in shown] == []

    def test_a_database_that_is_down_is_named_without_its_password(self, project) -> None:
        shown = project.effie("gaps", url="postgresql://effie:hush@127.0.0.1:1/effie")
        assert shown.returncode == 1
        assert shown.stdout.startswith("The database does not answer: ")
        assert "hush" not in shown.stdout + shown.stderr

    def test_a_missing_encoder_names_the_next_step(self, project) -> None:
        project.ask(TIPS)
        (project.folder / ".cache" / encoder_path().name).unlink()
        shown = project.effie("gaps")
        assert (shown.returncode, shown.stderr) == (1, "")
        assert "run `effie prepare`" in shown.stdout

    def test_a_broken_training_file_is_named(self, project) -> None:
        project.ask(TIPS)
        (project.folder / "data/nlu/clinic/hours.yml").write_text("nlu: [")
        shown = project.effie("gaps")
        assert (shown.returncode, shown.stderr) == (1, "")
        assert shown.stdout.startswith("data/nlu/clinic/hours.yml:1: ")

    def test_an_option_before_the_verb_is_not_lost_silently(self, project) -> None:
        refused = project.effie("gaps", "--since", "7", "export")
        assert refused.returncode == 2
        assert "put --since and --limit behind `export`" in refused.stderr


class TestExport:
    @pytest.fixture(scope="class")
    def exporting(self, tmp_path_factory):
        project = Project(tmp_path_factory.mktemp("exporting"))
        project.ask([*TIPS[:2], "Sarah Connor here, have i got to leave a tip for her, 07700 900123"])
        project.ask(["do the astronauts of the space station sneeze"], days_ago=3)
        done = project.effie("gaps", "export")
        assert done.returncode == 0, done.stderr
        return project

    @pytest.fixture
    def exported(self, exporting) -> Path:
        return exporting.folder / "var/gaps.yml"

    def test_nothing_is_marked_as_read(self, exported) -> None:
        assert {group["reviewed"] for group in yaml.safe_load(exported.read_text())["groups"]} == {False}

    def test_every_question_of_a_group_is_there_with_the_topic(self, exported) -> None:
        group = yaml.safe_load(exported.read_text())["groups"][0]
        assert (group["topic"], group["asked"], len(group["questions"])) == ("practical/tipping", 3, 3)

    def test_where_nothing_is_near_a_person_must_name_the_topic(self, exported) -> None:
        group = yaml.safe_load(exported.read_text())["groups"][1]
        assert group["topic"] is None
        assert group["nearest"] in TOPICS

    def test_who_asked_is_masked(self, exported) -> None:
        text = exported.read_text()
        assert "[name] here, have i got to leave a tip for her, [phone]" in text
        assert "secret-visitor" not in text

    def test_only_its_owner_may_read_it(self, exported) -> None:
        assert exported.stat().st_mode & 0o077 == 0

    def test_rasa_does_not_take_it_for_training_data(self, exported, exporting) -> None:
        assert is_nlu_file(str(exporting.folder / "data/nlu/clinic/hours.yml"))
        assert not is_nlu_file(str(exported))
        assert not YAMLStoryReader.is_stories_file(str(exported))
        assert yaml.safe_load(exported.read_text()).keys() == {"exported_on", "groups"}

    def test_a_half_read_file_is_not_overwritten(self, project) -> None:
        (project.folder / "half.yml").write_text("half read")
        refused = project.effie("gaps", "export", "--to", "half.yml")
        assert (refused.returncode, (project.folder / "half.yml").read_text()) == (1, "half read")
        assert "--overwrite" in refused.stdout

    @pytest.mark.parametrize("folder", ["data/nlu", "tests/questions", "knowledge"])
    def test_it_is_not_written_where_others_read(self, project, folder: str) -> None:
        project.ask(TIPS)
        refused = project.effie("gaps", "export", "--to", f"{folder}/gaps.yml")
        assert refused.returncode == 1
        assert "Write it elsewhere" in refused.stdout
        assert not (project.folder / folder / "gaps.yml").exists()

    def test_it_is_read_marked_and_taken(self, exported, exporting) -> None:
        read = exporting.folder / "read.yml"
        marked = exported.read_text().replace("reviewed: false", "reviewed: true", 1)
        read.write_text(marked.replace("[name] here, ", "").replace(", [phone]", ""))
        before = exporting.trained("practical/tipping")
        done = exporting.effie("gaps", "add", str(read))
        assert "3 questions added, 0 stood there already, 1 groups not reviewed." in done.stdout
        assert set(exporting.trained("practical/tipping")) - set(before) == {*TIPS}


class TestAdd:
    def test_what_nobody_read_is_not_taken(self, project) -> None:
        before = project.trained("practical/tipping")
        done = project.effie("gaps", "add", project.reviewed("practical/tipping", *TIPS, reviewed=False))
        assert "0 questions added, 0 stood there already, 1 groups not reviewed." in done.stdout
        assert project.trained("practical/tipping") == before

    def test_taking_a_file_twice_adds_nothing(self, project) -> None:
        path = project.reviewed("practical/tipping", *TIPS)
        project.effie("gaps", "add", path)
        once = project.trained("practical/tipping")
        assert "0 questions added, 3 stood there already" in project.effie("gaps", "add", path).stdout
        assert project.trained("practical/tipping") == once

    @pytest.mark.parametrize(
        ("topic", "question", "said"),
        [
            ("practical/tips", TIPS[0], "read.yml:2: there is no topic 'practical/tips'"),
            (None, TIPS[0], "read.yml:2: no topic is named"),
            ("practical/insurance", TIPS[0], "data/nlu/practical/insurance.yml is missing"),
            ("practical/tipping", "my name is [name], do i tip", "read.yml:5: a square bracket stands in it"),
            ("practical/tipping", "where can i park", "'where can i park' is a question of clinic/parking already"),
            ("practical/tipping", HELD_BACK, "read.yml:5: it is the held-back question"),
            ("practical/tipping", HELD_BACK.replace("had a", "Had  a") + "?", "it is the held-back question"),
        ],
    )
    def test_one_mistake_and_nothing_is_taken(self, project, topic: str | None, question: str, said: str) -> None:
        before = project.trained("practical/tipping")
        assert "where can i park" in project.trained("clinic/parking")
        wrong = project.effie("gaps", "add", project.reviewed(topic, question, TIPS[1]))
        assert wrong.returncode == 1, wrong.stderr
        assert said in wrong.stdout
        assert "1 mistakes; nothing was changed." in wrong.stdout
        assert project.trained("practical/tipping") == before

    @pytest.mark.parametrize(
        ("text", "said"),
        [
            ("groups: [", "not valid YAML"),
            ("nlu: []\n", "unknown key 'nlu'"),
            ("groups:\n- {topic: a/b, reviewed: 'true', questions: [x]}\n", "reviewed: value is not a valid boolean"),
            ("groups:\n- {topic: a/b, reviewed: true, questions: [12]}\n", "str type expected"),
        ],
    )
    def test_a_broken_file_is_named_with_its_line(self, project, text: str, said: str) -> None:
        (project.folder / "broken.yml").write_text(text)
        wrong = project.effie("gaps", "add", "broken.yml")
        assert (wrong.returncode, wrong.stderr) == (1, "")
        assert wrong.stdout.startswith("broken.yml:")
        assert said in wrong.stdout

    def test_a_missing_file_names_the_next_step(self, project) -> None:
        assert "effie gaps export" in project.effie("gaps", "add", "nowhere.yml").stdout
