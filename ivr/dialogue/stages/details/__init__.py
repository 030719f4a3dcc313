"""The stages on the way to an agent: questions of the form, their answers, and whether those are right."""
