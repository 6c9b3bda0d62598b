"""运行状况: what the platform rests on, whether it is well, and the alarm when it is not.

The worker looks every half minute and writes down what it found; the page only reads, so a worker that stands
still shows by the age of its last look. Reads: audit, files, inbox, tries to sign in, who opens far more
than others, what programs were told, the job queue, disk and backups.
"""
