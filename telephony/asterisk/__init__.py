"""One Asterisk: its configuration rendered, its process."""
