"""How a voice reaches us from Asterisk, and ours goes back."""
