from django.apps import AppConfig
from django.db.models.signals import post_delete


class InstrumentsRoom(AppConfig):
    name = "sidebyside.instruments"
    label = "instruments"

    def ready(self) -> None:
        from sidebyside.instruments import holdings, spoken
        from sidebyside.instruments.models import Sheet
        from sidebyside.instruments.standing import form_standing, interview_standing, sheet_standing
        from sidebyside.trust import holdings as trust_holdings
        from sidebyside.trust.doors import declare
        from sidebyside.trust.policy import Kind
        from sidebyside.voice import places

        declare(Kind.FORM, form_standing)
        declare(Kind.SHEET, sheet_standing)
        declare(Kind.INTERVIEW, interview_standing)
        declare(Kind.INTERVIEW_SAID, interview_standing)
        trust_holdings.register(holdings.ROOM)
        places.register(spoken.PLACE, spoken.takes, spoken.belongs, spoken.heard_by)
        post_delete.connect(spoken.erase_with, sender=Sheet)
