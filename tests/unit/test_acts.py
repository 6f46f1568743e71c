"""What a message does: the examples of data/acts, and what is learned of them."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from rasa.shared.core.training_data.story_reader.yaml_story_reader import YAMLStoryReader
from rasa.shared.data import is_nlu_file

from bot.clinic.acts import Act, Situation
from bot.clinic.facts import Alias
from bot.knowledge_files import KnowledgeError
from bot.knowledge_files.acts import ActExample, find_act_problems, read_acts
from bot.nlu.act_training import train_acts
from bot.nlu.encoder import Encoder
from bot.nlu.entities import EntityFinder
from bot.nlu.reading import Understanding
from bot.nlu.storing import read_trained, write_trained
from bot.nlu.trained import Trained
from bot.nlu.training import train
from bot.settings import ROOT

FILES = sorted((ROOT / "data/acts").glob("*.yml"))
ENTITIES = EntityFinder([Alias("swedish", "type", "type/swedish")])
EVERYWHERE = {situation.value for situation in Situation}


class TestFiles:
    def test_every_act_has_one(self) -> None:
        assert {path.stem for path in FILES} == {act.value for act in Act}

    @pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
    def test_it_says_what_belongs_there_and_what_does_not(self, path: Path) -> None:
        first, second, *_ = path.read_text(encoding="utf-8").splitlines()
        assert first.startswith("# ")
        assert second.startswith("# Elsewhere: ")

    @pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
    def test_rasa_does_not_take_it_for_training_data(self, path: Path) -> None:
        assert not is_nlu_file(str(path))
        assert not YAMLStoryReader.is_stories_file(str(path))

    def test_they_hold_together(self) -> None:
        assert find_act_problems(ROOT) == []

    def test_every_act_is_taught_by_at_least_fifty_texts(self) -> None:
        taught = [example.act for example in read_acts(ROOT)]
        assert [act.value for act in Act if taught.count(act.value) < 50] == []


def project(folder: Path, **texts: str) -> Path:
    (folder / "data/acts").mkdir(parents=True)
    for name, text in texts.items():
        (folder / f"data/acts/{name}.yml").write_text(text, encoding="utf-8")
    return folder


def test_a_text_is_read_with_its_situations(tmp_path: Path) -> None:
    text = 'act: "no"\nsays:\n  - nah\n  - {say: rather not, after: [offer, detail]}\n'
    assert read_acts(project(tmp_path, no=text)) == (
        ActExample("nah", "no"),
        ActExample("rather not", "no", ("offer", "detail")),
    )


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("act: 'no'\n", "data/acts/no.yml:1: not laid out as a file of acts"),
        ("act: no\nsays: [nah]\n", "data/acts/no.yml:1: there is no act False"),
        ("act: yes_no\nsays: [nah]\n", "data/acts/no.yml:1: there is no act 'yes_no'"),
        ("act: 'yes'\nsays: [ok]\n", "data/acts/no.yml:1: the file of 'yes' stands elsewhere"),
        ("act: 'no'\nsays:\n- nah\n- no\n", "data/acts/no.yml:4: False is no text"),
        ("act: 'no'\nsays:\n- {say: nah, when: [offer]}\n", "data/acts/no.yml:3: neither a text nor {say, after}"),
        ("act: 'no'\nsays:\n- {say: nah, after: [tea]}\n", "data/acts/no.yml:3: no situation 'tea'"),
        ("act: 'no'\nsays: [nah\n", "data/acts/no.yml:3: not valid YAML"),
    ],
)
def test_a_broken_file_is_named_with_its_line_and_the_next_step(tmp_path: Path, text: str, problem: str) -> None:
    with pytest.raises(KnowledgeError) as caught:
        read_acts(project(tmp_path, no=text))
    assert str(caught.value).startswith(problem)
    assert "next: " in str(caught.value)


def test_no_example_at_all_is_named(tmp_path: Path) -> None:
    with pytest.raises(KnowledgeError, match="no example of an act"):
        read_acts(project(tmp_path))


def test_a_text_does_one_thing_in_one_situation(tmp_path: Path) -> None:
    why = "act: why\nsays:\n- y\n"
    twice = project(tmp_path / "twice", why=why, yes='act: "yes"\nsays:\n- "Y"\n')
    apart = project(tmp_path / "apart", why=why, yes='act: "yes"\nsays:\n- {say: "y", after: [offer]}\n')
    assert [problem.what for problem in find_act_problems(twice)] == ["'Y' is an example of 'why' already"]
    assert find_act_problems(apart) == []


TAUGHT = (
    *(ActExample(text, "yes") for text in ("yes please", "yeah go on", "ok then", "sure, do")),
    *(ActExample(text, "no") for text in ("no thanks", "nah", "rather not", "please do not")),
    *(ActExample(text, "why") for text in ("why?", "how come", "why is that", "y")),
    *(ActExample(text, "denies", ("alarm",)) for text in ("no fever", "it is not numb", "no numbness", "not hot")),
    ActExample("y", "yes", ("offer",)),
    ActExample("\N{THUMBS DOWN SIGN}", "no"),
)


class TestLearning:
    @pytest.fixture(scope="class")
    def trained(self) -> Trained:
        texts = {
            "type/swedish": ["what is swedish", "tell me about swedish", "is swedish gentle", "swedish strokes"],
            "clinic/parking": ["where do i park", "any parking", "car park nearby", "is parking free"],
            "clinic/hours": ["when are you open", "open on sunday", "opening hours", "are you open now"],
        }
        encoder = Encoder()
        questions = [(text, topic) for topic, of_topic in texts.items() for text in of_topic]
        trained = train(questions, encoder, ENTITIES, lambda _: None)
        return replace(trained, acts=train_acts(TAUGHT, trained, encoder, ENTITIES))

    @pytest.fixture
    def understanding(self, trained) -> Understanding:
        return Understanding(trained, Encoder(), ENTITIES)

    def test_an_act_is_read_for_every_situation(self, understanding) -> None:
        assert understanding.read("why would that be").acts == dict.fromkeys(EVERYWHERE, "why")

    def test_an_example_word_for_word_keeps_its_act(self, understanding) -> None:
        assert understanding.read("Y!").acts == {**dict.fromkeys(EVERYWHERE, "why"), "offer": "yes"}
        assert understanding.read("\N{THUMBS DOWN SIGN}").acts["offer"] == "no"

    def test_what_is_taught_for_one_situation_is_likelier_there(self, trained) -> None:
        denies = trained.acts.names.index("denies")
        situations = dict(zip(Situation, trained.acts.situations[:, denies], strict=True))
        assert max(situations, key=situations.__getitem__) is Situation.ALARM

    def test_what_was_learned_survives_saving(self, trained, understanding, tmp_path: Path) -> None:
        write_trained(trained, tmp_path)
        again = Understanding(read_trained(tmp_path), Encoder(), ENTITIES)
        for text in ("nope, no numbness", "y", "go on then"):
            assert again.read(text).acts == understanding.read(text).acts
