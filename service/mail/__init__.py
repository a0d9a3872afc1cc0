"""Mail: letters of the outbox, handed to a mail server or kept for reading here."""
