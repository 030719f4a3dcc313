"""The dialogue of one call: events in, actions out."""
