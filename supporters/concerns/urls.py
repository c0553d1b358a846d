from django.urls import path

from supporters.concerns import views
from supporters.models import Concern

urlpatterns = [
    path("concerns/new/", views.new, name="concern-new"),
    path("concerns/new/write/", views.form, {"way": Concern.Way.WRITTEN}, name="concern-write"),
    path("concerns/new/call/", views.form, {"way": Concern.Way.CALL}, name="concern-call"),
    path("concerns/sheet/", views.sheet, name="concern-sheet"),
    path("concerns/sheet.pdf", views.sheet_pdf, name="concern-sheet-pdf"),
    path("concerns/danger/", views.danger, name="concern-danger"),
    path("concerns/form/<str:token>/", views.edit, name="concern-edit"),
    path("concerns/form/<str:token>/confirm/", views.confirm, name="concern-confirm"),
    path("concerns/receipt/<str:token>/", views.receipt, name="concern-receipt"),
    path("concerns/answers/<str:token>/", views.answers, name="concern-answers"),
]
