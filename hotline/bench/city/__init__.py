"""Whether the city's view senses what is planted: topics, surges, and what it costs."""
