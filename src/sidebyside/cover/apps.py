from django.apps import AppConfig


class CoverRoom(AppConfig):
    name = "sidebyside.cover"
    label = "cover"

    def ready(self) -> None:
        from sidebyside.cover import needs, standing
        from sidebyside.cover.models import CoverRequest
        from sidebyside.programme import carried, times_changed
        from sidebyside.trust.doors import declare
        from sidebyside.trust.policy import Kind

        declare(Kind.SUMS, standing.sums_standing)
        times_changed.when_changed(needs.after_a_change)
        carried.comes_by_itself(CoverRequest, needs.NOBODY_ANSWERED)
