"""An area's own lines, from its own reports with their times permuted; and the nightly scan."""
