"""Proves who somebody is. What they may do is decided elsewhere, so every question about rights is answered with no."""

from allauth.account.auth_backends import AuthenticationBackend

from partnership.accounts.models import User


class LoginBackend(AuthenticationBackend):
    def has_perm(self, user_obj: User, perm: str, obj=None) -> bool:
        return False

    def has_module_perms(self, user_obj: User, app_label: str) -> bool:
        return False

    def get_user_permissions(self, user_obj: User, obj=None) -> set[str]:
        return set()

    def get_group_permissions(self, user_obj: User, obj=None) -> set[str]:
        return set()

    def get_all_permissions(self, user_obj: User, obj=None) -> set[str]:
        return set()
