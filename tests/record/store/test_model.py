"""The store beside a plain dictionary of what it should hold."""

import shutil
import tempfile
from pathlib import Path

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from peripheries.record.forms import Form
from record import stored

_STREAMS = st.sampled_from(["acts", "talks"])
_NAMES = st.sampled_from(["a.tsv", "b.tsv", "c.tsv"])
_CONTENTS = st.lists(st.sampled_from(["RUS", "PRK", "KOR"]), max_size=3)


class Beside(RuleBasedStateMachine):
    """Files of a few names come, come again, and give way to newer editions."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        self.store = stored.opened(self.folder / "store")
        self.held: dict[tuple[str, str], tuple[str, ...]] = {}
        self.changes = 0

    @rule(stream=_STREAMS, name=_NAMES, content=_CONTENTS)
    def add(self, stream: str, name: str, content: list[str]) -> None:
        """A name that is held gives way; the same bytes change nothing, whatever their name."""
        lines = [stored.line(source=source) for source in content]
        path = stored.written(self.folder, name, lines)
        added = self.store.add(
            stream, stored.LINES, stored.coming(path), now=stored.NOW, supersede=True
        )
        same = {value for (where, _), value in self.held.items() if where == stream}
        assert added.changed == (tuple(content) not in same)
        if added.changed:
            self.held[stream, name] = tuple(content)
            self.changes += 1

    @rule()
    def open_again(self) -> None:
        """Another process looks."""
        self.store = stored.opened(self.folder / "store")

    @rule(stream=_STREAMS)
    def lose_a_part(self, stream: str) -> None:
        """A part is lost, and rebuilt."""
        for part in self.store.parts(stream)[:1]:
            (self.store.root / part.place).unlink()
            mended = self.store.mend(lambda _stream, _layout: stored.LINES, now=stored.NOW)
            assert mended.rebuilt == (part.place,)

    @invariant()
    def holds_what_it_should(self) -> None:
        """Rows, files and the number of commits."""
        for stream in ("acts", "talks"):
            rows = self.store.scan(stream, Form.EVENTS).collect()["source"]
            wanted = [
                row for (where, _), some in self.held.items() if where == stream for row in some
            ]
            assert sorted(rows) == sorted(wanted)
            names = [file.name for file in self.store.files(stream)]
            assert names == sorted(name for where, name in self.held if where == stream)
        assert self.store.state().number == self.changes

    def teardown(self) -> None:
        """Whole at the end."""
        found = self.store.verify()
        shutil.rmtree(self.folder)
        assert found.whole
        assert found.strays == ()


TestBeside = Beside.TestCase
TestBeside.settings = settings(max_examples=8, stateful_step_count=8, deadline=None)
