"""Small words of other languages, by which even a short message in one is known."""

from __future__ import annotations

from collections.abc import Sequence

# Only what is no English word, no abbreviation and no part of a massage's name: without "die", "con", "on" and "na".
_SMALL_WORDS = frozenset(
    """
    je tu vous nous suis voudrais voulez avez peux peut pouvez avec une mes dans pas cest
    jai bonjour bonsoir merci quel quelle combien demain mal quand faire fait avoir prendre rendez
    quiero quisiera puedo puede tengo tiene para una mi hola gracias cuanto cuánto cuando donde dolor espalda
    masaje masajes mañana hoy muy pero esta está estoy usted cuesta hacer buenos
    ich und nicht ist eine einen mit für haben hätte hatte kann können sie wir wie viel kostet rücken schmerzen guten
    morgen danke bitte gibt auch möchte mochte habe meine mein bei zum zur heute rückenschmerzen
    vorrei posso sono che schiena massaggio massaggi grazie buongiorno quanto costa dolore domani mio 
    quero posso tenho uma não nao costas obrigado obrigada você voce massagem amanhã bom preciso dor está
    jest nie czy proszę prosze plecy masaż masaz dziękuję jak ile kosztuje dzień dobry chciałbym boli mnie
    ik een het niet graag wil kan hoeveel kosten goedemorgen dank mijn voor heb pijn
    merhaba bir için icin masaj sırt ağrısı istiyorum kadar nasıl
    vreau pentru spate masajul durere bună buna ziua cât costă
    och är inte ont ryggen hej vill för
    """.split()
)
_LEAST = 2
_SHARE = 0.3


def speaks_another_language(words: Sequence[str]) -> bool:
    """Whether enough of the lower-case words are small words of one of the languages above."""
    known = sum(word.replace("'", "") in _SMALL_WORDS for word in words)
    return known >= _LEAST and known >= _SHARE * len(words)
