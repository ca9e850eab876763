"""What the demo's members know of their customers: tags, forms of address, notes, purchases."""

from datetime import timedelta

from contacts.models import Contact, ContactNote, ContactTag, OrganizationTag, Purchase

FORMS = {  # by address; (form, is it a guess?)
    "sigrid@fjellheim.example": ("familiar", True),
    "henrik.aasen@bergenbysykkel.example": ("familiar", False),
    "grete.vool@tartulinnatransport.example": ("formal", False),
}
NOTES = {
    "sigrid@fjellheim.example": "Sixteen bikes on hire until October; wants spare batteries before each weekend.",
    "grete.vool@tartulinnatransport.example": "Offers go to the tender portal as well, on the same day.",
}
TAGS = {"sigrid@fjellheim.example": "season", "henrik.aasen@bergenbysykkel.example": "own-mechanics"}
PURCHASES = (  # address, number, what, amount, days ago, state
    ("sigrid@fjellheim.example", "PT-20417", "Saar 3 Cargo, 2 bikes", "11980.00", 400, "delivered"),
    ("sigrid@fjellheim.example", "PT-21102", "Battery 630 Wh, 4 pieces", "2396.00", 41, "delivered"),
    ("henrik.aasen@bergenbysykkel.example", "PT-21344", "Brake pads, 200 sets", "1780.00", 12, "on its way"),
)


def know(workspace, content, contacts, organizations, author, now):
    """Write it all down. ``contacts`` are by address, ``organizations`` by name; ``author`` is the member who wrote notes."""
    OrganizationTag.objects.bulk_create(
        OrganizationTag(workspace=workspace, organization=organizations[text.name], name=name)
        for text in content.organizations
        for name in text.tags
    )
    ContactTag.objects.bulk_create(
        ContactTag(workspace=workspace, contact=contacts[address], name=name) for address, name in TAGS.items()
    )
    ContactNote.objects.bulk_create(
        ContactNote(
            workspace=workspace,
            contact=contacts[address],
            author=author,
            body=body,
            created_at=now - timedelta(days=30),
        )
        for address, body in NOTES.items()
    )
    Purchase.objects.bulk_create(
        Purchase(
            workspace=workspace,
            contact=contacts[address],
            organization=contacts[address].organization,
            number=number,
            title=title,
            amount=amount,
            currency="EUR",
            status=status,
            at=now - timedelta(days=days),
        )
        for address, number, title, amount, days, status in PURCHASES
    )
    for address, (form, is_guessed) in FORMS.items():
        Contact.objects.filter(workspace=workspace, pk=contacts[address].pk).update(
            form_of_address=form, form_is_guessed=is_guessed
        )
