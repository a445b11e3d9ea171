"""From signals to alerts and decisions: merging, tiers, duties, feeds, orders, wording."""
