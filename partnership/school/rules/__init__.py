"""Who may see and do what: the policy file, a person's rights today, and the conflict rule."""

from partnership.school.rules.conflict import tied_to
from partnership.school.rules.family import family_of
from partnership.school.rules.policy import POLICY, Policy
from partnership.school.rules.rights import Rights

__all__ = ["POLICY", "Policy", "Rights", "family_of", "tied_to"]
