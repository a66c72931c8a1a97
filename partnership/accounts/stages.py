"""The second step of logging in: ours, unless the provider says that it was done there."""

from allauth.mfa.stages import AuthenticateStage
from django.http import HttpRequest


class SecondStepStage(AuthenticateStage):
    def _should_handle(self, request: HttpRequest) -> bool:
        return not getattr(request, "second_factor_shown", False) and super()._should_handle(request)
