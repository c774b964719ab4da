"""The citizen's side of the counter (群众屏、副屏): a window of its own that is told what to show.

It gets frozen values through one small object (``Counter.citizen``), knows no page, keeps
nothing and writes nothing to disk.
"""
