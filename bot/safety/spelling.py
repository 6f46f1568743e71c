"""Forgives one slip in a longer word: "bleding", "sotmach", "swolllen"."""

from __future__ import annotations

from collections.abc import Iterable

_FEWEST_LETTERS = 5
# Everyday words that are one slip away from a word of a sign, and mean something else.
_ORDINARY = frozenset(
    """about above after again along alone among angle apart aside awake aware baked baker based basic beach beard begin being below
    bench birth black blank blend board boots bored bound brand bread bring broad brush build built buying carry cause chair chance change
    cheap check chess chase clean clear climb clock close cloth cloud coach coast could count couple course court cover cream cross daily
    dance dealt decide doing drain drawn dream dress drink drive during early earth eight every exact extra faced facing fancy faster fault
    feeding felling feels fewest field fifth fifty fight final finger first fixed floor focus force found frame fresh front fruit fully
    games given glass going grade grand great green group guess guest guide habit happy hearing helping holding hoping hotel hours house
    hurry image jelly joint juice kinds knows large later learn least leave light liked likes limit lined lives local longer looking loose
    lower lucky lunch major maker makes making march match maybe meant meals metal might minor money month moral morning motor mouse mouth
    movie music needs nerve never night noise north novel nurse offer often older order other ought owner paint paper parts party patch peace
    phone piece place plain plane plant plate point power press price print prior prize quick quiet quite raise range rates reach ready right
    river round route scale scene score sense serve seven shall shape share sharp sheet shelf shift shirt shoes shoot short shown sight since
    skill sleep sleeping slept slide small smart smell smile smoke solid solve sorry sound south space spare speak speed spend split sport staff
    stage stair stand start state steam steel stick still stock stone store storm story stuck study stuff style sugar suite sunny table taken
    taste teach teeth thank their theme there these thick thing think third those three throw tight times tired title today token total touch
    tough tower track trade train treat trend trial tried tries truck truly trust truth twice under union until upper upset usual value video
    visit voice waist waste watch water weeks wheel where which while white whole whose woman women world worry worth would write wrong years
    yours bearing beating bedding bending bidding binding biting boating boiling booking breathing breeding building
    calling caring casting catching charging chatting checking cheering clapping classes cleaning clearing closing clothing coming cooking
    counting covering crying cutting dancing dealing drawing dreaming dressing drinking driving dropping eating ending falling fasting
    feeling fighting filing filling fishing fitting fixing flying folding fooling freeing getting giving greeting growing hanging
    having heading healing heating hitting housing hugging hunting joking jumping keeping kicking killing kissing knowing landing
    lasting laughing leading leaning learning leaving letting lifting listing living loading locking longing losing loving
    mailing massage massages massaged massaging masseur masseuse meaning meeting melting mending missing mixing moaning morning moving
    nothing opening packing paying pending picking planning playing posting pouring pressing printing pulling pushing putting
    racing raining raising ranging rating reading resting riding ringing rising rolling rowing rubbing running sailing saving saying
    searching seating seeing selling sending serving setting sewing sharing shining shooting shopping showing singing sitting
    skating skiing skipping smoking soothing sorting spending spinning standing staring starting stating staying sticking stopping
    stretching studying swimming swinging taking talking tasting teaching telling testing texting thinking timing toning touching
    towing training treating trying tuning turning typing using visiting voting waiting waking walking wanting warming washing wasting
    watching wearing wedding willing winning wishing wondering working worrying writing yelling weight height weird aroma
    chronic classic clinic doctor couples facial gentle muscle person relax relaxed relaxing thumb elbow elbows wrist
    couch cough though through thought enough rough shoulder boulder holder older border header leather weather whether rather
    lather gather father mother brother further another bother either neither bitter better butter letter litter matter
    latter ladder bladder sadder hello yellow fellow follow hollow pillow willow window hungry angry beats bears beans beams seats
    heats heart hearts hears heads leads loads roads reads sheets shoots streets stress stressed strains stains stars starts
    string strings strong strung stung swing sting going price prices""".split()
)


class Spelling:
    """Known words, found again when one letter is missing, doubled, swapped or wrong."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = {word for word in words if len(word) >= _FEWEST_LETTERS and word.isalpha()}
        self._by_slip: dict[str, str] = {}
        for word in sorted(self._words, reverse=True):
            for slip in _slips(word):
                self._by_slip[slip] = word

    def correct(self, word: str) -> str:
        """The known word that was meant, or the word itself."""
        if len(word) < _FEWEST_LETTERS - 1 or word in self._words or word in _ORDINARY:
            return word
        for slip in _slips(word):
            if (meant := self._by_slip.get(slip)) and _is_near(word, meant):
                return meant
        return word


def _slips(word: str) -> list[str]:
    return [word, *(word[:i] + word[i + 1 :] for i in range(len(word)))]


def _is_near(word: str, meant: str) -> bool:
    """Same first letter, or the first two swapped; one letter more, less or other; two neighbours swapped."""
    if word[0] != meant[0]:
        return word[:2] == meant[1::-1] and word[2:] == meant[2:]
    if len(word) != len(meant):
        return abs(len(word) - len(meant)) == 1
    differing = [i for i in range(len(word)) if word[i] != meant[i]]
    if len(differing) == 1:
        return True
    return len(differing) == 2 and word[differing[0]] == meant[differing[1]] and word[differing[1]] == meant[differing[0]]
