from django.urls import path

from partnership.school.views import accounts, guardians, joining, leaving, restrictions, settings, staff, workplace

app_name = "school"

urlpatterns = [
    path("school/switch/", workplace.SchoolSwitchView.as_view(), name="switch"),
    path("school/settings/", settings.SettingsUpdateView.as_view(), name="settings"),
    path("school/calendar/", settings.CalendarListView.as_view(), name="calendar"),
    path("school/calendar/new/", settings.DayOffCreateView.as_view(), name="day_off_new"),
    path("school/calendar/fill/", settings.CalendarFillView.as_view(), name="calendar_fill"),
    path("school/calendar/<uuid:pk>/remove/", settings.DayOffRemoveView.as_view(), name="day_off_remove"),
    path("ties/<uuid:pk>/reach/", guardians.GuardianUpdateView.as_view(), name="guardian_edit"),
    path("ties/<uuid:pk>/edit/", guardians.TieUpdateView.as_view(), name="tie_edit"),
    path("ties/<uuid:pk>/end/", guardians.TieEndView.as_view(), name="tie_end"),
    path("ties/<uuid:pk>/restrictions/new/", restrictions.RestrictionCreateView.as_view(), name="restriction_new"),
    path("restrictions/<uuid:pk>/", restrictions.RestrictionDetailView.as_view(), name="restriction"),
    path("restrictions/<uuid:pk>/edit/", restrictions.RestrictionUpdateView.as_view(), name="restriction_edit"),
    path("pupils/<uuid:pk>/guardians/new/", guardians.GuardianCreateView.as_view(), name="guardian_new"),
    path("guardians/pairs/<uuid:pk>/", joining.GuardianPairView.as_view(), name="guardian_pair"),
    path("guardians/pairs/<uuid:pk>/apart/", joining.GuardianApartView.as_view(), name="guardian_apart"),
    path("guardians/pairs/<uuid:pk>/split/", joining.GuardianPartView.as_view(), name="guardian_part"),
    path("staff/", accounts.StaffListView.as_view(), name="staff_list"),
    path("staff/new/", accounts.StaffCreateView.as_view(), name="staff_new"),
    path("staff/<uuid:pk>/invite/", accounts.StaffInviteView.as_view(), name="staff_invite"),
    path("staff/<uuid:pk>/", staff.StaffDetailView.as_view(), name="staff_detail"),
    path("staff/<uuid:pk>/days/", staff.StaffDaysView.as_view(), name="staff_days"),
    path("staff/<uuid:pk>/last-day/", leaving.StaffLastDayView.as_view(), name="staff_last_day"),
    path("staff/<uuid:pk>/close/", leaving.StaffCloseView.as_view(), name="staff_close"),
    path("staff/<uuid:pk>/work/new/", staff.AssignmentCreateView.as_view(), name="assignment_new"),
    path("work/<uuid:pk>/edit/", staff.AssignmentUpdateView.as_view(), name="assignment_edit"),
    path("work/<uuid:pk>/end/", staff.AssignmentEndView.as_view(), name="assignment_end"),
    path("invitation/<str:token>/", accounts.InvitationAcceptView.as_view(), name="invitation"),
]
