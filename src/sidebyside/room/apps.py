from django.apps import AppConfig


class RoomRoom(AppConfig):
    name = "sidebyside.room"
    label = "room"

    def ready(self) -> None:
        from sidebyside.room import deleting, holdings, jobs, standing
        from sidebyside.trust import holdings as trust_holdings
        from sidebyside.trust import shredding
        from sidebyside.trust.doors import declare
        from sidebyside.trust.policy import Kind

        declare(Kind.MOMENT, standing.marks_standing)
        declare(Kind.LIVE_NOTE, standing.marks_standing)
        declare(Kind.OWN_WORDS, standing.own_words_standing)
        shredding.register(Kind.FILM, deleting.SHREDDER)
        jobs.register()
        trust_holdings.register(holdings.ROOM)
