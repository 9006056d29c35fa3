from django.apps import AppConfig


class ConsentRoom(AppConfig):
    name = "sidebyside.consent"
    label = "consent"

    def ready(self) -> None:
        from sidebyside.consent import holdings, standing
        from sidebyside.programme import handing_on
        from sidebyside.trust import holdings as trust_holdings
        from sidebyside.trust.doors import declare
        from sidebyside.trust.policy import Kind

        declare(Kind.VIDEO_POLICY, standing.policy_standing)
        declare(Kind.REGISTER, standing.register_standing)
        declare(Kind.CLASS, standing.class_standing)
        # Co-ordinators name the two for safeguarding and switch it on, so they cannot be one.
        handing_on.never_for(standing.is_one_for_safeguarding)
        trust_holdings.register(holdings.ROOM)
