"""A memory of what was made of cells."""

from sheet_templates.snapshot import ReadCell
from sync.domain.per_cell import PerCell

MANY = 10_001


def test_what_was_made_of_a_cell_is_remembered_until_it_has_become_much() -> None:
    asked: list[ReadCell] = []

    def text(cell: ReadCell) -> str:
        asked.append(cell)
        return cell.formatted

    memory = PerCell(text)
    cells = [ReadCell(formatted=str(number)) for number in range(MANY)]
    assert memory.of([*cells[:3], *cells[:3]]) == ["0", "1", "2"] * 2
    assert asked == cells[:3]
    assert memory.of(cells) == [str(number) for number in range(MANY)]
    assert len(memory) < MANY
    assert memory[cells[0]] == "0"
    assert asked == [*cells, cells[0]]
