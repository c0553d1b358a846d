from django.urls import path

from portal.accounts import views

app_name = "accounts"

urlpatterns = [
    path("", views.home, name="home"),
    path("code/", views.code, name="code"),
    path("code/again/", views.ask_again, name="ask-again"),
    path("code/other/", views.other_address, name="other-address"),
    path("logout/", views.sign_out, name="sign-out"),
]
