"""Each pasted table has a file of its own, whatever is in it."""

from datetime import UTC, datetime
from pathlib import Path

from tui_nn.storage.pasted_tables import keep_pasted

MOMENT = datetime(2026, 3, 1, 12, 30, 5, tzinfo=UTC)


def test_two_tables_of_one_second_are_both_kept(tmp_path: Path) -> None:
    paths = [keep_pasted(text, tmp_path / "pasted", MOMENT) for text in ("a,b\n1,2\n", "größe\n\ud800")]
    assert [path.name for path in paths] == ["pasted-2026-03-01-123005.txt", "pasted-2026-03-01-123005-2.txt"]
    assert [path.read_text(encoding="utf-8") for path in paths] == ["a,b\n1,2\n", "größe\n?"]
