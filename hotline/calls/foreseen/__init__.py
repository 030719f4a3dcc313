"""How long those who wait may still have to, reckoned beside the calls."""
