"""The knowledge base: checked, published, watched by the running service, taken back, as the menu is."""
