from django.apps import AppConfig


class SafeguardingRoom(AppConfig):
    name = "sidebyside.safeguarding"
    label = "safeguarding"

    def ready(self) -> None:
        from sidebyside.safeguarding import holdings, standing, telling, words
        from sidebyside.trust import holdings as trust_holdings
        from sidebyside.trust import words as trust_words
        from sidebyside.trust.doors import declare
        from sidebyside.trust.policy import Kind

        declare(Kind.SAFEGUARDING, standing.room_standing)
        declare(Kind.GLASS, standing.glass_standing)
        trust_words.declare_exception(words.exception_at, words.beside)
        trust_holdings.register(holdings.ROOM)
        telling.register()
