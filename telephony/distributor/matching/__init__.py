"""Who may take whom, who does, and why not another."""
