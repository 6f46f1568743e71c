"""Whether a wording is denied, over, or only asked about. A doubt counts as a sign."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

_REACH = 8  # tokens before a wording in which a denial may stand
_LONGEST = 60  # tokens either side that still count as the same sentence
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

_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_DATED = re.compile(
    r"\b(?:(?:years?|yrs?|months|ages|decades?) (?:ago|back)|last year|as a (?:kid|child|teen\w*|baby|student)"
    r"|when i was (?:a|in|at|\d+|young\w*|little)|used to (?:get|have|be)|(?:in|since|back in|from) (?:19|20)\d\d|(?:19|20)\d\d|in the past|previously"
    rf"|in my (?:teens|twenties|thirties|forties)|last (?:summer|winter|spring|autumn|christmas)|(?:back )?in (?:{_MONTHS}))\b"
)
# What is treated may still matter ("all clear, and now my back hurts"): it counts as past, not as nothing.
_TREATED = re.compile(
    r"\b(?:all clear|in remission|cured|treated|repaired|discharged|cleared by|signed off|off (?:blood )?thinners|given the all clear"
    r"|(?:all|were|was|been|came back) (?:fine|normal|clear|good|ok|okay|well|negative)|checked (?:it|and|out|my heart))\b"
)
_OVER = re.compile(
    r"\b(?:cleared (?:right )?up|long gone|(?:fully|totally|completely|all|long|well|has|since|already|nearly) (?:recovered|healed|better|resolved)|healed|recovered"
    r"|sorted|fixed|gone (?:now|by|away|within|since|already|again)|(?:all|has|its|is|nearly|already|now) gone(?= ?[,.;]|$)"
    r"|(?:over|passed|better|fine|ok|okay|good|normal) (?:now|by|since|ever since|again|within|after|in|until)"
    r"|(?:been|am|im|all|feeling|doing|stable) (?:fine|ok|okay|well|good|great|better|now)|(?:went|goes) (?:away|by|off)|wore off|passed (?:off|within|after|in)"
    r"|(?:no|none|nothing|never|not)(?: \w+){0,2} since(?= ?[,.;]|$)|no (?:symptoms|problems|issues|trouble|pain) now|stopped (?:ages|long|months|weeks|years)"
    r"|back to normal|, not any ?more|doesnt bother|hasnt (?:bothered|returned|come back)|never came back|fading|settled|got better|got over|disappeared|normal now)\b"
)
_WAS = re.compile(
    r"\b(?:had|was|were|got|used|did|once|old|last|ago|previous|at \d+ weeks|(?:19|20)\d\d|never|[a-z]+ed)\b"
)
_TURN = re.compile(
    r"\bbut\b|\band now\b|\bnow (?:i|my|im|ive|its|it|there|theres|the|he|hes|she|shes|those|have|got|a)\b|[.!?;]"
)
_RELAPSE = re.compile(
    r"\b(?:again|returned|(?:came|come|coming|is|are|its|now) back|back (?:and|now|again|today|tonight)|since then|ever since (?:i|my|the|then))\b"
)
_RECENT = re.compile(
    r"\b(?:today|tonight|(?:this|since) (?:morning|afternoon|evening|lunch|breakfast)|last (?:night|nite)|yesterday|just now|right now"
    r"|(?:minutes?|mins?|hours?|hrs?) (?:ago|later)|an hour|for (?:ten|five|twenty) minutes|\d+ (?:minutes|mins|hours)|worse|still|new)\b"
)
_GENERAL = re.compile(
    r"\b(?:(?:what|which)(?: are| is| were|s)? (?:the |a |some )?(?:\w+ )?(?:signs?|symptoms?|red flags?|warnings?|risks?|causes?)|what(?: is|s| are) (?:a |an |the )?\w+(?: \w+)?"
    r"(?: syndrome| flags)?$|what does (?:a |an )?\w+(?: \w+)? feel like"
    r"|in general|generally(?: speaking)?|out of curiosity|just curious|hypothetically|(?:can|could|does|do|will|has|may|might)(?: \w+){1,5}? "
    r"(?:cause|causes|trigger|lead to|bring on|prevent|result in|give you|make you)|is there (?:a|any) (?:risk|chance|danger) of"
    r"|(?:is|are) (?:a |an |the )?\w+(?: \w+)? (?:a reason|dangerous|a contraindication)|how (?:do|would|can|should) (?:you|one|people|therapists|your)"
    r"|when should (?:i|you|one|people|someone) (?:worry|call|see|go|skip)|(?:first aid|in case|what if|policy|for (?:a|my|the|an) (?:course|essay|exam|quiz|article)|documentary|movie|novel|podcast|helpline)"
    r"|(?:read|heard|saw|seen) (?:that|about|a|an|online|somewhere)|is it true|(?:people|clients?|customers?|patients?|women|therapists?) (?:with|who|that|says?|has|have|mentions?|tells?|gets?)"
    r"|what (?:should|would|do|does|can) (?:people|someone|somebody|anyone|a (?:massage )?therapists?|the therapists?|therapists|your therapists?|one|you do|you say)"
    r"|(?:do|are) you(?:r therapists| staff)? (?:train\w*|insured|know what)|trained (?:in|to|for)|what (?:causes|happens)|mean i should|before getting a)\b"
)
_SUPPOSED = re.compile(
    r"\b(?:if|in case|suppose|supposing) (?:i|it|someone|somebody|anyone|anybody|a \w+|an \w+|one|you|people|they|my \w+|the \w+)(?: ever| suddenly| ever suddenly)? "
    r"(?:got|had|felt|lost|went|saw|started|gets|has|came|fell|became|were|was to|noticed|fainted|collapsed|said|says|should|mentions?|\w+ed)\b"
)
_WHAT_THEN = re.compile(r"\b(?:would|should|could|what|who|do you|does|can you|is there|are your|do your)\b")
_PERSONAL = re.compile(
    r"\b(?:my (?!course|essay|exam|job|work|book)|mine|im (?!writing|studying|curious|a student)|ive|i (?:have|got|feel|cant|am|keep|think)|me|he|she|his|her|hes|shes)\b"
)


class Context:
    """What is said around the wordings of one text."""

    def __init__(self, tokens: Sequence[str], symptoms: Collection[tuple[int, int]]) -> None:
        self._tokens = tokens
        self._of_symptoms = frozenset(place for start, end in symptoms for place in range(start, end))
        self._of_phrases = frozenset(p for start, end in symptoms if end - start > 1 for p in range(start, end))
        self._found: dict[tuple[str, str], bool] = {}
        self._meant: dict[tuple[int, int], bool] = {}
        self._past: dict[tuple[int, int], bool] = {}

    def is_meant(self, start: int, end: int) -> bool:
        """Whether the wording is said of a trouble that is there: not denied, not over, not only asked about."""
        place = start, end
        if place not in self._meant:
            self._meant[place] = not (self.is_denied(*place) or self.is_over(*place) or self.is_only_asked(*place))
        return self._meant[place]

    def is_past(self, start: int, end: int) -> bool:
        """Whether it is placed in the past, or was treated: no sign alone, but part of one beside a trouble of now."""
        place = start, end
        if place not in self._past:
            self._past[place] = self._is_past(*place)
        return self._past[place]

    def is_denied(self, start: int, end: int) -> bool:
        """Whether a denial covers the wording. One inside the wording is the sign itself ("cant feel")."""
        for place in range(start - 1, max(-1, start - 1 - _REACH), -1):
            token = self._tokens[place]
            if token in _DENIALS and place in self._of_phrases:
                return False
            if token in _DENIALS:
                return not _UNHEARD_OF.search(self._text(end, self._end(end, _CLAUSE_ENDS)))
            if token in _CLAUSE_ENDS or (token not in _BETWEEN and place not in self._of_symptoms):
                return False
        return False

    def is_over(self, start: int, end: int) -> bool:
        """Whether the sentence says that it passed. What passed within the hour, or came back, is not over."""
        sentence = self._sentence(start, end)
        return self._says(_OVER, self._following(start, end)) and self._says(_WAS, sentence) and not self._is_now(sentence)

    def is_only_asked(self, start: int, end: int) -> bool:
        """Whether the sentence asks for information, or supposes something, about nobody's trouble of today."""
        sentence = self._sentence(start, end)
        if self._says(_RECENT, sentence):
            return False
        is_supposed = self._says(_SUPPOSED, sentence) and self._says(_WHAT_THEN, sentence)
        return is_supposed or (self._says(_GENERAL, sentence) and not self._says(_PERSONAL, sentence))

    def _is_past(self, start: int, end: int) -> bool:
        clause = self._text(self._start(start, _CLAUSE_ENDS), self._end(end, _CLAUSE_ENDS))
        is_past = self._says(_DATED, clause) or self._says(_TREATED, self._following(start, end))
        return is_past and not self._says(_RECENT, clause) and not self._says(_RELAPSE, self._sentence(start, end))

    def _is_now(self, sentence: str) -> bool:
        return self._says(_RECENT, sentence) or self._says(_RELAPSE, sentence)

    def _says(self, what: re.Pattern[str], text: str) -> bool:
        key = what.pattern, text
        if key not in self._found:
            self._found[key] = bool(what.search(text))
        return self._found[key]

    def _sentence(self, start: int, end: int) -> str:
        return self._text(self._start(start, _SENTENCE_ENDS), self._end(end, _SENTENCE_ENDS))

    def _following(self, start: int, end: int) -> str:
        return _TURN.split(self._text(start, self._end(end, _SENTENCE_ENDS)), maxsplit=1)[0]

    def _start(self, place: int, ends: frozenset[str]) -> int:
        least = max(0, place - _LONGEST)
        while place > least and self._tokens[place - 1] not in ends:
            place -= 1
        return place

    def _end(self, place: int, ends: frozenset[str]) -> int:
        most = min(len(self._tokens), place + _LONGEST)
        while place < most and self._tokens[place] not in ends:
            place += 1
        return place

    def _text(self, start: int, end: int) -> str:
        return " ".join(self._tokens[start:end])
