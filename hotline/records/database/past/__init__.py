"""Questions about past calls, and by which telephone each came."""
