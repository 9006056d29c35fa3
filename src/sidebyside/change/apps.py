from django.apps import AppConfig


class ChangeRoom(AppConfig):
    name = "sidebyside.change"
    label = "change"

    def ready(self) -> None:
        from sidebyside.change import holdings
        from sidebyside.change.standing import chart_standing, charts_standing, layer_standing
        from sidebyside.trust import holdings as trust_holdings
        from sidebyside.trust.doors import declare
        from sidebyside.trust.policy import Kind

        declare(Kind.CHARTS, charts_standing)
        declare(Kind.CHART, chart_standing)
        declare(Kind.LAYER, layer_standing)
        trust_holdings.register(holdings.ROOM)
