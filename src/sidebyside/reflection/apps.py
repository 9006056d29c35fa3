from django.apps import AppConfig
from django.db.models.signals import post_delete


class ReflectionRoom(AppConfig):
    name = "sidebyside.reflection"
    label = "reflection"

    def ready(self) -> None:
        from sidebyside.events import starting
        from sidebyside.programme.standing import strand_standing
        from sidebyside.reflection import holdings, posters, spoken
        from sidebyside.reflection.models import DiaryEntry
        from sidebyside.reflection.standing import (
            brought_standing,
            entry_standing,
            pulse_standing,
            takeaway_standing,
        )
        from sidebyside.trust import holdings as trust_holdings
        from sidebyside.trust.doors import declare
        from sidebyside.trust.policy import Kind
        from sidebyside.voice import places

        declare(Kind.NEXT_STEP, strand_standing)
        declare(Kind.LOOK_BACK, strand_standing)
        declare(Kind.TAKEAWAY, takeaway_standing)
        declare(Kind.PULSE, pulse_standing)
        declare(Kind.DIARY, entry_standing)
        declare(Kind.BROUGHT, brought_standing)
        trust_holdings.register(holdings.ROOM)
        starting.register(posters.own_steps)
        places.register(spoken.PLACE, spoken.takes, spoken.belongs)
        post_delete.connect(spoken.erase_with, sender=DiaryEntry)
