"""The words of the demo lesson and the demo talk, as data.

A line says how long everybody waits before it (`pause`, ms after the end of the line before; negative
when somebody cuts in), because waiting is what this lesson is about. Where the lines then fall is
measured from the spoken sound and written to `cues.json`. Words between « and » are French.
Everybody here is invented.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Line:
    key: str
    who: str
    pause: int
    text: str


@dataclass(frozen=True)
class Voice:
    """A speaker for espeak-ng: `pitch` 0-99, `pace` in words a minute, `size` above 1 for a shorter throat."""

    english: str
    variant: str
    pitch: int
    pace: int
    size: float = 1.0
    gain: float = 1.0


VOICES = {
    "Ana": Voice("en-gb-x-rp", "f2", 50, 152),
    "Ben": Voice("en-gb-scotland", "m3", 36, 150),
    "Kofi": Voice("en-gb", "m3", 62, 138, 1.16, 0.85),
    "Maya": Voice("en-gb", "f4", 66, 140, 1.10, 0.80),
    "Sami": Voice("en-gb-x-gbcwmd", "m1", 70, 142, 1.13, 0.85),
    "Lena": Voice("en-gb-x-rp", "f5", 60, 138, 1.12, 0.80),
    "Tom": Voice("en-gb-scotland", "m7", 66, 140, 1.15, 0.80),
}
PUPILS = ("Kofi", "Maya", "Sami", "Lena", "Tom")

LESSON_TITLE = "Year 8 French: what our town has not got"
LESSON = (
    Line("bonjour", "Ana", 3200, "«Bonjour tout le monde!»"),
    Line("bonjour_class", "class", 350, "«Bonjour, madame!»"),
    Line("last_week", "Ana", 700, "Last week you told me what there is in our town. «Il y a un cinéma.»"),
    Line("today", "Ana", 900, "Today we say what there is not."),
    Line("pas_de", "Ana", 3600, "«Il n'y a pas de cinéma.»"),
    Line("first_question", "Ana", 900, "Look at the two sentences. What has changed, and why?"),
    Line("own_answer", "Ana", 800, "Well, the «un» has gone, hasn't it? After «pas», it turns into «de»."),
    Line("everyone", "Ana", 500, "Does everyone see that?"),
    Line("good", "Ana", 700, "Good. So, what is there not in our town? Maya?"),
    Line("maya_plage", "Maya", 600, "«Il n'y a pas de plage.»"),
    Line("excellent", "Ana", 350, "Excellent. No beach. And Kofi?"),
    Line("kofi_stade", "Kofi", 700, "«Il n'y a pas... un stade?»"),
    Line("pas_de_stade", "Ana", 250, "«Pas de stade.» Just «de». Nearly!"),
    Line(
        "pairs",
        "Ana",
        1100,
        "Now with your partner. One of you says what there is, the other turns it round. Find three things.",
    ),
    Line("sami_airport", "Sami", 11500, "Is it «pas de», for airport? «Pas de aéroport»?"),
    Line("lena_airport", "Lena", 900, "That sounds funny. «Pas d'aéroport.» You sort of squash it."),
    Line("why_squash", "Ana", 1600, "Hm! Why do you think you squash it?"),
    Line("lena_vowel", "Lena", 2400, "Because of the two vowels. They bump into each other."),
    Line("back", "Ana", 9000, "And back to me, in three, two, one."),
    Line("harder", "Ana", 1500, "I heard some good squashing. Here is a harder one."),
    Line("hopital", "Ana", 3800, "«Il n'y a pas d'hôpital.»"),
    Line(
        "second_question",
        "Ana",
        900,
        "There is no vowel at the front of that word. So why is it squashed? No hands yet. Think first.",
    ),
    Line("sami_asked", "Ana", 6800, "Sami, what are you thinking?"),
    Line("sami_silent", "Sami", 1300, "Well, you write the h, but you don't say it. So you hear a vowel."),
    Line("build", "Ana", 2400, "Who can build on that? Lena."),
    Line("lena_sound", "Lena", 1900, "So it goes by the sound, and not by the letter. Like «l'hôtel»."),
    Line(
        "kofi_asks", "Kofi", 2300, "But Lena, what about hockey? You say «le hockey». Nobody says «l'hockey»."
    ),
    Line("lena_hockey", "Lena", 2600, "Oh. Maybe because it came from English?"),
    Line("maya_know", "Maya", 1200, "Then how would you know, if you can't hear the h?"),
    Line("find_out", "Ana", 3000, "What a question. How could we find out? Ask each other."),
    Line("tom_star", "Tom", 7200, "The dictionary puts a little star in front of some of them."),
    Line(
        "thursday",
        "Ana",
        1300,
        "Then find me two words with a star by Thursday. And Kofi, thank you. I had not planned that one.",
    ),
    Line("au_revoir", "Ana", 900, "«Au revoir, tout le monde!»"),
    Line("au_revoir_class", "class", 350, "«Au revoir, madame!»"),
)
LESSON_TAIL_MS = 3200

MURMUR = (
    "«Il y a une piscine.» No, «il n'y a pas de piscine.»",
    "What's the word for library? «Bibliothèque.»",
    "«Il y a un parc.» Your turn. «Il n'y a pas de parc.»",
    "That's two. We need one more.",
    "Wait, wait. «Il n'y a pas de métro.»",
    "Is there a castle? There isn't. «Pas de château.»",
)

# Film extracts heard again in the talk: which line they follow and which lines of the lesson they show.
REPLAY_AFTER = "see_it"
REPLAY_FROM, REPLAY_TO = "first_question", "own_answer"

TALK = (
    Line("start", "Ben", 900, "Where would you like to start?"),
    Line(
        "sworn",
        "Ana",
        900,
        "With my first question. I'd have sworn I gave them time. Three seconds, I thought.",
    ),
    Line("see_it", "Ben", 500, "Shall we see it again?"),
    Line("less", "Ana", 900, "Oh. It's less than one. And look, Kofi's hand was on its way up."),
    Line("learn", "Ben", 900, "Four hands were. What did they learn when you answered for them?"),
    Line("ouch", "Ana", 1800, "That if they sit still, I'll do it. I was watching the clock, not them."),
    Line("later", "Ben", 600, "And later on, with the hospital?"),
    Line("no_hands", "Ana", 600, "There I said no hands, and I waited. It felt like a year."),
    Line("seven", "Ben", 400, "It was seven seconds. Then Lena built on Sami, and Kofi asked her, not you."),
    Line("not_only", "Ana", 1100, "So it isn't only the silence. They had something to do in it."),
    Line("racing", "Ben", 350, "Something to do, and nobody racing them."),
    Line("if_i", "Ana", 300, "So if I say, think first, right at the start,"),
    Line("then_partner", "Ben", 150, "and then they try it on a partner,"),
    Line("look_at", "Ana", 150, "then they'd look at the two sentences, and not at me."),
    Line("count", "Ben", 400, "And we could count who speaks before you speak again."),
    Line("predict", "Ben", 1200, "What do you predict?"),
    Line(
        "hate_it",
        "Ana",
        1300,
        "It will go quiet, and I'll hate it. Then somebody asks a thing I hadn't planned.",
    ),
    Line("tuesday", "Ben", 500, "Tuesday, period three. I'll come and count."),
)
TALK_TAIL_MS = 1200
