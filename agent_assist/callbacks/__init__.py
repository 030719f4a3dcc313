"""Call-backs on the supervisors' desk."""
