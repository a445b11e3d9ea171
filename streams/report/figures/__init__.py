"""The figures, one file a section: columns in, figures out."""
