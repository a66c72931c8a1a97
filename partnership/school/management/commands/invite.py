"""Invite someone, first of all the first administrator of a school."""

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email
from django.utils.translation import gettext as _

from partnership.school.enums import Role
from partnership.school.models import School
from partnership.school.services.accounts import add_staff, invite


class Command(BaseCommand):
    help = "Mail someone an invitation with a link that works once."

    def add_arguments(self, parser) -> None:
        parser.add_argument("email")
        parser.add_argument("--role", choices=Role.values, default="", help="without a role: an employee")
        parser.add_argument("--school", required=True, metavar="BRIN", help="BRIN, with two digits for the location")
        parser.add_argument("--create-school", metavar="NAME", default="", help="make the school when it is unknown")

    def handle(self, *args, email: str, role: str, school: str, create_school: str, **options) -> None:
        try:
            validate_email(email)
            staff = add_staff(email, actor=None, school=self._school(school, create_school), role=role)
            if staff.user_id and role:
                self.stdout.write(_("This person can log in already and has the role now. No mail was sent."))
                return
            invite(staff, actor=None)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(_("The invitation has been sent. Its link works once, for seven days."))

    @staticmethod
    def _school(code: str, name: str) -> School:
        brin, location = code[:4].upper(), code[4:] or "00"
        school = School.objects.filter(brin=brin, location_code=location).first()
        if school is None and name:
            return School.objects.create(name=name, brin=brin, location_code=location)
        if school is None:
            told = _("There is no school %(code)s. Import it first, or add --create-school NAME.")
            raise CommandError(told % {"code": f"{brin}{location}"})
        return school
