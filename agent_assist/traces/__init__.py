"""Who saw, heard, exported, changed or deleted what: for auditors."""
