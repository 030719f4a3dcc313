"""The real machine run forward from the present state: how long those who wait may still have to."""
