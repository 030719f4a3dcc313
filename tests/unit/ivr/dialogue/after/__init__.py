"""What citizens are asked after a talk, and in calls that ask them."""
