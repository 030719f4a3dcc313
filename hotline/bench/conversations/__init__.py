"""What conversations bring an agent, against what they are to bring."""
