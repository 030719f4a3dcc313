"""The ticket (工单) as far as it was said: each field with the sentence it came from."""
