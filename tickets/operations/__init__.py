"""The one way to change tickets: for forms, API, rules and mail alike."""
