"""Forms of the settings pages."""

from dataclasses import dataclass
from zoneinfo import available_timezones

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from helpdesk.lib.colours import readable_under_white
from workspaces.forms.accounts import code_field, new_password_field
from workspaces.forms.widgets import Described
from workspaces.forms.words import check_password, speak
from workspaces.models import Member, Team, User, Workspace
from workspaces.models.workspace import COLOUR, valid_time_zone

MOST_BYTES = 10 * 2**20  # of a photo


class WithTimeZones:
    """Mixin for forms with a field ``time_zone``: ``templates/workspaces/_time_zones.html`` offers its names."""

    @property
    def time_zones(self):
        """Names as people look for them, Europe/Tallinn."""
        return sorted(zone for zone in available_timezones() if "/" in zone and not zone.startswith("Etc/"))


@dataclass(frozen=True)
class PortalText:
    """A sentence of the help centre that a workspace may say in its own words. ``ours`` stands there otherwise."""

    label: str  # with %(language)s
    max_length: int
    ours: str


PORTAL_TEXTS = {
    "greeting": PortalText(_("Greeting in %(language)s"), 120, _("How can we help you?")),
    "note": PortalText(
        _("Who reads the messages, in %(language)s"), 200, _("A person reads it and answers by e-mail.")
    ),
}


class WorkspaceForm(WithTimeZones, Described, forms.ModelForm):
    """Settings of the workspace itself. ``darkened`` says after validation whether the colour had to be changed."""

    class Meta:
        model = Workspace
        fields = [
            "name", "time_zone", "language", "agents_see_all_teams", "reopen_days", "purge_days",
            "ack_enabled", "ack_text",
            "portal_name", "portal_colour",
        ]  # fmt: skip
        labels = {
            "agents_see_all_teams": _("Agents see the tickets of all teams"),
            "reopen_days": _("Days in which a message reopens a solved ticket"),
            "purge_days": _("Days until spam and trash are deleted for good"),
            "ack_enabled": _("Confirm new messages by e-mail"),
            "ack_text": _("Text"),
            "portal_name": _("Short name"),
            "portal_colour": _("Colour"),
        }
        help_texts = {
            "time_zone": _("Times are shown in it, and days begin by it."),
            "language": _("Mails to customers and names of new statuses are written in it."),
            "agents_see_all_teams": _(
                "Private teams stay private. Without it, agents see what belongs to their teams."
            ),
            "reopen_days": _("After that, a message opens a new ticket that is linked to the old one."),
            "purge_days": _(
                "Counted from the day on which a ticket came there. Its messages and files go with it; nobody can bring it back. "
                "With fewer days, what lies there longer goes within the hour."
            ),
            "ack_enabled": _(
                "One mail for each new ticket, and never to machines or more than three a day to one address."
            ),
            "ack_text": _("Empty means our words. The ticket’s number and a link are added."),
            "portal_name": _("What customers call you, if it is shorter than the workspace’s name."),
            "portal_colour": _("Buttons and links of the help centre, with white letters on them."),
        }
        widgets = {
            "name": forms.TextInput(attrs={"width": 30}),
            "time_zone": forms.TextInput(attrs={"width": 20, "list": "time-zones"}),
            "language": forms.Select(attrs={"width": 20}),
            "reopen_days": forms.NumberInput(attrs={"width": 4, "min": 0, "max": 365}),
            "purge_days": forms.NumberInput(attrs={"width": 4, "min": 1, "max": 3650}),
            "ack_text": forms.Textarea(attrs={"rows": 5}),
            "portal_name": forms.TextInput(attrs={"width": 30}),
            "portal_colour": forms.TextInput(attrs={"type": "color", "width": 4}),
        }

    darkened = False
    words = {
        "name": _("Give the workspace a name."),
        "time_zone": _("Write a time zone, for example Europe/Tallinn."),
        "reopen_days": _("Write a number of days from 0 to 365."),
        "purge_days": _("Write a number of days from 1 to 3650."),
        "portal_colour": _("Choose a colour."),
    }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for language, name in settings.LANGUAGES:
            own = self.instance.portal_texts.get(language, {})
            for text, words in PORTAL_TEXTS.items():
                self.fields[f"{text}_{language}"] = field = forms.CharField(
                    label=words.label % {"language": name},
                    max_length=words.max_length,
                    required=False,
                    initial=own.get(text, ""),
                )
                with override(language):
                    field.widget.attrs |= {"class": "input", "placeholder": str(words.ours), "lang": language}
        speak(self.fields, self.words)

    @property
    def portal_texts(self):
        """``(greeting, note)`` for each language, the workspace's first."""
        languages = sorted(dict(settings.LANGUAGES), key=lambda language: language != self.instance.language)
        return [tuple(self[f"{text}_{language}"] for text in PORTAL_TEXTS) for language in languages]

    def save(self):
        cleaned = self.cleaned_data
        self.instance.portal_texts = {
            language: own
            for language, _name in settings.LANGUAGES
            if (own := {text: said for text in PORTAL_TEXTS if (said := cleaned[f"{text}_{language}"])})
        }
        return super().save()

    def clean_portal_colour(self):
        colour = self.cleaned_data["portal_colour"].lower()
        COLOUR(colour)
        readable = readable_under_white(colour)
        self.darkened = readable != colour
        return readable

    def clean_purge_days(self):
        days = self.cleaned_data["purge_days"]
        if days > 3650:
            raise forms.ValidationError(_("At most 3650 days."))
        return days

    def clean_reopen_days(self):
        days = self.cleaned_data["reopen_days"]
        if days > 365:
            raise forms.ValidationError(_("At most 365 days."))
        return days


