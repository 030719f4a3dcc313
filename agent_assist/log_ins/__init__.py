"""Where somebody is logged in: shown to those who oversee, who may end it; that they did is an event."""
