"""`hotline models`: speech models, got, shown, taught, trained."""
