"""Who did what: records in a chain that cannot be edited unseen, its seals, and who checks them."""
