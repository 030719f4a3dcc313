"""More calls than usual, told while they come: of one topic, of one district, of a topic in a district."""
