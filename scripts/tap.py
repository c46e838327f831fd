# SPDX-License-Identifier: GPL-2.0-only OR MIT
"""Results of tests: reading TAP and KTAP, and adding up."""

import re

RESULT = re.compile(r"^(not )?ok (\d+)(?:\s+-)?\s*(.*?)(?:\s*# (SKIP)\b.*)?$",
                    re.IGNORECASE)
PLAN = re.compile(r"^1\.\.(\d+)")
# Of what a program says about a failure this many letters are repeated.
MAX_WHY = 400


class Tally:
    """How many tests passed, and the failures by name with what they said."""

    def __init__(self):
        self.passed = 0
        self.skipped = 0
        self.failures = []

    @property
    def failed(self):
        return len(self.failures)

    def ok(self, count=1):
        self.passed += count

    def fail(self, name, why=""):
        self.failures.append([name, why])

    def add(self, other):
        self.passed += other.passed
        self.skipped += other.skipped
        self.failures += other.failures

    def as_dict(self):
        return {"passed": self.passed, "skipped": self.skipped,
                "failures": self.failures}

    @classmethod
    def from_dict(cls, data):
        tally = cls()
        tally.passed = data["passed"]
        tally.skipped = data["skipped"]
        tally.failures = data["failures"]
        return tally

    def __str__(self):
        text = f"{self.passed} passed, {self.failed} failed"
        return text


class Program:
    """One program's TAP. A program must keep its plan and end well."""

    def __init__(self, name, tally):
        self.name = name
        self.tally = tally
        self.count = 0
        self.plan = None
        self.failed = 0
        self.open_failure = None

    def line(self, text):
        """Take one line; a '# ...' line after a failure explains it."""
        found = RESULT.match(text)
        if found:
            self.open_failure = None
            self.count += 1
            if found[1]:
                self.failed += 1
                self.tally.fail(f"{self.name}: {found[3]}")
                self.open_failure = self.tally.failures[-1]
            elif found[4]:
                self.tally.skipped += 1
            else:
                self.tally.ok()
            return
        found = PLAN.match(text)
        if found:
            self.plan = int(found[1])
        elif text.startswith("Bail out!"):
            self.failed += 1
            self.tally.fail(self.name, text)
        elif text.startswith("#") and self.open_failure:
            note = text[1:].strip()
            if len(self.open_failure[1]) < MAX_WHY:
                self.open_failure[1] = "; ".join(
                    part for part in (self.open_failure[1], note) if part)

    def end(self, how):
        """The program ended; how is 'exit 0', 'signal 11', 'timeout', ..."""
        if self.failed and how.startswith("exit "):
            return
        if how != "exit 0":
            self.tally.fail(self.name, f"ended with {how}")
        elif self.plan is None:
            self.tally.fail(self.name, "ended without a plan")
        elif self.plan != self.count:
            self.tally.fail(self.name, f"planned {self.plan} tests, "
                                       f"ran {self.count}")


def read_tap(name, text, how="exit 0"):
    """The tally of one program's whole output."""
    tally = Tally()
    program = Program(name, tally)
    for line in text.splitlines():
        program.line(line)
    program.end(how)
    return tally


KTAP = re.compile(r"^(?:\[[ \d.]+\](?:\[[^]]*\])? )?( *)((?:not )?ok \d+.*)$")


def read_ktap(lines):
    """The tally of the KUnit results in a console log: leaves only."""
    tally = Tally()
    depth_before = 0
    for line in lines:
        found = KTAP.match(line)
        if not found:
            continue
        depth = len(found[1])
        result = RESULT.match(found[2])
        # A result that follows deeper ones sums them up.
        if result and depth >= depth_before:
            if result[1]:
                tally.fail(f"kunit: {result[3]}")
            elif result[4]:
                tally.skipped += 1
            else:
                tally.ok()
        depth_before = depth
    return tally
