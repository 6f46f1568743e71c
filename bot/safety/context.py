"""Whether a wording is denied, over, or only asked about. A doubt counts as a sign."""

from __future__ import annotations

import re
from collections.abc import Sequence

_REACH = 8  # tokens before a wording in which a denial may stand
_DENIALS = frozenset(
    "no not never without nothing denies deny nor neither zero havent hasnt isnt arent wasnt werent dont doesnt didnt aint".split()
)
# Only these, and other wordings, may stand between a denial and what it denies: "no sign of any fever or chills".
_BETWEEN = frozenset(
    "any a an the my his her real much had have has got having get getting feel feeling been of sign signs symptoms symptom or nor / "
    "in with actual major serious more other kind sort single bit ever suffered suffering experienced experiencing thoughts at all".split()
)
# "never had pain like this": what looks like a denial is the alarm itself.
_UNHEARD_OF = re.compile(r"\b(?:like this|like it|before|this bad|so bad|such|until|till|this one)\b")
_CLAUSE_ENDS = frozenset(
    [*".;:!?,", "but", "and", "though", "although", "because", "so", "since", "then", "now", "just", "only"]
)
_SENTENCE_ENDS = frozenset(".;!?")

_DATED = re.compile(
    r"\b(?:(?:years?|yrs?|months|ages|decades?) (?:ago|back)|last year|as a (?:kid|child|teen\w*|baby|student)|when i was (?:a|\d+|young\w*|little)"
    r"|used to (?:get|have|be)|(?:in|since|back in) (?:19|20)\d\d|(?:19|20)\d\d|in my (?:teens|twenties|thirties|forties)|in the past|previously"
    r"|last (?:summer|winter|spring|autumn|christmas))\b"
)
_OVER = re.compile(
    r"\b(?:cleared (?:right )?up|long gone|(?:fully|totally|completely|all|long|well) (?:recovered|healed|treated|better|fine)|healed|sorted (?:now|itself|out|it)"
    r"|fixed now|(?:all )?gone now|(?:all )?gone by|all gone|(?:fine|ok|okay|good|great|well|normal|better) (?:now|since|ever since|again since)"
    r"|been (?:fine|ok|well|good|great) (?:since|for|ever)|went away|went by|no (?:symptoms|problems|issues|trouble) (?:now|since)|stopped (?:ages|long|months|weeks)"
    r"|back to normal|(?:came|come) back (?:normal|clear|fine)|not any ?more|fine within|fading|settled down|got better|(?:all|given the all) clear|all good now)\b"
)
_RECENT = re.compile(
    r"\b(?:today|tonight|(?:this|since) (?:morning|afternoon|evening|lunch|breakfast)|last (?:night|nite)|yesterday|just now|right now"
    r"|(?:minutes?|mins?|hours?|hrs?) (?:ago|later)|an hour|ten minutes|\d+ (?:minutes|mins|hours)|again|returned|(?:came|come|coming|is|are|its) back|worse|still|new)\b"
)
_RELAPSE = re.compile(
    r"\b(?:again|returned|(?:came|come|coming|is|are|its|now) back|back (?:and|now|again|today|tonight)|since then|ever since)\b"
)
_GENERAL = re.compile(
    r"\b(?:(?:what|which) (?:are|is|were) (?:the |a |some )?(?:\w+ )?(?:signs?|symptoms?|red flags?|warnings?|risks?|causes?)|what does (?:a |an )?\w+(?: \w+)? feel like"
    r"|in general|generally speaking|out of curiosity|just curious|hypothetically|(?:can|could|does|do|will|has) (?:a |an |deep |tissue |back |neck |foot |head |too much |hard )*"
    r"(?:massages?|reflexology|shiatsu|cupping) (?:ever |actually |really )?(?:cause|trigger|give (?:you|people|someone)|lead|bring on|prevent|make you|be dangerous)"
    r"|is there (?:a|any) (?:risk|chance|danger) of|how (?:do|would|can) (?:you|one|people|therapists) (?:know|tell|spot|recogni[sz]e)"
    r"|what (?:should|would|do|does|can) (?:people|someone|somebody|anyone|a (?:massage )?therapists?|the therapists?|therapists|your therapists?|one|you do)"
    r"|(?:do|are) you(?:r therapists)? (?:train\w*|insured)|trained (?:in|to|for)|what (?:causes|happens))\b"
)
_SUPPOSED = re.compile(
    r"\bif (?:i|someone|somebody|anyone|anybody|a \w+|an \w+|one|you|people|they|my \w+)(?: ever| suddenly| ever suddenly)? "
    r"(?:got|had|felt|lost|went|saw|started|gets|has|came|fell|became|came|were|was to|noticed|fainted|collapsed|said|says|\w+ed)\b"
)
_WHAT_THEN = re.compile(r"\b(?:would|should|could|what|who|do you|does|can you|is there)\b")
_PERSONAL = re.compile(r"\b(?:my|mine|im|ive|i (?:have|got|feel|cant|am|keep|think)|me|he|she|his|her|hes|shes)\b")


