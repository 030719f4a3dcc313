"""What supervisors look at beside calls: figures, the city, reports, the calendar, sampling."""
