from django.apps import AppConfig


class PeopleRoom(AppConfig):
    name = "sidebyside.people"
    label = "people"

    def ready(self) -> None:
        from sidebyside.people import owed_mail, second_factor, sessions
        from sidebyside.people.standing import school_standing
        from sidebyside.trust.doors import declare
        from sidebyside.trust.policy import Kind

        declare(Kind.SCHOOL, school_standing)
        sessions.watch()
        second_factor.watch()
        owed_mail.register()
