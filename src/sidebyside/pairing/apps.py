from django.apps import AppConfig


class PairingRoom(AppConfig):
    name = "sidebyside.pairing"
    label = "pairing"

    def ready(self) -> None:
        from sidebyside.pairing import drawing, holdings, standing
        from sidebyside.trust import holdings as trust_holdings
        from sidebyside.trust.doors import declare
        from sidebyside.trust.policy import Kind

        declare(Kind.GROUP, standing.group_standing)
        declare(Kind.WISHES, standing.wishes_standing)
        trust_holdings.register(holdings.ROOM)
        drawing.register()
