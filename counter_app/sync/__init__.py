"""The device's side of the line: push, pull, editions, enrolment. The client's only HTTP."""
