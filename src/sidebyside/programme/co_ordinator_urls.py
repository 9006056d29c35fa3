from django.urls import URLPattern, path

from sidebyside.programme.views import co_ordinator, templates

urlpatterns: list[URLPattern] = [
    path("programme/new/", co_ordinator.new_programme, name="new-programme"),
    path("programme/template/<str:base>/own/", templates.make_own, name="make-own-template"),
    path("programme/template/<uuid:code>/", templates.own_template, name="own-template"),
    path("programme/<uuid:code>/sign/", co_ordinator.sign_for_school, name="sign-for-school"),
    path("programme/<uuid:code>/close/", co_ordinator.close_programme, name="close-programme"),
    path("programme/<uuid:code>/propose/", co_ordinator.propose_pair, name="propose-pair"),
    path(
        "programme/proposal/<uuid:code>/take-back/",
        co_ordinator.take_proposal_back,
        name="take-proposal-back",
    ),
]
