"""What long runs found: each was once taken over in silence, or cleared what stood elsewhere.

A history is the switches of the server, what is typed at first, how lines are reshaped, what is
typed then, and the one act that puts things apart.
"""

from typing import Any

from tests.judging.people import People

PAIRS = (  # every two of the switches in every combination
    (True, True, True, True),
    (True, False, False, False),
    (False, True, False, True),
    (False, False, True, True),
    (False, True, True, False),
    (True, False, True, True),
)
FOUND: tuple[Any, ...] = (
    (  # scores sorted after whole rows, whose marks had stayed behind: one went to a row in doubt
        PAIRS[2],
        [(0, 0), (0, 0), (7, 1), (13, 1)],
        [(People.sort_whole, 0, 1)],
        [],
        (People.sort_scores, 0, 0),
    ),
    (  # names sorted back beside two scores of one child, while somebody typed beside them
        PAIRS[2],
        [(0, 0), (0, 18), (0, 0), (7, 1), (0, 0), (0, 0)],
        [(People.insert, 13, 0), (People.sort_whole, 0, 0)],
        [(People.type, 2, 1), (People.type, 22, 6), (People.type, 0, 0)],
        (People.sort_names, 23, 0),
    ),
    (  # names and keys sorted back beside one score alone, which never left its cell
        PAIRS[2],
        [(0, 0), (0, 0), (7, 1), (12, 1)],
        [(People.sort_whole, 0, 0)],
        [],
        (People.sort_names, 1, 0),
    ),
    (  # cells of the last scores deleted sideways: only formulas of ours moved in
        PAIRS[0],
        [(0, 0), (0, 0), (0, 0), (1, 0)],
        [],
        [],
        (People.shift, 0, 1),
    ),
    (
        PAIRS[2],
        [(0, 0), (0, 0), (7, 0), (27, 1)],
        [(People.sort_whole, 0, 0)],
        [],
        (People.sort_names, 1, 0),
    ),
    (  # whole rows sorted, whose marks had stayed behind: in doubt once two had the same score
        PAIRS[3],
        [(0, 0), (0, 29), (16, 8)],
        [(People.sort_whole, 0, 0)],
        [],
        (People.sort_scores, 0, 9),
    ),
    (  # a list pasted one row higher: its one score twice, and another one gone
        (True, True, True, True),
        [(4, 29), (17, 0), (20, 1), (28, 0)],
        [],
        [],
        (People.paste_off, 0, 0),
    ),
    (  # cells deleted sideways: what could not be read came to stand over the only score
        PAIRS[0],
        [(0, 0), (0, 0), (0, 2), (29, 30)],
        [],
        [(People.type, 24, 7)],
        (People.shift, 0, 14),
    ),
    (  # cells deleted sideways beside a column of the team's own, from which blanks moved in
        PAIRS[0],
        [(25, 17), (21, 8)],
        [(People.insert, 26, 9)],
        [],
        (People.shift, 16, 16),
    ),
    (  # a score deleted, and what could not be read came to stand where the next one had been
        PAIRS[5],
        [(13, 2), (9, 10), (5, 30)],
        [(People.move, 0, 25)],
        [],
        (People.shift, 5, 26),
    ),
    (  # a list pasted off across an empty row of nobody's
        PAIRS[4],
        [(22, 2), (28, 26)],
        [(People.insert, 29, 3)],
        [(People.type, 1, 26)],
        (People.paste_off, 12, 26),
    ),
    (  # the same, where nothing stood in the row but what was deleted
        PAIRS[0],
        [(0, 2), (4, 26)],
        [(People.insert, 2, 19)],
        [],
        (People.shift, 20, 23),
    ),
    (  # a list pasted off among rows that were sorted whole, whose marks had stayed behind
        PAIRS[2],
        [(0, 0), (1, 3), (3, 11), (28, 0)],
        [(People.sort_whole, 0, 2)],
        [],
        (People.paste_off, 0, 0),
    ),
    (  # two typed scores that made such rows doubtful again, and then the names sorted back
        PAIRS[2],
        [
            (11, 8),
            (4, 6),
            (8, 20),
            (12, 18),
            (27, 17),
            (3, 17),
            (11, 8),
            (12, 4),
            (29, 8),
        ],
        [(People.sort_whole, 15, 23)],
        [(People.type, 13, 24), (People.type, 10, 1)],
        (People.sort_names, 5, 17),
    ),
)
# Each was held as one thing by a first read and as another, or as nothing, by a second one of the
# same cells: switches, what is typed at first, and what people do before each sync.
HELD_ONCE: tuple[Any, ...] = (
    (
        PAIRS[1],
        [
            (24, 15),
            (1, 30),
            (22, 8),
            (29, 3),
            (6, 13),
            (22, 8),
            (12, 29),
            (21, 1),
            (23, 5),
            (14, 22),
            (20, 5),
            (20, 30),
        ],
        [
            [
                (People.copy_row, 30, 22),
                (People.sort_scores, 26, 12),
                (People.clear, 27, 27),
                (People.type, 3, 7),
            ]
        ],
    ),
    (
        PAIRS[2],
        [(24, 3), (24, 3), (12, 19), (5, 24), (12, 19)],
        [
            [
                (People.cut_row, 20, 23),
                (People.move, 11, 23),
                (People.shift, 30, 24),
                (People.type, 18, 26),
            ],
            [
                (People.type, 16, 22),
                (People.paste_off, 17, 17),
                (People.type, 12, 1),
                (People.type, 21, 5),
            ],
        ],
    ),
)
