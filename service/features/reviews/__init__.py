"""The leaders' page, which answers: will the data review stand."""
