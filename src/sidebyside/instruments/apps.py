from django.apps import AppConfig


class InstrumentsRoom(AppConfig):
    name = "sidebyside.instruments"
    label = "instruments"

    def ready(self) -> None:
        from sidebyside.instruments import holdings
        from sidebyside.instruments.standing import form_standing, sheet_standing
        from sidebyside.trust import holdings as trust_holdings
        from sidebyside.trust.doors import declare
        from sidebyside.trust.policy import Kind

        declare(Kind.FORM, form_standing)
        declare(Kind.SHEET, sheet_standing)
        trust_holdings.register(holdings.ROOM)
