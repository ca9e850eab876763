"""Why something can't be done with a contact or an organization."""

from django.utils.translation import gettext_lazy as _

from helpdesk.lib.errors import OperationRefused
from workspaces.forms.words import NOT_AN_ADDRESS


class BadAddress(OperationRefused):
    code = "bad_address"
    message = NOT_AN_ADDRESS


class BadPhone(OperationRefused):
    code = "bad_phone"
    message = _("A telephone number has at least five digits, for example +47 55 01 42 18.")


class AddressTaken(OperationRefused):
    code = "address_taken"

    def __init__(self, contact):
        self.contact = contact
        super().__init__(_("This already belongs to %(name)s. Merge the two contacts instead.") % {"name": contact})


class PublicProvider(OperationRefused):
    code = "public_provider"

    def __init__(self, domain):
        super().__init__(
            _("Strangers share %(domain)s, so it says nothing about where people work.") % {"domain": domain}
        )


class BadDomain(OperationRefused):
    code = "bad_domain"
    message = _("This is not a domain. It looks like example.com.")


class DomainTaken(OperationRefused):
    code = "domain_taken"

    def __init__(self, organization):
        super().__init__(_("This domain already belongs to %(name)s.") % {"name": organization})


class NameTaken(OperationRefused):
    code = "name_taken"
    message = _("There is an organization of this name already.")


class CannotMerge(OperationRefused):
    code = "cannot_merge"
    message = _("These two can't be merged: one of them was merged already, or they are the same.")


class CannotUnmerge(OperationRefused):
    code = "cannot_unmerge"
    message = _("This merge was undone already, or the contact was merged on since. Undo the later merge first.")
