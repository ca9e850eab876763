"""Custom fields, a form, tag colours and a checklist for the demo, and what its tickets hold in them."""

from datetime import timedelta
from zlib import crc32

from django.db.models import F

from contacts.custom_fields import set_field
from contacts.models import Contact, Organization
from tickets.models import (
    ChecklistItem,
    ChecklistTemplate,
    ChecklistTemplateItem,
    Message,
    Reason,
    Tag,
    Ticket,
    TicketFieldValue,
    TicketForm,
    TicketFormField,
)
from tickets.models.status import DONE
from workspaces.custom_fields import parse
from workspaces.models import CustomField, FieldOption, Team

MODELS = ("Saar 2", "Saar 3", "Saar 3 Cargo", "Kiik", "Tuul 5")
FIELDS = (
    {
        "key": "order", "name": "Order", "visibility": "edited", "pattern": "PT-99999",
        "pattern_words": "Order number must have five digits, for example PT-20417.",
    },
    {"key": "model", "name": "Model", "kind": "select", "visibility": "edited"},
    {"key": "frame", "name": "Frame", "visibility": "edited", "help": "It stands below the bottom bracket."},
    {"key": "bought", "name": "Bought on", "kind": "date", "visibility": "edited", "on_every_ticket": False},
    {"key": "replaced", "name": "Parts replaced", "kind": "long_text", "on_every_ticket": False},
    {
        "key": "outcome", "name": "Outcome", "kind": "select", "required": "on_solve", "on_every_ticket": False,
        "help": "What the workshop did in the end.",
    },
)  # fmt: skip
PEOPLE_FIELDS = (
    {"scope": "contact", "key": "bikes", "name": "Bikes", "kind": "number", "help": "That they bought from us."},
    {"scope": "contact", "key": "club", "name": "Club member", "kind": "checkbox"},
    {"scope": "organization", "key": "fleet", "name": "Bikes in the fleet", "kind": "number"},
    {"scope": "organization", "key": "contract", "name": "Contract until", "kind": "date"},
)
SHARES = "Fjellheim Sykkelhotell AS"  # its people see one another's tickets
OUTCOMES = ("Repaired", "Part replaced", "New battery", "Explained, nothing to repair", "Nothing found")
CLAIM = ("order", "model", "frame", "bought", "replaced", "outcome")
JOB = ("order", "model", "frame", "outcome")
STEPS = (
    "Ask for the frame number",
    "Check the recall list",
    "Reserve a pack in the workshop",
    "Send the return label",
    "Write the serial number into the order",
)
COLOURS = {"battery": "teal", "recall": "plum", "warranty": "blue", "invoice": "moss", "refund": "moss"}
ABOUT = (  # a reason, the one above it, and the tag of the tickets that came for it
    ("Battery and charging", "Question", "battery"),
    ("Invoice", "Question", "invoice"),
    ("Delivery", "Complaint", "delivery"),
    ("Change of address", "Request", "address"),
    ("Fleet offer", "Request", "fleet"),
    ("Does not fit", "Return", "exchange"),
    ("Damaged on the way", "Return", "damage"),
)
FEATURED = "Battery shows 2 % after a full charge"


def write(workspace, *, now):
    """In the open transaction of the demo's workspace, whose tickets are there."""
    fields = {}
    for position, one in enumerate(FIELDS):
        fields[one["key"]] = CustomField.objects.create(workspace=workspace, position=position, **one)
    FieldOption.objects.bulk_create(
        FieldOption(workspace=workspace, field=fields[key], name=name, position=position)
        for key, names in (("model", MODELS), ("outcome", OUTCOMES))
        for position, name in enumerate(names)
    )
    team = Team.objects.filter(workspace=workspace, name="Workshop").first()
    form = TicketForm.objects.create(workspace=workspace, name="Warranty claim", team=team)
    job = TicketForm.objects.create(workspace=workspace, name="Workshop job", team=team, in_portal=False, position=1)
    TicketFormField.objects.bulk_create(
        TicketFormField(workspace=workspace, form=one, field=fields[key], position=position)
        for one, keys in ((form, CLAIM), (job, JOB))
        for position, key in enumerate(keys)
    )
    Ticket.objects.filter(workspace=workspace, team=team).update(form=job)
    for name, colour in COLOURS.items():
        Tag.objects.filter(workspace=workspace, name=name).update(colour=colour)
    template = ChecklistTemplate.objects.create(workspace=workspace, name="Battery swap")
    ChecklistTemplateItem.objects.bulk_create(
        ChecklistTemplateItem(workspace=workspace, template=template, text=text, position=position)
        for position, text in enumerate(STEPS)
    )
    _hold(workspace, fields)
    _know_people(workspace, now=now)
    _give_reasons(workspace)
    _note_time(workspace)
    featured = Ticket.objects.filter(workspace=workspace, subject=FEATURED).order_by("-id").first()
    if featured is not None:
        Ticket.objects.filter(workspace=workspace, pk=featured.pk).update(form=form)
        ChecklistItem.objects.bulk_create(
            ChecklistItem(
                workspace=workspace,
                ticket=featured,
                text=text,
                position=position,
                done_at=now - timedelta(hours=3 - position) if position < 2 else None,
                done_by=featured.assignee if position < 2 else None,
            )
            for position, text in enumerate(STEPS)
        )


