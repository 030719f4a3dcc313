"""The service as a whole: run, served, stopped, shown; phones, passwords, the doctor."""
