"""The judgement over HTTP: people at a spreadsheet on the local server, read and judged."""
