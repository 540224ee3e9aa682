"""Durable jobs: the queue of writes, and the writer process that works it off."""

from service.jobs.model import Job, JobError, Task, TaskKind
from service.jobs.queue import Queue

__all__ = ["Job", "JobError", "Queue", "Task", "TaskKind"]
