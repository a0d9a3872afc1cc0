"""The only code that talks to Google: who we are, how we ask, what files and changes there are."""
