from django.apps import AppConfig


class CoverRoom(AppConfig):
    name = "sidebyside.cover"
    label = "cover"

    def ready(self) -> None:
        from sidebyside.cover import needs, standing
        from sidebyside.cover.models import CoverRequest
        from sidebyside.programme import carried, handing_on, times_changed
        from sidebyside.trust.doors import declare
        from sidebyside.trust.policy import Kind

        declare(Kind.SUMS, standing.sums_standing)
        times_changed.when_changed(needs.after_a_change)
        handing_on.when_handed_on(needs.answered_by_the_next)
        carried.comes_by_itself(CoverRequest, needs.NOBODY_ANSWERED)
