from django.apps import AppConfig


class ReflectionRoom(AppConfig):
    name = "sidebyside.reflection"
    label = "reflection"

    def ready(self) -> None:
        from sidebyside.events import starting
        from sidebyside.programme.standing import strand_standing
        from sidebyside.reflection import holdings, posters
        from sidebyside.reflection.standing import (
            brought_standing,
            entry_standing,
            pulse_standing,
            takeaway_standing,
        )
        from sidebyside.trust import holdings as trust_holdings
        from sidebyside.trust.doors import declare
        from sidebyside.trust.policy import Kind

        declare(Kind.NEXT_STEP, strand_standing)
        declare(Kind.LOOK_BACK, strand_standing)
        declare(Kind.TAKEAWAY, takeaway_standing)
        declare(Kind.PULSE, pulse_standing)
        declare(Kind.DIARY, entry_standing)
        declare(Kind.BROUGHT, brought_standing)
        trust_holdings.register(holdings.ROOM)
        starting.register(posters.own_steps)
