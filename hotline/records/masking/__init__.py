"""Personal data made unrecognisable before it leaves."""
