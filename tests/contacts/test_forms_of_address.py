"""Whether somebody says du or De, sina or Teie."""

import pytest

from contacts.forms_of_address import guess


@pytest.mark.parametrize(
    ("text", "language", "form"),
    [
        ("Tere, kas sa saaksid mulle öelda, millal ratas valmis on?", "et", "familiar"),
        ("Sulle kirjutas eile Maret.", "et", "familiar"),
        ("Lugupeetud klienditugi, palun Teie abi.", "et", "formal"),
        ("Kas teil on see aku laos?", "et", "formal"),
        ("Sina lubasid, aga teie ladu ütles muud.", "et", ""),  # both
        ("Aku on katki.", "et", ""),
        ("Kan du sende meg en ny lader?", "nb", "familiar"),
        ("Jeg viser til Deres brev og ber om at De svarer.", "nb", "formal"),
        ("De er ødelagt. Kan dere hjelpe?", "nb", ""),  # they, at the start of a sentence; you, many
        ("Batteriene er borte.\nDe kom aldri fram.", "nb", ""),
        ("Jeg lurer på om de kommer.", "nb", ""),
        ("Hei, jeg lurer på om du har den på lager.", "", "familiar"),
        ("Tere, kas sul on see laos, mul on vaja ja kohe.", "", "familiar"),
        ("Le prix du vélo est trop haut.", "", ""),
        ("Wann kommst du?", "de", ""),
        ("Do you have it?", "en", ""),
        ("", "", ""),
    ],
)
def test_pronouns_tell(text, language, form):
    assert guess(text, language) == form
