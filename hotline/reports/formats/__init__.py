"""A report as CSV, as a workbook, as a page, as PDF."""
