"""One child: how it is doing, and what has been tried."""
