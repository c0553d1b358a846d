from django.apps import AppConfig


class DemoConfig(AppConfig):
    """The invented world that shows the portal. It composes rooms and apps, as portal.urls does."""

    name = "portal.demo"
