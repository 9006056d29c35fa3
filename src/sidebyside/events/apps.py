from django.apps import AppConfig


class EventsRoom(AppConfig):
    name = "sidebyside.events"
    label = "events"

    def ready(self) -> None:
        from sidebyside.events import asking, holdings, standing
        from sidebyside.programme import feeds
        from sidebyside.trust import holdings as trust_holdings
        from sidebyside.trust.doors import declare
        from sidebyside.trust.policy import Kind

        declare(Kind.EVENT, standing.event_standing)
        declare(Kind.POSTER, standing.poster_standing)
        trust_holdings.register(holdings.ROOM)
        feeds.also_in(asking.in_calendar)
