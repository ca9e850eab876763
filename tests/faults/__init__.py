"""``make faults``: kill, cut and stall parts of the running product under load, and count what came through.

Real processes under the manager of ``make run``, a real mail server for all customers, and no other hand: after each fault
the mails that got 250 must stand in the threads exactly once, every answer must have left, and all within thirty seconds.
"""
