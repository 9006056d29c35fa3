from django.apps import AppConfig


class FiguresRoom(AppConfig):
    name = "sidebyside.figures"
    label = "figures"

    def ready(self) -> None:
        from sidebyside.figures import holdings, jobs
        from sidebyside.figures.standing import counted_standing, figures_standing, trust_standing
        from sidebyside.trust import holdings as trust_holdings
        from sidebyside.trust.doors import declare
        from sidebyside.trust.policy import Kind

        declare(Kind.FIGURES, figures_standing)
        declare(Kind.COUNTED, counted_standing)
        declare(Kind.TRUST_FIGURES, trust_standing)
        trust_holdings.register(holdings.ROOM)
        jobs.register()
