# SPDX-License-Identifier: GPL-2.0-only OR MIT
"""What a boot of the test guest said: its framed TAP and the kernel's log."""

import re

import tap

STAMP = r"^(?:\[[ \d.]+\](?:\[[^]]*\])? )?"

COMPLAINT = re.compile(
    STAMP +
    r"(BUG:|WARNING: |kernel BUG at|Oops|UBSAN:|KASAN:|general protection fault"
    r"|Kernel panic|ODEBUG:|DEBUG_LOCKS_WARN_ON"
    r"|unreferenced object|INFO: (?:task .* blocked|trying to register"
    r"|rcu|possible)|rcu: INFO: .*stall|refcount_t:|list_(?:add|del) corrupt"
    r"|init: (?:mount|mkdir|open|exec|power off|kmemleak: ))")


class Guest:
    """Reads the framed TAP of one boot (tests/guest/init.c says how)."""

    def __init__(self, show=None):
        self.show = show or (lambda text: None)
        self.tally = tap.Tally()
        self.program = None
        self.done = False

    def line(self, text):
        """Take one line of what came over the port."""
        if text.startswith("@begin "):
            self.program = tap.Program(text[7:], self.tally)
            self.show(f"# {text[7:]}")
        elif text.startswith("@end ") and self.program:
            _, _, how = text.split(" ", 2)
            self.program.end(how)
            self.program = None
        elif text == "@done":
            self.done = True
        elif self.program:
            self.program.line(text)
            if text:
                self.show(text)

    def end(self):
        """The guest is gone, early or not."""
        if self.program:
            self.program.end("the end of the guest")
            self.program = None
        if self.done:
            self.tally.ok()
        else:
            self.tally.fail("guest runs all programs",
                            "it stopped before the end of the list")


def judge_console(lines):
    """Complaints of the kernel are failures, each kind once."""
    tally = tap.Tally()
    seen = set()
    for number, line in enumerate(lines, 1):
        if not COMPLAINT.match(line):
            continue
        text = re.sub(STAMP, "", line).strip()
        kind = re.sub(r"0x[0-9a-f]+|\d+", "N", text)
        if kind in seen:
            continue
        seen.add(kind)
        tally.fail("kernel log is clean", f"line {number}: {text[:200]}")
    if not seen:
        tally.ok()
    return tally


def judge_kunit(lines, wanted):
    """The kernel's own unit tests; none at all is a failure where wanted."""
    tally = tap.read_ktap(lines)
    if wanted and not tally.passed + tally.failed:
        tally.fail("KUnit tests run", "the kernel's log has no results")
    return tally
