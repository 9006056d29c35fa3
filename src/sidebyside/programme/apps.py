from django.apps import AppConfig


class ProgrammeRoom(AppConfig):
    name = "sidebyside.programme"
    label = "programme"

    def ready(self) -> None:
        from sidebyside.federation import visits
        from sidebyside.programme import co_ordinating, feeds, holdings, standing
        from sidebyside.trust import holdings as trust_holdings
        from sidebyside.trust import words
        from sidebyside.trust.doors import declare
        from sidebyside.trust.policy import Kind

        declare(Kind.PROGRAMME, standing.programme_standing)
        declare(Kind.ROLE_ASKED, standing.role_standing)
        declare(Kind.WHO_ANSWERS, standing.answering_standing)
        declare(Kind.PARTNERSHIP, standing.partnership_standing)
        declare(Kind.AGREEMENT, standing.partnership_standing)
        declare(Kind.PAIR_PART, standing.partnership_standing)
        declare(Kind.AIM, standing.partnership_standing)
        declare(Kind.STAGES, standing.stages_standing)
        declare(Kind.FOCUS, standing.strand_standing)
        declare(Kind.FEED, feeds.feed_standing)
        trust_holdings.register(holdings.ROOM)
        visits.when_ended(co_ordinating.end_visit)
        words.declare_partners(standing.schools_of_partners)
