"""Real calls without people: scripted callers and agents on real SIP phones, for the demo and the bench."""
