from django.apps import AppConfig


class TrustRoom(AppConfig):
    name = "sidebyside.trust"
    label = "trust"

    def ready(self) -> None:
        from sidebyside.trust import clearing, memory, monthly, wiping

        # Whoever loads this may open keys: pages, films, worker, and what an operator runs from time to time.
        memory.keep_to_itself()
        clearing.register()
        monthly.register()
        wiping.watch()
