from django.apps import AppConfig


class WalksRoom(AppConfig):
    name = "sidebyside.walks"
    label = "walks"

    def ready(self) -> None:
        from sidebyside.people.actions import when_closed_or_opened
        from sidebyside.people.standing import school_standing
        from sidebyside.programme import feeds
        from sidebyside.trust import holdings as trust_holdings
        from sidebyside.trust.doors import declare
        from sidebyside.trust.policy import Kind
        from sidebyside.walks import actions, calendar, holdings, jobs
        from sidebyside.walks.standing import offer_standing, walks_standing

        declare(Kind.WALK, offer_standing)
        declare(Kind.WALKS, walks_standing)
        declare(Kind.WALKED, school_standing)
        trust_holdings.register(holdings.ROOM)
        feeds.also_in(calendar.entries)
        jobs.register()
        when_closed_or_opened(actions.host_changed)
