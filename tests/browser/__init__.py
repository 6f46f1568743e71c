"""The widget in a real browser: Chromium, Playwright, axe-core."""
