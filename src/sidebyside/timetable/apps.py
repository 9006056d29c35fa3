from django.apps import AppConfig


class TimetableRoom(AppConfig):
    name = "sidebyside.timetable"
    label = "timetable"

    def ready(self) -> None:
        from sidebyside.timetable import holdings, invites
        from sidebyside.trust import holdings as trust_holdings

        trust_holdings.register(holdings.ROOM)
        invites.register()
