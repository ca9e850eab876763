"""What stands behind ``make run`` and ``make test``: set-up, embedded services, and the manager of the processes.

Nothing here imports Django: services must run, and the environment must name them, before settings are read.
"""
