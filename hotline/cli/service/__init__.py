"""The service as a whole: serving, the demo."""