class Context:
    """What is said around the wordings of one text."""

    def __init__(self, tokens: Sequence[str], symptoms: Sequence[tuple[int, int]]) -> None:
        self._tokens = tokens
        self._of_symptoms = frozenset(i for start, end in symptoms for i in range(start, end))
        self._sentences: dict[int, tuple[int, int]] = {}
        self._verdicts: dict[tuple[int, int], bool] = {}

    def is_denied(self, start: int, end: int) -> bool:
        """Whether a denial covers the wording. One inside the wording is the sign itself ("cant feel")."""
        for place in range(start - 1, max(-1, start - 1 - _REACH), -1):
            token = self._tokens[place]
            if token in _DENIALS and place in self._of_symptoms:
                return False
            if token in _DENIALS:
                return not _UNHEARD_OF.search(self._text(end, self._end(end, _CLAUSE_ENDS)))
            if token in _CLAUSE_ENDS or (token not in _BETWEEN and place not in self._of_symptoms):
                return False
        return False

    def is_over(self, start: int, end: int) -> bool:
        """Whether the sentence says that it passed. What passed within the hour, or came back, is not over."""
        first, last = self._sentence(start, end)
        following = self._text(start, last)
        return bool(_OVER.search(following)) and not _RECENT.search(self._text(first, last))

    def is_dated(self, start: int, end: int) -> bool:
        """Whether the wording's clause places it in the past."""
        clause = self._text(self._start(start, _CLAUSE_ENDS), self._end(end, _CLAUSE_ENDS))
        sentence = self._text(*self._sentence(start, end))
        return bool(_DATED.search(clause)) and not _RECENT.search(clause) and not _RELAPSE.search(sentence)

    def is_only_asked(self, start: int, end: int) -> bool:
        """Whether the sentence asks for information, or supposes something, about nobody's trouble of today."""
        sentence = self._sentence(start, end)
        if sentence not in self._verdicts:
            self._verdicts[sentence] = _asks_only(self._text(*sentence))
        return self._verdicts[sentence]

    def _sentence(self, start: int, end: int) -> tuple[int, int]:
        if start not in self._sentences:
            self._sentences[start] = self._start(start, _SENTENCE_ENDS), self._end(start, _SENTENCE_ENDS)
        first, last = self._sentences[start]
        return first, max(last, end)

    def _start(self, place: int, ends: frozenset[str]) -> int:
        while place > 0 and self._tokens[place - 1] not in ends:
            place -= 1
        return place

    def _end(self, place: int, ends: frozenset[str]) -> int:
        while place < len(self._tokens) and self._tokens[place] not in ends:
            place += 1
        return place

    def _text(self, start: int, end: int) -> str:
        return " ".join(self._tokens[start:end])


def _asks_only(sentence: str) -> bool:
    if _SUPPOSED.search(sentence) and _WHAT_THEN.search(sentence) and not _RECENT.search(sentence):
        return True
    return bool(_GENERAL.search(sentence)) and not _PERSONAL.search(sentence)
