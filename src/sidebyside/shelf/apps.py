from django.apps import AppConfig
from django.db.models.signals import post_delete


class ShelfRoom(AppConfig):
    name = "sidebyside.shelf"
    label = "shelf"

    def ready(self) -> None:
        from sidebyside.programme.standing import strand_standing
        from sidebyside.shelf import holdings, sweeping
        from sidebyside.shelf.models import ItemFile
        from sidebyside.shelf.standing import item_standing, shelf_standing
        from sidebyside.trust import holdings as trust_holdings
        from sidebyside.trust.doors import declare
        from sidebyside.trust.own_keys import shred
        from sidebyside.trust.policy import Kind

        declare(Kind.SHELF, shelf_standing)
        declare(Kind.SHELF_ITEM, item_standing)
        declare(Kind.LESSON_PLAN, strand_standing)
        trust_holdings.register(holdings.ROOM)
        sweeping.register()
        post_delete.connect(shred, sender=ItemFile)
