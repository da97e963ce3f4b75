"""The job state machine in rows: enqueue, claim, lease, sweep, nudge. Nothing here runs a job.

Locks are always taken in this order: project, team, lane, jobs by id. A claim takes only the lane and jobs.
Every change of state is a guarded update: it names the state (and worker) that it expects, and does nothing
when somebody was first.
"""
