from django.urls import path

from partnership.demo import views

urlpatterns = [path("mail/", views.MailListView.as_view(), name="demo_mail")]
