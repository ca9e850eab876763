"""Contacts in and out by files: read a table, map its columns, try it, store it; write it out."""
