from django.urls import URLPattern, path

from sidebyside.programme.views import co_ordinator

urlpatterns: list[URLPattern] = [
    path("programme/new/", co_ordinator.new_programme, name="new-programme"),
    path("programme/<uuid:code>/propose/", co_ordinator.propose_pair, name="propose-pair"),
    path(
        "programme/proposal/<uuid:code>/take-back/",
        co_ordinator.take_proposal_back,
        name="take-proposal-back",
    ),
]
