"""What is done with canned responses and macros. Tickets are changed by ``tickets.operations`` alone."""
