from django.apps import AppConfig


class TrustRoom(AppConfig):
    name = "sidebyside.trust"
    label = "trust"

    def ready(self) -> None:
        from sidebyside.trust import monthly, wiping

        monthly.register()
        wiping.watch()
