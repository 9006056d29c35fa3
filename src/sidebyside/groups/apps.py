from django.apps import AppConfig


class GroupsRoom(AppConfig):
    name = "sidebyside.groups"
    label = "groups"

    def ready(self) -> None:
        from sidebyside.groups.standing import (
            bringing_standing,
            extract_standing,
            group_standing,
            groups_standing,
        )
        from sidebyside.trust.doors import declare
        from sidebyside.trust.policy import Kind

        declare(Kind.DEVELOPMENT_GROUPS, groups_standing)
        declare(Kind.DEVELOPMENT_GROUP, group_standing)
        declare(Kind.BRINGING, bringing_standing)
        declare(Kind.TALK_EXTRACT, extract_standing)
