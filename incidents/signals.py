"""What happened, said to those who repair. Receivers run in the transaction of the act."""

from django.dispatch import Signal

# sender: Incident; `incident`: the row that was just reported. Aftercare opens its plans here.
incident_reported = Signal()
