"""What several nodes share in PostgreSQL: who waits, who takes calls, and whose each of them is."""
