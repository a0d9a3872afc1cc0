"""The browser spreadsheet: its page, its events, and who else is there.

Cells are read and written by the page itself, over the same REST API as by any other client and
with the token of the person who looks. What stands here only shows the page, hands out that token,
and says which rows are worth reading again.
"""
