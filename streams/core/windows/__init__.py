"""Windows: daily counts by place, what is usual there, and how likely chance is."""
