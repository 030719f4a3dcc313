"""Cases: what citizens want done, from the call that opens one to its closing; in the records' database."""
