"""Phrases that by themselves all but settle what a turn does, seldom as they are in the talks that were fitted on.

Each adds a fixed weight to its function. Written by hand; kept where on the train part of the corpus at least half
of the turns that hold one have that function, or where it occurs there once at most.
"""

from .codes import Function

# In log-odds; our own choice. On the train part nine in ten of the signs kept are right.
WEIGHT = 2.5

SIGNS: dict[Function, tuple[str, ...]] = {
    Function.DISSONANCE: (
        "i'd have sworn", "i would have sworn", "could have sworn", "could've sworn", "i'd have put money",
        "not what i thought i was", "not what i remember", "not how i remember",
        "that's not what i thought", "i thought i was ~ but", "i thought i'd ~ but", "i really thought i",
        "i was convinced", "i was so sure", "i'd have bet", "doesn't fit", "doesn't square",
        "doesn't match", "at odds with", "i can't square", "i'm surprised", "that surprises me",
        "that's a shock", "i had no idea i", "part of me", "i tell them ~ but", "i always say ~ but",
        "in my head i was", "in my head it was", "i believed i",
    ),
    Function.DEFENCE: (
        "no other way", "i had no choice", "there was no choice", "if i hadn't ~ they'd",
        "if i didn't ~ they'd", "you don't know this class", "you don't know that class",
        "with that class/group you", "with this class/group you", "that's not fair", "in my defence",
        "they can't cope", "they couldn't cope", "it's the only way", "there wasn't time",
        "there isn't time", "you have to with", "i still think it was", "i stand by",
    ),
    Function.NEW_IDEA: (
        "^ suppose", "^ what if", "^ i wonder whether/if", "^ imagine", "suppose the/they/we/you",
        "what if we/they/the", "i wonder whether", "^ maybe it's", "^ perhaps it's", "^ or maybe",
        "^ or perhaps", "could it be that",
    ),
    Function.CLARIFICATION: (
        "by _ i mean", "by _ you mean", "by _ do you mean", "do you mean", "d'you mean",
        "when you say ~ do you", "what i mean is", "when i say", "just to be clear", "just to check",
        "to be clear", "in other words", "^ you mean", "what do you mean by", "i don't mean",
    ),
    Function.CHALLENGE: (
        "or waiting for you", "or were they just", "or was it just", "or are they just", "or did they just",
        "how sure are you", "are you sure", "is that really", "was that really", "were they really",
        "did they really", "what makes you so sure", "can i push you", "can i push back", "can i challenge",
        "is there another way", "what else could explain", "what would they say", "what's the evidence",
    ),
    Function.SUMMARY: (
        "^ so what you're saying", "^ so what we've", "to sum up", "to summarise", "^ so we've got",
        "^ so far we", "^ so there are two/three", "^ so two/three things", "what i'm hearing is",
        "^ so in short", "^ so you're saying", "if i've understood", "^ so overall",
        "pulling that together", "so is fine",
    ),
    Function.SUGGESTION: (
        "^ next time", "you could try", "you might try", "you could ~ next time", "i'd suggest",
        "why don't you", "i'll try", "i'm going to try", "next time i'll", "next time i",
        "how about trying", "we could try", "let's try", "i could try", "^ try",
    ),
    Function.GENERALISATION: (
        "^ we always", "^ we all", "we tend to", "i tend to", "they tend to", "children always",
        "^ whenever", "^ every time", "as a rule", "in general", "pupils always", "teachers always",
        "people always", "nine times out of ten",
    ),
    Function.CONTEXT: (
        "it's the group/class that", "it's a group/class that", "they lost their teacher", "for context",
        "some background", "they're a mixed", "they're bottom set", "they'd just come from",
        "he/she only joined", "i've only had them", "on the send register", "this is the class that",
        "they'd had three",
    ),
    Function.JUSTIFICATION: (
        "because i wanted", "the reason i", "i did that because", "i chose ~ because",
        "i wanted them to ~ so", "that's why i", "^ because i", "^ because they", "i kept it ~ because",
        "so that they", "i did it so",
    ),
    Function.CONTINUITY: (
        "^ going back to", "^ let's go back", "^ shall we", "^ let's look", "^ let's move", "^ moving on",
        "^ carry on", "^ coming back to", "^ back to", "^ can we go back", "^ let's start", "^ let's leave",
    ),
    Function.EVALUATION: (
        "was far/much/so/really/very/a lot calmer/better/worse/stronger/weaker/clearer", "went badly",
        "worked well", "went really well", "i was pleased", "i was disappointed", "didn't work",
        "was brilliant", "was lovely", "was a mess", "fell flat", "i liked", "i loved",
    ),
    Function.ACCEPTANCE: (
        "^ you're right", "^ fair point", "^ good point", "^ that's true", "^ that's fair", "^ i take that",
        "^ point taken", "^ i agree", "^ true", "^ fair enough", "^ agreed", "^ i hadn't thought",
        "^ i'll take that",
    ),
}  # fmt: skip
