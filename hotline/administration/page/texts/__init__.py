"""Between the files of a configuration and the texts of the page; where its mistakes stand."""
