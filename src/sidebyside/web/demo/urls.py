"""The product's addresses and, in the demo only, the ways in."""

from django.urls import include, path

from sidebyside.web import lookbook
from sidebyside.web.demo import ways_in

handler400 = "sidebyside.web.errors.not_understood"
handler500 = "sidebyside.web.errors.broke"

urlpatterns = [
    path("demo/", ways_in.ways_in, name="ways-in"),
    path("demo/come-in", ways_in.come_in, name="come-in"),
    path("look/", lookbook.lookbook, name="look"),
    path("", include("sidebyside.web.urls")),
]
