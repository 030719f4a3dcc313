"""`hotline bench acd`: the distributor's decisions timed, its days simulated, its small worlds explored."""
