"""What an agent must not miss: danger, a crowd, a threat with the press, a matter told in vain before."""
