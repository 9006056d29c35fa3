from django.apps import AppConfig


class ReflectionRoom(AppConfig):
    name = "sidebyside.reflection"
    label = "reflection"

    def ready(self) -> None:
        from sidebyside.programme.standing import strand_standing
        from sidebyside.reflection import holdings
        from sidebyside.reflection.standing import takeaway_standing
        from sidebyside.trust import holdings as trust_holdings
        from sidebyside.trust.doors import declare
        from sidebyside.trust.policy import Kind

        declare(Kind.NEXT_STEP, strand_standing)
        declare(Kind.LOOK_BACK, strand_standing)
        declare(Kind.TAKEAWAY, takeaway_standing)
        trust_holdings.register(holdings.ROOM)
