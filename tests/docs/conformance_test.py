# SPDX-License-Identifier: GPL-2.0-only OR MIT
"""conformance_test.py CONFORMANCE DOCUMENT: that a table that is no longer true
fails; prints TAP."""

import os
import re
import subprocess
import sys
import tempfile


def line_of(text, start):
    return re.search("^" + re.escape(start) + r".*\n", text, re.MULTILINE)[0]


def without(start):
    return lambda text: text.replace(line_of(text, start), "", 1)


def twice(start):
    return lambda text: text.replace(line_of(text, start),
                                     2 * line_of(text, start), 1)


def instead(start, old, new):
    """In the line that begins so, every @old becomes @new."""
    def change(text):
        line = line_of(text, start)
        changed = re.sub(old, new, line)
        assert changed != line, start
        return text.replace(line, changed, 1)
    return change


ROW = "| 3.5 | order |"
DECISION = "| 10.3 | A label without NO_WRITE_UP. |"

# Rule, what is done to the document, whether it passes then.
CASES = (
    ("the_document_passes", lambda text: text, True),
    ("a_section_without_a_row_fails", without(ROW), False),
    ("a_section_with_two_rows_fails", twice(ROW), False),
    ("a_row_of_no_section_fails", instead(ROW, "3.5", "3.13"), False),
    ("a_test_that_is_gone_fails",
     instead(ROW, "disorder_is_found", "disorder_is_lost"), False),
    ("a_pattern_without_a_match_fails",
     instead(ROW, "disorder_is_found", "disorder_is_l*"), False),
    ("a_pattern_with_a_match_passes",
     instead(ROW, "disorder_is_found", "disorder_is_f*"), True),
    ("a_file_that_is_gone_fails",
     instead(ROW, "disorder_is_found", "lib/order_test.c"), False),
    ("a_row_without_tests_fails", instead(ROW, "`", ""), False),
    ("a_reason_in_place_of_tests_passes",
     instead(ROW, "`.*`", "none: it is kept"), True),
    ("no_reason_in_place_of_tests_fails",
     instead(ROW, "`.*`", "none: "), False),
    ("a_part_that_hides_what_is_less_fails",
     instead("| PSD-003 6.1.1 |", r"\[.*\]\(.*\)", "-"), False),
    ("a_part_without_a_row_fails", without("| PSD-003 4.1.2 | kmes_emit |"),
     False),
    ("a_row_that_hides_its_decisions_fails",
     instead("| 3.7 | owners |", r"\[.*\]\(.*\)", "-"), False),
    ("a_decision_whose_test_is_gone_fails",
     instead(DECISION, "writing_up_is_closed", "writing_up_is_open"), False),
    ("a_decision_without_a_test_fails", instead(DECISION, "`", ""), False),
)


def passes(program, text):
    with tempfile.TemporaryDirectory() as directory:
        path = os.path.join(directory, "conformance.md")
        with open(path, "w", encoding="utf-8") as file:
            file.write(text)
        return subprocess.run([program, path], stdout=subprocess.DEVNULL,
                              check=False).returncode == 0


def main():
    program, document = sys.argv[1:]
    with open(document, encoding="utf-8") as file:
        text = file.read()
    failed = 0
    for number, (rule, change, expected) in enumerate(CASES, 1):
        bad = passes(program, change(text)) != expected
        failed += bad
        print(f"{'not ' if bad else ''}ok {number} - {rule}")
        if bad:
            print(f"# expected it to {'pass' if expected else 'fail'}")
    print(f"1..{len(CASES)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
