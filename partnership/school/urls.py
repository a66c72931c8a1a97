from django.urls import path

from partnership.school.views import accounts, workplace

app_name = "school"

urlpatterns = [
    path("school/switch/", workplace.SchoolSwitchView.as_view(), name="switch"),
    path("staff/", accounts.StaffListView.as_view(), name="staff_list"),
    path("staff/new/", accounts.StaffCreateView.as_view(), name="staff_new"),
    path("staff/<uuid:pk>/invite/", accounts.StaffInviteView.as_view(), name="staff_invite"),
    path("invitation/<str:token>/", accounts.InvitationAcceptView.as_view(), name="invitation"),
]