def _hold(workspace, fields):
    """Every third ticket is about a bike that somebody ordered. What the workshop is done with has an outcome."""
    rows = []
    tickets = Ticket.objects.filter(workspace=workspace)
    for pk, number, subject in tickets.values_list("pk", "number", "subject"):
        dice = crc32(str(number).encode())
        if subject == FEATURED:
            values = {"order": "PT-20417", "model": "Saar 3 Cargo", "frame": "S3C-114, S3C-117"}
        elif dice % 3 == 0:
            model = MODELS[dice % len(MODELS)]
            letters = "".join(word[0] for word in model.split())
            values = {"order": f"PT-{20000 + dice % 900:05}", "model": model, "frame": f"{letters}-{100 + dice % 800}"}
        else:
            continue
        for key, value in values.items():
            for row in parse(fields[key], value):
                row["option_id"] = row.pop("option")
                rows.append(TicketFieldValue(workspace=workspace, ticket_id=pk, field=fields[key], **row))
    options = list(fields["outcome"].options.filter(workspace=workspace))
    for pk, number in tickets.filter(form__name="Workshop job", category__in=DONE).values_list("pk", "number"):
        option = options[crc32(str(number).encode()) % len(options)]
        rows.append(TicketFieldValue(workspace=workspace, ticket_id=pk, field=fields["outcome"], option=option))
    TicketFieldValue.objects.bulk_create(rows, batch_size=500)


def _know_people(workspace, *, now):
    """What the workspace wants to know of people and firms: of each firm, and of every third person."""
    fields = {
        one["key"]: CustomField.objects.create(workspace=workspace, position=position, **one)
        for position, one in enumerate(PEOPLE_FIELDS)
    }
    for contact in Contact.objects.filter(workspace=workspace):
        dice = crc32(contact.name.encode())
        if dice % 3 == 0:
            set_field(contact, fields["bikes"], 1 + dice % 4)
            set_field(contact, fields["club"], dice % 2 == 0)
    for firm in Organization.objects.filter(workspace=workspace):
        dice = crc32(firm.name.encode())
        set_field(firm, fields["fleet"], 4 + dice % 40)
        set_field(firm, fields["contract"], now.date() + timedelta(days=30 + dice % 600))
    Organization.objects.filter(workspace=workspace, name=SHARES).update(shares_tickets=True)


def _give_reasons(workspace):
    """A second level of reasons; tickets that are done say why they came."""
    top = {one.name: one for one in Reason.objects.filter(workspace=workspace, parent=None)}
    done = Ticket.objects.filter(workspace=workspace, category__in=("solved", "closed"))
    for position, (name, above, tag) in enumerate(ABOUT):
        if above in top:
            reason = Reason.objects.create(workspace=workspace, parent=top[above], name=name, position=position)
            done.filter(reason=None, ticket_tags__tag__name=tag).update(reason=reason)


def _note_time(workspace):
    """Agents of the demo note how long an answer took."""
    workspace.tracks_time = True
    workspace.save(update_fields=["tracks_time"])
    written = Message.objects.filter(workspace=workspace, kind__in=("reply", "note"), author_member__isnull=False)
    for place, minutes in enumerate((4, 6, 9, 12, 25)):
        written.annotate(place=F("pk") % 5).filter(place=place).update(minutes_spent=minutes)
