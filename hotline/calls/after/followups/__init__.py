"""Follow-up calls: citizens who are called and asked whether they were helped."""
