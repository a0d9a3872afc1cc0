"""What was entered, when, and what is owed: the only code that talks to Google or to SQL."""
