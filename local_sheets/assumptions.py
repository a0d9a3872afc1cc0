"""Everything that nobody has proved about Google, by question, and what answers it here.

Most are switches. Where a switch would be silly (only a text differs, or nothing here can tell)
the answer is fixed and says why. The docs list both; a test holds the questions.
"""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Assumption:
    """A question; `switches` that answer it, or the fixed `answer` and the `proof` of it.

    `proof` names the test that shows the fixed answer, as file::test below tests/local_sheets.
    """

    question: str
    switches: tuple[str, ...] = ()
    answer: str = ""
    proof: str = ""


def _switched(question: str, *switches: str) -> Assumption:
    return Assumption(question=question, switches=switches)


def _fixed(question: str, answer: str, proof: str) -> Assumption:
    return Assumption(question=question, answer=answer, proof=proof)


ASSUMPTIONS: tuple[Assumption, ...] = (
    _switched(
        "Is row metadata visible under a read-only scope?",
        "readonly_scope_shows_metadata",
    ),
    _switched(
        "Does metadata follow a sort in the browser as it follows sortRange?", "sort_moves_metadata"
    ),
    _switched("Does metadata follow rows that are cut and pasted?", "cut_moves_metadata"),
    _switched(
        "Does metadata follow cells that insertRange and deleteRange shift?", "shift_moves_metadata"
    ),
    _switched(
        "Do duplicateSheet and copyTo take metadata and protections along?",
        "duplicate_keeps_metadata",
        "duplicate_keeps_protections",
    ),
    _switched("Does files.copy keep protected ranges?", "copy_keeps_protections"),
    _switched("Is a sheetId of 0 shown in a metadata location?", "location_shows_sheet_zero"),
    _switched("Is a list shown when a filter or search finds nothing?", "empty_lists_shown"),
    _switched(
        "May an editor of a protected range lack access to the file?",
        "protected_editors_need_access",
    ),
    _switched(
        "What does a non-editor get who changes or deletes a protection?",
        "protections_guard_themselves",
        "protection_change_is_forbidden",
    ),
    _fixed(
        "Does a protection keep viewers from copying or exporting the file?",
        "No: whoever may read may copy and export, as Drive's capabilities say.",
        "wire/test_drive_files.py::test_a_reader_copies_into_their_own_drive_and_may_edit_all",
    ),
    _switched(
        "Does the refusal of a protected write name its place?", "protected_writes_name_place"
    ),
    _switched("May rows be inserted across protected columns?", "protected_columns_stop_new_rows"),
    _switched(
        "Must a writer be an editor of every protection over a cell?", "every_protection_counts"
    ),
    _switched("How many protected ranges may there be?", "most_protected_ranges"),
    _switched("Do managers of a shared drive bypass protections?", "organizers_bypass_protections"),
    _switched("How large may a batch of Drive be?", "most_calls_in_batch"),
    _fixed(
        "May a batch of Drive hold uploads?",
        "No: a part that is no call of the Drive API proper is refused, and the batch with it.",
        "wire/test_drive_batch.py::test_what_is_no_batch_is_refused_as_a_whole",
    ),
    _switched(
        "How long do push channels live?",
        "channel_minutes",
        "longest_file_channel_hours",
        "longest_changes_channel_hours",
    ),
    _switched("Is there a limit on sharing?", "sharing_writes_an_hour"),
    _switched("May access to a file of a shared drive expire?", "shared_drive_access_expires"),
    _switched("How late does Drive learn of an edit?", "version_lag_seconds"),
    _switched("Do titles of tabs match in any case?", "tab_titles_ignore_case"),
    _fixed(
        "With which words is a missing valueInputOption refused?",
        "400 with expected words: only the text is unproved.",
        "test_values.py::test_missing_input_option_is_refused",
    ),
    _switched("Does a strict rule refuse values of the API?", "strict_rules_refuse_writes"),
    _switched(
        "Which format do a typed percentage, grouped number and time bring?",
        "typed_numbers_bring_formats",
    ),
    _switched("How does the locale order a typed date?", "locale_orders_dates"),
    _switched(
        "Does the locale decide over decimal commas and semicolons in formulas?",
        "locale_decimal_marks",
    ),
    _fixed(
        "Which message does an errorValue have?",
        "The type is Google's; the message is expected, for only the text is unproved.",
        "test_formulas.py::test_errors_are_googles",
    ),
    _switched(
        "Is sortRange stable, and where do blanks go?",
        "sort_keeps_equal_rows",
        "sort_puts_blanks_last",
    ),
    _switched("Who may save filter views?", "readers_save_filter_views"),
    _switched("How does the token endpoint word its refusals?", "token_errors_describe"),
    _fixed(
        "Are some scopes for add-ons only?",
        "Nothing here depends on it: a scope that no method asks for opens nothing.",
        "wire/test_unproved_bodies.py::test_a_scope_of_add_ons_opens_no_method",
    ),
    _fixed(
        "What does the Sheets API say of a file that is no spreadsheet?",
        "400 FAILED_PRECONDITION, as reported for Office files, for a folder too: it is the only "
        "such file that can be here.",
        "wire/test_unproved_bodies.py::test_a_folder_is_no_document_for_sheets",
    ),
    _switched("Which details do 401 and 403 of the Sheets API carry?", "errors_have_details"),
    _switched("What does a project without the Sheets API get?", "sheets_api_enabled"),
    _fixed(
        "Which body has 409, and when does it come?",
        "Never by itself: writes stand in line here. A fault with the status 409 sends the body "
        "that integrators list.",
        "wire/test_unproved_bodies.py::test_an_aborted_write_is_a_fault_that_changes_nothing",
    ),
    _switched("Does Drive hide a file that is not shared?", "drive_hides_files"),
    _switched("Which shape do Drive's refusals have?", "drive_errors_give_reasons"),
    _switched("Which form do ids of named ranges have?", "named_range_ids_are_numbers"),
)
