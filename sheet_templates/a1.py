"""A1 names of cells and columns; everything else counts rows and columns from 0."""

from functools import cache
from string import ascii_uppercase


def a1(row: int, column: int) -> str:
    """The A1 name of a cell given by row and column from 0: (9, 27) is AB10."""
    return f"{column_letters(column)}{row + 1}"


@cache
def column_letters(column: int) -> str:
    """The letters of a column counted from 0: 25 is Z, 26 is AA."""
    letters, left = "", column + 1
    while left:
        left, letter = divmod(left - 1, 26)
        letters = chr(ord("A") + letter) + letters
    return letters


def column_number(letters: str) -> int:
    """The column, counted from 0, that these letters name."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number - 1


def row_of(cell: str) -> int:
    """The row, counted from 0, of a cell by its A1 name: AB10 is in row 9."""
    return int(cell.lstrip(ascii_uppercase)) - 1
