"""People, teams and money. Knows nothing of films: the ledger keeps job ids, never jobs."""
