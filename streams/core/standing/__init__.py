"""How an area stands, for those who watch it: a summary made of its rows, and nothing else."""
