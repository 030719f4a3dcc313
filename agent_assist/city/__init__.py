"""What is more than usual in the city, for those who oversee."""
