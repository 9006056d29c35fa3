from django.apps import AppConfig


class WebRoom(AppConfig):
    name = "sidebyside.web"
    label = "web"

    def ready(self) -> None:
        from sidebyside.web import reminders

        reminders.register()
