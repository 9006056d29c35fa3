"""Run inside a school's environment: puts a pair into it that has signed and checked each other's account.

Prints one line of JSON. For journeys about something else than how a pair comes together.
"""

import json
import os
import secrets

import django

PASSWORD = "four ordinary words"


def settle() -> dict[str, str]:
    from django.utils import timezone

    from sidebyside.consent import policies
    from sidebyside.people.models import Person, School
    from sidebyside.programme import actions, co_ordinating, plans
    from sidebyside.programme.co_ordinator_forms import school_year
    from sidebyside.programme.models import Agreement, PartnerCheck, Signature

    word = secrets.token_hex(4)
    school = School.objects.create(name="Hill School")
    policies.publish(school, None, policies.template(school))
    dora, ana, ben = (
        Person.objects.create_person(f"{name.lower()}@{word}.test", name, school, PASSWORD)
        for name in ("Dora", "Ana", "Ben")
    )
    days = school_year(timezone.localdate())
    programme = co_ordinating.start_programme(
        dora, "Coaching year", plans.VIDEO_DYAD, days["starts_on"], days["ends_on"]
    )
    pair = co_ordinating.propose_pair(programme, [ana, ben], dora)
    for one, other in ((ana, ben), (ben, ana)):
        actions.accept(pair, one)
        PartnerCheck.objects.create(partnership=pair, by=one, about=other)
    agreement = Agreement.objects.get(partnership=pair)
    for one in (ana, ben):
        Signature.objects.create(agreement=agreement, person=one)
    strand = actions.open_cycle(pair, 1).strands.get()
    return {"ana": ana.email, "ben": ben.email, "cycle": f"/cycle/{strand.code}/"}


if __name__ == "__main__":
    os.environ["DJANGO_SETTINGS_MODULE"] = "sidebyside.web.settings.serve"
    django.setup()
    print(json.dumps(settle()))
