"""The mailbox: what goes out by mail, or would, for those whom it concerns to read."""
