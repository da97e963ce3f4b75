"""Pages of people: the account, teams, invitations, tokens."""
