"""How people say that a trouble is over, of long ago, or only asked about. Each line is one way of saying it."""

from __future__ import annotations

import re


def _any_of(*ways: str) -> re.Pattern[str]:
    return re.compile(rf"\b(?:{'|'.join(ways)})\b")


# A time that is past.
DATED = _any_of(
    r"(?:years?|yrs?|months|ages|decades?) (?:ago|back)|last year|as a (?:kid|child|teen\w*|baby|student)",
    r"when i was (?:a|in|at|\d+|young\w*|little)|used to (?:get|have|be)",
    r"(?:in|since|back in|from) (?:19|20)\d\d|(?:19|20)\d\d|in the past|previously",
    r"in my (?:teens|twenties|thirties|forties)|last (?:summer|winter|spring|autumn|christmas)",
    r"(?:back )?in (?:january|february|march|april|may|june|july|august|september|october|november|december)",
)
# What was treated may still matter ("all clear, and now my back hurts"): it counts as past, not as nothing.
TREATED = _any_of(
    r"all clear|in remission|cured|treated|repaired|discharged|cleared by|signed off",
    r"off (?:blood )?thinners|given the all clear",
    r"(?:(?<!at )all|were|was|been|came back) (?:fine|normal|clear|good|ok|okay|well|negative)",
    r"checked (?:it|and|out|my heart)",
)
# It passed.
OVER = _any_of(
    r"cleared (?:right )?up|long gone",
    r"(?:fully|totally|completely|all|long|well|has|since|already|nearly) (?:recovered|healed|better|resolved)",
    r"healed|recovered|sorted|fixed|gone (?:now|by|away|within|since|already|again)",
    r"(?:all|has|its|is|nearly|already|now) gone(?= ?[,.;]|$)",
    r"(?:better|fine|ok|okay|good|normal) (?:now|by|since|ever since|again|within|after)",
    r"(?:been|am|im|(?<!at )all|feeling|doing|stable) (?:fine|ok|okay|well|good|great|better|now)|went (?:away|by)",
    r"(?:it|that|this|pain|swelling|numbness|headache) (?:went|goes) (?:away|off)|goes (?:right )?away",
    r"wore off|passed (?:off|within|after|in)",
    r"(?:no|none|nothing|never|not)(?: \w+){0,2} since(?= ?[,.;]|$)",
    r"no (?:symptoms|problems|issues|trouble|pain) now|stopped (?:ages|long|months|weeks|years)",
    r"back to normal|, not any ?more|doesnt bother|hasnt (?:bothered|returned|come back)|never came back",
    r"fading|settled|got better|got over|disappeared|normal now",
)
# "fine now" alone only plays a sign down: what is over must be placed in the past, or be healed.
WAS = _any_of(
    r"ago|back in|last (?:week|month|year|time|summer|winter|spring|autumn|christmas)|once|old",
    r"at \d+ weeks|(?:19|20)\d\d|as a \w+|used to|never (?:since|again|had|got|came|felt)|when i was|in my \w+",
    r"for (?:years|months)",
    r"(?:fully|totally|completely|long|all) (?:recovered|healed|gone)|healed|gone by",
    r"in (?:january|february|march|april|may|june|july|august|september|october|november|december)",
)
# Where a sentence turns to something else.
TURN = re.compile(
    r"\bbut\b|\band now\b|[.!?;]|\bnow (?:i|my|im|ive|its|it|there|theres|the|he|hes|she|shes|those|have|got|a)\b"
)
# It is back.
RELAPSE = _any_of(
    r"again|returned|(?:came|come|coming|is|are|its|now) back|back (?:and|now|again|today|tonight)",
    r"since then|ever since (?:i|my|the|then)",
)
# It is of today, or going on.
RECENT = _any_of(
    r"today|tonight|(?:this|since) (?:morning|afternoon|evening|lunch|breakfast)|last (?:night|nite)",
    r"yesterday|just now|right now|(?:minutes?|mins?|hours?|hrs?) (?:ago|later)|an hour",
    r"for (?:ten|five|twenty) minutes|\d+ (?:minutes|mins|hours)|worse|still|new",
)
# A question for information.
GENERAL = _any_of(
    r"(?:what|which)(?: are| is| were|s)? (?:the |a |some )?(?:\w+ )?(?:signs?|symptoms?|red flags?|warnings?|"
    r"risks?|causes?)",
    r"what(?: is|s| are) (?:a |an |the )?\w+(?: \w+)?(?: syndrome| flags)?$",
    r"what does (?:a |an )?\w+(?: \w+)? feel like|in general|generally(?: speaking)?|out of curiosity",
    r"just curious|hypothetically",
    r"(?:can|could|does|do|will|has|may|might)(?: \w+){1,5}? (?:cause|causes|trigger|lead to|bring on|prevent|"
    r"result in|give you|make you)",
    r"is there (?:a|any) (?:risk|chance|danger) of",
    r"why (?:do|does|is|are|would)(?: \w+){1,8}? (?:ask|asks|mention|mentions|on (?:the |your |a )?(?:forms?|lists?))",
    r"(?:make|makes|making) (?:people|someone|somebody)|is (?:that|it|this) a myth|how long after (?:a|an)",
    r"(?:is|are) (?:a |an |the )?\w+(?: \w+)? (?:a reason|dangerous|a contraindication)",
    r"how (?:do|would|can|should) (?:you|one|people|therapists|your)",
    r"when should (?:i|you|one|people|someone) (?:worry|call|see|go|skip)",
    r"(?:first aid|in case|what if|policy|for (?:a|my|the|an) (?:course|essay|exam|quiz|article)|documentary|"
    r"movie|novel|podcast|helpline)",
    r"(?:read|heard) (?:that|about|online|somewhere)|is it true",
    r"(?:read|saw|seen|watched) (?:a |an |some )?(?:film|article|post|video|story|online|somewhere)",
    r"(?:people|clients?|customers?|patients?|women|therapists?) (?:with|who|that|says?|has|have|mentions?|"
    r"tells?|gets?)",
    r"what (?:should|would|do|does|can) (?:people|someone|somebody|anyone|a (?:massage )?therapists?|"
    r"the therapists?|therapists|your therapists?|one|you do|you say to)",
    r"(?:do|are) you(?:r therapists| staff)? (?:train\w*|insured|know what)|trained (?:in|to|for)",
    r"what (?:causes|happens)|mean i should|before getting a",
)
# Something only supposed ("if I got chest pain on the table ..."), by its beginning.
SUPPOSED = re.compile(
    r"\b(?:if|in case|suppose|supposing) "
    r"(?:i|it|someone|somebody|anyone|anybody|a \w+|an \w+|one|you|people|they|my \w+|the \w+)"
    r"(?: ever| suddenly| ever suddenly)? (?:got|get an?|had|felt|lost|went|saw|started|gets|has|came|fell|became|were"
    r"|was to|noticed|fainted|collapsed|said|says|should|mentions?"
    r"|(?!ask|want|need|mail|book|call|mov|chang|order)\w+ed)\b"
)
# ... and by what is asked of it.
WHAT_THEN = _any_of(
    r"would|should|could|what|who|do you|does|can you|is there|are your|do your",
)
# Somebody's own trouble.
PERSONAL = _any_of(
    r"my (?!course|essay|exam|job|work|book)|mine|im (?!writing|studying|curious|a student)|ive",
    r"i (?:have|got|feel|cant|am|keep|think)|me|he|she|his|her|hes|shes",
    r"m[uo]m|dad|mother|father|wife|husband|partner|son|daughter|brother|sister|uncle|aunt|nan|gran\w*|friend|mate",
)
