from django.apps import AppConfig


class ConsentRoom(AppConfig):
    name = "sidebyside.consent"
    label = "consent"

    def ready(self) -> None:
        from sidebyside.consent import holdings, standing
        from sidebyside.trust import holdings as trust_holdings
        from sidebyside.trust.doors import declare
        from sidebyside.trust.policy import Kind

        declare(Kind.VIDEO_POLICY, standing.policy_standing)
        declare(Kind.REGISTER, standing.register_standing)
        declare(Kind.CLASS, standing.class_standing)
        trust_holdings.register(holdings.ROOM)
