"""A local server that speaks Google's Sheets v4, Drive v3 and OAuth token protocol.

Start it with `python -m local_sheets --port N --data-dir DIR`. It writes
`DIR/service-account.json`, with which any Google client library can talk to it. It keeps
everything in DIR and imports nothing of the rest of the product.
"""
