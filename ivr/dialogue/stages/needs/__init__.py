"""The stages that find out what the caller wants."""
