"""The Google Workspace add-on: cards in the side panel of a spreadsheet."""
