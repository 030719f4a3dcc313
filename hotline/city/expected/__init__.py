"""How many calls are usual: by hour, weekday, holiday and season, whatever surges there were."""
