"""What must be right before the first request."""

from django.conf import settings
from django.core import checks

from partnership.records import keys


@checks.register(checks.Tags.security)
def key_ring_can_be_read(app_configs, **kwargs):
    """In production a missing or broken key ring stops the start; the demo makes its own at first use."""
    if settings.PRODUCTION:
        try:
            keys.ring()
        except keys.KeyRingError as error:
            return [checks.Error(str(error), id="records.E003")]
    return []
