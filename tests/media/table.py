"""What the tests found, as a table: a row for each kind, a column for each test."""

import pytest


class Table:
    """A plugin of pytest's. str() of it is Markdown."""

    def __init__(self, rows: list[str]) -> None:
        self._rows = rows
        self._cells: dict[str, dict[str, list[tuple[str, bool]]]] = {}

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_makereport(self, item: pytest.Function, call: pytest.CallInfo):
        report = yield
        if report.when == "call" or not report.passed:
            row, _, variant = item.callspec.id.partition("-")
            column = item.originalname.removeprefix("test_").replace("_", " ")
            self._cells.setdefault(column, {}).setdefault(row, []).append((variant, report.passed))
        return report

    def __str__(self) -> str:
        columns = list(self._cells)
        lines = [["", *columns], ["---"] * (len(columns) + 1)]
        lines += [[row, *(self._cell(column, row) for column in columns)] for row in self._rows]
        return "\n".join("| " + " | ".join(line) + " |" for line in lines)

    def _cell(self, column: str, row: str) -> str:
        results = self._cells[column].get(row, [])
        passed = sum(passes for _, passes in results)
        failed = [variant or "no" for variant, passes in results if not passes]
        count = str(passed) if len(results) > 1 else "yes" if passed else ""
        return ", ".join([*([count] if count else []), *(f"**not {name}**" for name in failed)]) or "–"
