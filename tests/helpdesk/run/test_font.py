from fontTools.ttLib import TTFont

from helpdesk.run.font import make_font


def test_the_cut_keeps_what_the_interface_is_set_in(tmp_path):
    path = make_font(tmp_path / "fonts")
    font = TTFont(path)
    assert path.stat().st_size < 50_000
    assert {(axis.axisTag, axis.minValue, axis.maxValue) for axis in font["fvar"].axes} == {("wght", 400, 700)}
    assert {"calt", "ss03", "cv05", "tnum"} <= {
        record.FeatureTag for record in font["GSUB"].table.FeatureList.FeatureRecord
    }
    assert {ord(letter) for letter in "AzõäöüšžÕøåæØŁž–—…“”€→×"} <= set(font.getBestCmap())
    assert "SIL OPEN FONT LICENSE" in path.with_name("inter-LICENSE.txt").read_text()
    made_at = path.stat().st_mtime_ns
    assert make_font(tmp_path / "fonts").stat().st_mtime_ns == made_at
