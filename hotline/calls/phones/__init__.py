"""The telephones at which agents are rung, and whether they are there."""
