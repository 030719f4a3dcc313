"""Tables for spreadsheets."""

from __future__ import annotations

import csv
import io

import pytest

from hotline.figures.csv_rows import csv_text


@pytest.mark.parametrize("sign", ["=", "+", "-", "@", "\t"])
def test_no_cell_is_a_formula_for_the_spreadsheet(sign: str) -> None:
    said = f"{sign}HYPERLINK(1)"
    text = csv_text(("ref", "n", "said"), [(said, -3, None)])
    assert list(csv.reader(io.StringIO(text, newline=""))) == [["ref", "n", "said"], [f"'{said}", "-3", ""]]
