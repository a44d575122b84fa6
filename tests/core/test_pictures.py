"""A picture is taken strictly: by its first bytes, within limits, without what cameras add."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.support.pictures import SECRET, jpeg, png
from timesheet.core.pictures import LARGEST, WIDEST, Unfit, taken


@pytest.mark.parametrize(("made", "kind"), [(png, "image/png"), (jpeg, "image/jpeg")])
def test_only_what_draws_it_is_kept(made, kind):
    picture = taken(made() + b"<script>alert(1)</script>")
    assert picture.kind == kind
    assert SECRET not in picture.data
    assert b"script" not in picture.data
    assert taken(picture.data) == picture


@pytest.mark.parametrize("made", [png, jpeg])
@pytest.mark.parametrize("size", [(WIDEST + 1, 2), (2, WIDEST + 1), (0, 2), (60_000, 60_000)])
def test_large_and_empty_ones_are_refused_by_their_own_headers(made, size):
    with pytest.raises(Unfit, match="pixels"):
        taken(made(*size))


@pytest.mark.parametrize(
    "data",
    [
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"GIF89a" + b"\x00" * 20,
        b"\xff\xd8\xff\xd9",
        b"\x89PNG\r\n\x1a\n",
        b"%PDF-1.7",
    ],
)
def test_everything_else_is_refused(data):
    with pytest.raises(Unfit, match="kind"):
        taken(data)


def test_a_file_too_large_is_refused():
    for data in (b"", png() + b"0" * LARGEST):
        with pytest.raises(Unfit, match="size"):
            taken(data)


@given(data=st.data())
def test_a_picture_that_is_cut_or_garbled_is_refused_or_still_one(data):
    whole = bytearray(data.draw(st.sampled_from((png(), jpeg()))))
    for _ in range(data.draw(st.integers(0, 3))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    cut = bytes(whole[: data.draw(st.integers(0, len(whole)))])
    try:
        picture = taken(cut)
    except Unfit:
        return
    assert taken(picture.data) == picture
