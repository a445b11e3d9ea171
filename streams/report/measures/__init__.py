"""The statistics of the report. Pure: numbers in, numbers out; each with its source and units."""
