"""A chain over the traces: what was written down cannot be changed, added or taken away unseen."""
