"""Reports of a day, a week, a month: made out of what is kept, written in every format, the public one
without anything that somebody could be known by.

`period.py`, `report.py`, `making.py` and `public/` are pure; `kept/` reads the database; `formats/` write.
"""
