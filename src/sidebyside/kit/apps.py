from django.apps import AppConfig


class KitRoom(AppConfig):
    name = "sidebyside.kit"
    label = "kit"

    def ready(self) -> None:
        from sidebyside.kit import actions, holdings, jobs, standing
        from sidebyside.programme import times_changed
        from sidebyside.trust import holdings as trust_holdings
        from sidebyside.trust.doors import declare
        from sidebyside.trust.policy import Kind

        declare(Kind.KIT, standing.kit_standing)
        declare(Kind.KIT_QUEUE, standing.queue_standing)
        declare(Kind.BOOKING, standing.booking_standing)
        times_changed.when_changed(actions.after_a_change)
        trust_holdings.register(holdings.ROOM)
        jobs.register()
