"""What a tracker is made of, how it should look, and which edits lead there.

Pure: no clock, nobody signed in, no network, no database.
"""