class TeamsField(forms.ModelMultipleChoiceField):
    """Boxes for the workspace's teams. Ids of others are no choice."""

    widget = forms.CheckboxSelectMultiple

    def __init__(self, **kwargs):
        super().__init__(Team.objects.none(), required=False, label=_("Teams"), **kwargs)


class InvitationForm(Described, forms.Form):
    """Whom to invite, as what."""

    words = {"email": _("Write the address of whom you invite.")}

    email = forms.EmailField(
        label=_("E-mail"), max_length=254, widget=forms.EmailInput(attrs={"width": 30, "autocomplete": "off"})
    )
    role = forms.ChoiceField(label=_("Role"), initial="agent", widget=forms.Select(attrs={"width": 20}))
    teams = TeamsField()

    def __init__(self, *args, workspace, roles, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["role"].choices = [(role.value, role.label) for role in roles]
        self.fields["teams"].queryset = Team.objects.filter(workspace=workspace)


class MemberForm(Described, forms.Form):
    """Role and teams of a member. An owner is shown as one also to admins, who cannot change that."""

    role = forms.ChoiceField(label=_("Role"), widget=forms.Select(attrs={"width": 20}))
    teams = TeamsField()

    def __init__(self, *args, member, roles, **kwargs):
        teams = Team.objects.filter(workspace_id=member.workspace_id)
        kwargs["initial"] = {"role": member.role, "teams": teams.filter(memberships__member=member)}
        super().__init__(*args, **kwargs)
        own = [] if Member.Role(member.role) in roles else [Member.Role(member.role)]
        self.fields["role"].choices = [(role.value, role.label) for role in [*own, *roles]]
        self.fields["teams"].queryset = teams


class TeamForm(Described, forms.ModelForm):
    """A team and who is in it."""

    begins_with = ("name",)
    members = forms.ModelMultipleChoiceField(
        Member.objects.none(), required=False, label=_("Members"), widget=forms.CheckboxSelectMultiple
    )

    class Meta:
        model = Team
        fields = ["name", "is_private", "signature"]
        labels = {"is_private": _("Private")}
        help_texts = {
            "is_private": _("Only its members, owners and admins see its tickets. For personnel or finance."),
            "signature": _(
                "Ends replies of agents who have no signature of their own. {{agent.name}}, {{agent.first_name}}, {{team.name}} "
                "and {{workspace.name}} are filled in."
            ),
        }
        widgets = {"name": forms.TextInput(attrs={"width": 30}), "signature": forms.Textarea(attrs={"rows": 3})}

    words = {"name": _("Give the team a name.")}

    def __init__(self, *args, workspace, **kwargs):
        super().__init__(*args, **kwargs)
        self.workspace = workspace
        members = Member.objects.active().filter(workspace=workspace).select_related("user")
        self.fields["members"].queryset = members
        if self.instance.pk:
            self.fields["members"].initial = members.filter(memberships__team=self.instance)

    def clean_name(self):
        name = " ".join(self.cleaned_data["name"].split())
        taken = Team.objects.filter(workspace=self.workspace, name__iexact=name).exclude(pk=self.instance.pk)
        if taken.exists():
            raise forms.ValidationError(_("There is a team with this name already."))
        return name


class ProfileForm(WithTimeZones, Described, forms.ModelForm):
    """What a member decides for themselves, here (Member) and everywhere (OF_USER)."""

    OF_USER = ("name", "language", "time_zone", "theme")

    name = forms.CharField(label=_("Name"), max_length=100, widget=forms.TextInput(attrs={"width": 30}))
    language = forms.ChoiceField(label=_("Language"), required=False, widget=forms.Select(attrs={"width": 20}))
    time_zone = forms.CharField(
        label=_("Time zone"),
        required=False,
        max_length=64,
        validators=[valid_time_zone],
        help_text=_("Times are shown to you in it. Empty means the workspace’s."),
        widget=forms.TextInput(attrs={"width": 20, "list": "time-zones"}),
    )
    theme = forms.ChoiceField(
        label=_("Theme"), required=False, choices=User._meta.get_field("theme").choices, widget=forms.RadioSelect
    )

    class Meta:
        model = Member
        fields = ["public_name", "signature", "undo_seconds", "after_action", "shortcuts"]
        labels = {
            "public_name": _("Name that customers see"),
            "undo_seconds": _("Seconds to undo a sent reply"),
            "after_action": _("After a reply, a snooze or solving"),
            "shortcuts": _("Single-letter shortcuts"),
        }
        help_texts = {
            "public_name": _("Replies carry it as the sender. Empty means your whole name."),
            "signature": _(
                "Ends your replies. Empty means your team’s. {{team.name}} and {{workspace.name}} are filled in."
            ),
            "undo_seconds": _("A reply leaves after this time. 0 to 60."),
            "shortcuts": _("R replies, E solves, ? shows all of them. Keys with Ctrl always work."),
        }
        widgets = {
            "public_name": forms.TextInput(attrs={"width": 30}),
            "signature": forms.Textarea(attrs={"rows": 3}),
            "undo_seconds": forms.NumberInput(attrs={"width": 4, "min": 0, "max": 60}),
        }

    field_order = ["name", "public_name"]  # as on the page: the focus goes into the first wrong one
    words = {"name": _("Write your name."), "undo_seconds": _("Write a number of seconds from 0 to 60.")}

    def __init__(self, *args, **kwargs):
        user = kwargs["instance"].user
        kwargs["initial"] = {name: getattr(user, name) for name in self.OF_USER}
        super().__init__(*args, **kwargs)
        self.fields["time_zone"].widget.attrs["placeholder"] = kwargs["instance"].workspace.time_zone
        self.fields["language"].choices = [("", _("As the browser")), *settings.LANGUAGES]
        self.fields["after_action"].required = False

    def clean_after_action(self):
        return self.cleaned_data["after_action"] or Member.AfterAction.STAY

    def clean_undo_seconds(self):
        seconds = self.cleaned_data["undo_seconds"]
        if seconds > 60:
            raise forms.ValidationError(_("At most 60 seconds."))
        return seconds

    def save(self):
        member = super().save()
        user = member.user
        for name in self.OF_USER:
            setattr(user, name, self.cleaned_data[name])
        user.save(update_fields=self.OF_USER)
        return member


class PhotoForm(Described, forms.Form):
    """A picture of oneself."""

    words = {"photo": _("Choose a picture first.")}

    photo = forms.FileField(
        label=_("Picture"),
        allow_empty_file=True,  # is no picture, and told so
        help_text=_("JPEG, PNG, WebP or GIF, at most 10 MB. The middle is cut out as a square."),
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp,image/gif", "width": 30}),
    )

    def clean_photo(self):
        photo = self.cleaned_data["photo"]
        if photo.size > MOST_BYTES:
            raise forms.ValidationError(_("This picture is larger than 10 MB. Take a smaller one."))
        return photo


class SwitchOnForm(Described, forms.Form):
    """The first code of an app."""

    words = {"code": _("Write the six digits that the app shows.")}
    code = code_field(attrs={"width": 10, "inputmode": "numeric"}, help_text=_("Six digits that the app shows now."))


class PasswordForm(Described, forms.Form):
    """A new password, and the old one to prove who asks. ``check`` takes a password and says whether it is right."""

    current = forms.CharField(
        label=_("Current password"),
        strip=False,
        max_length=256,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password", "width": 20}),
    )
    password = new_password_field()
    words = {"current": _("Type your current password."), "password": _("Type a new password.")}

    def __init__(self, *args, user, check, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["password"].widget.attrs["class"] = "input input--20"
        self.user, self.check = user, check

    def clean_current(self):
        current = self.cleaned_data["current"]
        if not self.check(current):
            raise forms.ValidationError(_("This is not your password."))
        return current

    def clean_password(self):
        password = self.cleaned_data["password"]
        check_password(password, self.user)
        return password
