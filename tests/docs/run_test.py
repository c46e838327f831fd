# SPDX-License-Identifier: GPL-2.0-only OR MIT
"""run_test.py RUN: that an example which is not true fails; prints TAP."""

import os
import subprocess
import sys
import tempfile

# What it is told to print, and to end with.
KACS = """#!/bin/sh
echo "$2"
exit "$1"
"""

README = "[a](a.md)\n\n<!-- file: shared -->\n```\nshared text\n```\n"


def page(*lines, before=""):
    return "\n".join([before, "```console", *lines, "```", ""])


# Rule, the page a.md beside README, whether every test of it passes.
CASES = (
    ("the_same_output_passes", page("$ kacs 0 x", "x"), True),
    ("another_output_fails", page("$ kacs 0 x", "y"), False),
    ("a_line_too_few_fails", page("$ kacs 0 x", "x", "y"), False),
    ("a_line_too_many_fails", page("$ kacs 0 x"), False),
    ("a_blank_at_the_end_counts", page("$ kacs 0 x", "x "), False),
    ("a_denial_is_an_answer", page("$ kacs 1 x", "x"), True),
    ("an_error_that_says_nothing_fails", page("$ kacs 2 x", "x"), False),
    ("an_error_that_says_so_passes", page("$ kacs 2 'kacs: x'", "kacs: x"),
     True),
    ("a_signal_fails", page("$ sh -c 'kill -9 $$'"), False),
    ("a_command_goes_on_in_the_next_line",
     page("$ echo 'x", "> y'", "x", "y"), True),
    ("one_shell_does_a_page",
     page("$ a=x") + page("$ echo $a", "x"), True),
    ("the_last_status_is_there",
     page("$ kacs 1 x", "x", "$ echo $?", "1"), True),
    ("an_end_of_the_shell_fails", page("$ kacs 0 x", "x", "$ exit 0"), False),
    ("files_of_the_readme_are_there", page("$ cat shared", "shared text"),
     True),
    ("files_of_the_page_are_there",
     page("$ cat own", "own text",
          before="<!-- file: own -->\n```\nown text\n```\n"), True),
    ("other_files_are_not", page("$ ls", "shared"), True),
    ("a_page_without_examples_fails", "```sh\nkacs 0 x\n```\n", False),
    ("output_without_a_command_fails", page("x"), False),
    ("a_block_without_an_end_fails", "```console\n$ kacs 0 x\nx\n", False),
    ("a_name_without_a_file_fails",
     page("$ true", before="<!-- file: own -->\ntext\n"), False),
    ("a_file_twice_fails",
     page("$ true", before="<!-- file: shared -->\n```\nx\n```\n"), False),
)


def write(path, text, mode=0o644):
    with open(path, "w", encoding="utf-8") as file:
        file.write(text)
    os.chmod(path, mode)


class Room:
    """A directory with a false kacs, a README.md and other pages."""

    def __init__(self, directory, run):
        self.directory = directory
        self.run = run
        write(self.path("kacs"), KACS, 0o755)
        write(self.path("README.md"), README + page("$ true"))

    def path(self, name):
        return os.path.join(self.directory, name)

    def call(self, *arguments):
        return subprocess.run([self.run, *arguments],
                              stdout=subprocess.PIPE,
                              stderr=subprocess.STDOUT, text=True,
                              check=False)

    def passes(self, *names):
        result = self.call(self.path("kacs"), *map(self.path, names))
        return result.returncode == 0, result.stdout


def index_cases(room):
    write(room.path("a.md"), page("$ true"))
    yield "all_pages_pass", room.passes("README.md", "a.md"), True
    yield "a_page_that_is_not_run_fails", room.passes("README.md"), False
    write(room.path("b.md"), page("$ true"))
    yield ("a_page_that_is_not_in_the_index_fails",
           room.passes("README.md", "a.md", "b.md"), False)


def update_cases(room):
    write(room.path("a.md"), page("$ kacs 0 x", "y", "z", "$ kacs 0 y"))
    room.call("--update", room.path("kacs"), room.path("a.md"))
    with open(room.path("a.md"), encoding="utf-8") as file:
        text = file.read()
    yield ("an_update_writes_what_came_out",
           (text == page("$ kacs 0 x", "x", "$ kacs 0 y", "y"), text), True)
    room.call("--extract", room.path("out"), room.path("a.md"))
    yield ("an_extract_has_all_files",
           (os.listdir(room.path("out")) == ["shared"], ""), True)


def main():
    run = os.path.abspath(sys.argv[1])
    failed = number = 0
    with tempfile.TemporaryDirectory() as directory:
        room = Room(directory, run)

        def results():
            for rule, text, good in CASES:
                write(room.path("a.md"), text)
                yield rule, room.passes("a.md"), good
            yield from index_cases(room)
            yield from update_cases(room)

        for rule, (actual, output), expected in results():
            number += 1
            bad = actual != expected
            failed += bad
            print(f"{'not ' if bad else ''}ok {number} - {rule}")
            if bad:
                print(f"# expected {expected}, actual {actual}; it said:")
                for line in output.splitlines():
                    print(f"# {line}")
    print(f"1..{number}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
