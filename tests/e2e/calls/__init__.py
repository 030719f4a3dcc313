"""What citizens meet: the way of a call, whatever they, their lines and their telephones do."""
