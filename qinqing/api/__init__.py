"""The window: the rooms' doors for programs, put together as version 1 under /api/v1, with its document."""
