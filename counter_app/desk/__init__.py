"""What a signed-in person can do at a window: one module a job, each says what changed."""
