"""What operators and other systems rely on."""
