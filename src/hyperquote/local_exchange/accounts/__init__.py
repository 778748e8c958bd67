"""What accounts are to each other and have besides positions: roles, parts of vaults, codes, stakes, budgets."""
