from django.urls import URLPattern, path

from sidebyside.programme.views import co_ordinator, role, templates, visits

urlpatterns: list[URLPattern] = [
    path("school/who-answers/", role.who_answers, name="who-answers"),
    path("school/co-ordinators/ask/", role.ask, name="ask-role"),
    path("school/co-ordinators/stop/", role.step_down, name="step-down"),
    path("school/co-ordinators/<uuid:code>/", role.answer, name="answer-role"),
    path("school/co-ordinators/<uuid:code>/back/", role.take_back, name="take-role-back"),
    path("programme/new/", co_ordinator.new_programme, name="new-programme"),
    path("programme/template/<str:base>/own/", templates.make_own, name="make-own-template"),
    path("programme/template/<uuid:code>/", templates.own_template, name="own-template"),
    path("programme/<uuid:code>/sign/", co_ordinator.sign_for_school, name="sign-for-school"),
    path("programme/<uuid:code>/close/", co_ordinator.close_programme, name="close-programme"),
    path("programme/<uuid:code>/propose/", co_ordinator.propose_pair, name="propose-pair"),
    path("programme/<uuid:code>/visits/", visits.visits, name="visits"),
    path(
        "programme/proposal/<uuid:code>/take-back/",
        co_ordinator.take_proposal_back,
        name="take-proposal-back",
    ),
]
