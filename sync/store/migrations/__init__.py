"""The migrations of the store's schema; their sum is `sync.store.schema`, proved by a test."""
