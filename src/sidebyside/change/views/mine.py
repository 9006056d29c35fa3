"""What somebody laid over charts: theirs to take back and to erase, whatever became of the chart."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from sidebyside.change import keeping, wording
from sidebyside.change.access import own_layer_for, own_layers
from sidebyside.people.requests import PersonRequest
from sidebyside.trust.policy import Act
from sidebyside.trust.words import Circle, who_can_see


@require_http_methods(["GET", "HEAD", "POST"])
def mine(request: PersonRequest) -> HttpResponse:
    """All of one's own layers. A POST takes one back, or erases it; a chart's own door is not asked."""
    rows = own_layers(request.user)
    if request.method == "POST":
        if request.POST.get("do") == "hide":
            keeping.show_layer(own_layer_for(request.user, _layer(request), Act.SHARE), shown=False)
            messages.success(request, _("Taken back: only you can read it. What was read stays read."))
        elif request.POST.get("do") == "erase":
            own_layer_for(request.user, _layer(request), Act.DELETE).delete()
            messages.success(request, _("It is erased. The chart stays as it was."))
        return redirect("change:mine")
    shown = {
        "rows": [(one, wording.own_words(one)) for one in rows],
        "corner": who_can_see(Circle.CHART if any(one.shown_at for one in rows) else Circle.YOU),
    }
    return render(request, "change/mine.html", shown)


def _layer(request: PersonRequest) -> str:
    return request.POST.get("layer", "")
