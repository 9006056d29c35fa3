from django.apps import AppConfig


class LibraryRoom(AppConfig):
    name = "sidebyside.library"
    label = "library"

    def ready(self) -> None:
        from sidebyside.library import holdings
        from sidebyside.library.standing import (
            addition_standing,
            answer_standing,
            interest_standing,
            reading_standing,
            readings_standing,
            tried_standing,
        )
        from sidebyside.people.standing import school_standing
        from sidebyside.trust import holdings as trust_holdings
        from sidebyside.trust.doors import declare
        from sidebyside.trust.policy import Kind

        declare(Kind.TRAINING, school_standing)
        declare(Kind.TRIED, tried_standing)
        declare(Kind.ADDITION, addition_standing)
        declare(Kind.INTEREST, interest_standing)
        declare(Kind.READINGS, readings_standing)
        declare(Kind.READING, reading_standing)
        declare(Kind.READING_ANSWER, answer_standing)
        trust_holdings.register(holdings.ROOM)
