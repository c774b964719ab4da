"""What a failing database file means, in one sentence."""

from __future__ import annotations

from sqlalchemy.exc import DatabaseError

from counter_app.errors import Trouble


def of_database(error: BaseException) -> bool:
    """Whether the database raised it: through SQLAlchemy, or the driver itself."""
    return isinstance(error, DatabaseError) or type(error).__module__.startswith("sqlcipher3")


def trouble(error: BaseException) -> Trouble:
    """The error as one that may be shown. Nothing of the failed step was kept."""
    reason = str(getattr(error, "orig", None) or error)
    if "full" in reason:
        return Trouble("磁盘已满，这一步没有保存", hint="请清理磁盘后重做，此前的记录都在")
    if "locked" in reason:
        return Trouble("本机数据库忙，这一步没有保存", hint="请稍后重试")
    if "malformed" in reason or "not a database" in reason:
        return Trouble("本机数据文件有损坏", hint="请停止收件，不要动这个文件夹，联系管理员")
    return Trouble("本机数据库出错，这一步没有保存", hint=reason)
