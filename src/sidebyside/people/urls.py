from django.urls import URLPattern, path

from sidebyside.people.views import account, elsewhere, school, second_factor, sessions, ways_in

app_name = "people"
urlpatterns: list[URLPattern] = [
    path("sign-in/", ways_in.sign_in, name="sign-in"),
    path("sign-in/with/<str:provider>/", elsewhere.sign_in_with, name="sign-in-with"),
    path("sign-in/from-saml/", elsewhere.from_saml, name="from-saml"),
    path("sign-in/saml.xml", elsewhere.saml_metadata, name="saml-metadata"),
    path("sign-in/from/<str:provider>/", elsewhere.from_elsewhere, name="from-elsewhere"),
    path("sign-out/", ways_in.sign_out, name="sign-out"),
    path("join/<str:token>/", ways_in.join, name="join"),
    path("lost/", ways_in.lost, name="lost"),
    path("lost/<str:token>/", ways_in.come_back, name="come-back"),
    path("stop/<str:token>/", ways_in.stop, name="stop"),
    path("account/", account.account, name="account"),
    path("account/name/", account.change_name, name="change-name"),
    path("account/password/", account.change_password, name="change-password"),
    path("account/email/", account.change_email, name="change-email"),
    path("account/email/<str:token>/", account.confirm_email, name="confirm-email"),
    path("account/ways-in/with/<str:provider>/", elsewhere.link, name="link"),
    path("account/ways-in/with/<str:provider>/away/", elsewhere.unlink, name="unlink"),
    path("account/sessions/everywhere/end/", ways_in.sign_out_everywhere, name="sign-out-everywhere"),
    path("account/sessions/", sessions.signed_in, name="sessions"),
    path("account/sessions/others/end/", sessions.end_others, name="end-other-sessions"),
    path("account/sessions/<uuid:code>/end/", sessions.end, name="end-session"),
    path("account/passkeys/remove/", second_factor.remove_passkey, name="remove-passkey"),
    path("who-could-look/", account.who_could_look, name="who-could-look"),
    path("people/", school.people, name="people"),
    path("people/second-factor/", school.ask_second_factor, name="ask-second-factor"),
    path("people/invite/", school.invite, name="invite"),
    path("people/invitation/<uuid:code>/take-back/", school.take_back, name="take-back"),
    path("people/<uuid:code>/close/", school.disable, name="disable"),
    path("people/<uuid:code>/open/", school.enable, name="enable"),
]
