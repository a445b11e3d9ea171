"""The linker: how likely it is that reports belong to one series, and the words for it."""
