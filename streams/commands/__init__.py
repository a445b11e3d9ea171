"""Sub-commands of ``tocsin``, one file a topic; the work is done elsewhere."""
