"""A contact as a line of a table. Its heads are those that the import knows, so that an export comes back in."""

HEADS = [
    "Name", "E-mail", "Phone", "Organization", "Customer number", "Language", "Time zone", "City", "Tags", "VIP", "Note",
    "Form of address", "Blocked", "Known since",
]  # fmt: skip


def row_of(contact):
    """The cells of a Contact whose organization, identities and tags are fetched. ``tables.written`` makes them safe."""
    ways = list(contact.identities.all())
    return [
        contact.name,
        ", ".join(one.shown for one in ways if one.kind == "email"),
        ", ".join(one.shown for one in ways if one.kind == "phone"),
        contact.organization.name if contact.organization else "",
        contact.external_id,
        contact.language,
        contact.time_zone,
        contact.city,
        ", ".join(one.name for one in contact.tags.all()),
        "yes" if contact.is_vip else "no",
        contact.note,
        contact.form_of_address,
        "yes" if contact.blocked_at else "no",
        contact.created_at.date().isoformat(),
    ]
