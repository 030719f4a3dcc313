"""What may be told to everybody: no number of fewer than five people, and none that such a number could be
computed from."""
