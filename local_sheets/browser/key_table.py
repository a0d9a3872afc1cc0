"""The keys of the browser spreadsheet, for its help and for the docs."""

KEYS = (
    ("Enter, F2", "edit the cell; Enter again keeps the text and goes down"),
    ("Tab, Shift+Tab", "keep the text and go right, left; Enter then goes back and down"),
    ("Esc", "leave the cell as it was"),
    ("Arrows, with Ctrl, with Shift", "go; to the edge of a block; widen the chosen range"),
    ("Home, End, Ctrl+Home, Ctrl+End", "first, last column; first, last cell"),
    ("Delete", "empty the chosen cells"),
    ("Ctrl+C, Ctrl+X, Ctrl+V", "copy, cut, paste; Ctrl+Shift+V pastes values only"),
    ("Ctrl+Z, Ctrl+Y", "undo, redo"),
    ("Ctrl+D, Ctrl+R", "fill down, fill right"),
    ("Ctrl+B, Ctrl+I", "bold, italic"),
    ("Ctrl+F", "find"),
    ("Ctrl+A, Ctrl+Space, Shift+Space", "choose all, the column, the row"),
    ("Alt+Enter", "a new line in the cell"),
    ("Alt+Down", "open a list of choices"),
    ("Space", "tick or untick a checkbox"),
    ("Shift+F2", "write a note"),
    ("Shift+F10", "the menu of the cell"),
    ("Ctrl+Shift+Page Down, Page Up", "next, previous tab"),
    ("F6", "leave the cells: to the formula bar, the menus, the tabs, the side panel"),
)
