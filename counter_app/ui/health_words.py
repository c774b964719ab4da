"""What an examination of the data found, in sentences."""

from __future__ import annotations

from counter_app.store.checks import Health


def health_lines(health: Health) -> list[tuple[bool, str]]:
    """(in order, sentence) for everything that was examined."""
    chain = f"记录链完整，共 {health.entries} 条，本机 {health.own_entries} 条"
    aside = f"有 {health.set_aside} 条记录暂时不能用，已搁置保存，不影响其他办件；见“争议与重复”"
    disputed = f"有 {health.disputed} 件有争议，{health.twins} 件疑似重复，见下方列表"
    doubtful = health.disputed or health.twins
    found = (
        (health.integrity_ok, "数据库文件完好", "数据库文件有损坏"),
        (health.chain_ok, chain, "记录链不连续或被改动"),
        (
            health.projection_ok,
            f"{health.cases} 件办件的显示与记录一致",
            "有办件的显示与记录不一致",
        ),
        (not health.set_aside, "没有搁置的记录", aside),
        (not doubtful, "没有争议和疑似重复", disputed),
    )
    lines = [(good, well if good else badly) for good, well, badly in found]
    if not health.ok:
        lines.append((False, "请不要继续收件，先联系管理员"))
    return lines
