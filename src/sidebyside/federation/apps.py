from django.apps import AppConfig


class FederationRoom(AppConfig):
    name = "sidebyside.federation"
    label = "federation"

    def ready(self) -> None:
        from sidebyside.federation import holdings, jobs
        from sidebyside.federation.standing import federation_standing, link_standing, visiting_standing
        from sidebyside.trust import holdings as trust_holdings
        from sidebyside.trust.doors import declare
        from sidebyside.trust.policy import Kind

        declare(Kind.FEDERATION, federation_standing)
        declare(Kind.LINK, link_standing)
        declare(Kind.VISITING, visiting_standing)
        trust_holdings.register(holdings.ROOM)
        jobs.register()
