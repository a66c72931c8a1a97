"""The policy as Django's permissions: `contact.read` asks the policy about the person at work in this request."""

from django.contrib.auth.backends import BaseBackend


class PolicyBackend(BaseBackend):
    def has_perm(self, user_obj, perm: str, obj=None) -> bool:
        """Whether the user may do it at all in the current school; which rows, `visible_to` says.

        `perm` is `data_class.operation`. Without a current school the answer is no.
        """
        staff = getattr(user_obj, "current_staff", None)
        if staff is None or not user_obj.is_active:
            return False
        data_class, _, operation = perm.partition(".")
        return staff.rights.may(data_class, operation)
