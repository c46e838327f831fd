# SPDX-License-Identifier: GPL-2.0-only OR MIT
"""That what goes wrong in a test is counted as a failure; prints TAP."""

import sys

# Nothing is written into the source tree.
sys.dont_write_bytecode = True

import guest_log  # noqa: E402
import tap  # noqa: E402


def counts(tally):
    return tally.passed, tally.failed


def guest(*lines):
    boot = guest_log.Guest()
    for line in lines:
        boot.line(line)
    boot.end()
    return counts(boot.tally)


def console(*lines):
    return counts(guest_log.judge_console(lines))


GOOD = ("@begin a", "ok 1 - x", "1..1", "@end a exit 0")
TOKEN_SUITE = ("[    1.0] KTAP version 1", "[    1.0] 1..1",
               "[    1.0]     KTAP version 1", "[    1.0]     ok 1 one",
               "[    1.0]     not ok 2 two", "[    1.0]     ok 3 # SKIP why",
               "[    1.0] not ok 1 kacs_token")

# Rule, what was counted, (passed, failed) that it must be.
CASES = (
    ("result_and_plan_pass",
     counts(tap.read_tap("t", "ok 1 - x\n1..1\n")), (1, 0)),
    ("plan_may_come_first",
     counts(tap.read_tap("t", "1..1\nok 1 - x\n")), (1, 0)),
    ("failed_result_fails",
     counts(tap.read_tap("t", "not ok 1 - x\nok 2 - y\n1..2\n", "exit 1")),
     (1, 1)),
    ("skipped_result_neither_passes_nor_fails",
     counts(tap.read_tap("t", "ok 1 - x # SKIP no disk\n1..1\n")), (0, 0)),
    ("missing_plan_fails",
     counts(tap.read_tap("t", "ok 1 - x\n")), (1, 1)),
    ("wrong_plan_fails",
     counts(tap.read_tap("t", "ok 1 - x\n1..2\n")), (1, 1)),
    ("exit_status_without_a_failed_result_fails",
     counts(tap.read_tap("t", "ok 1 - x\n1..1\n", "exit 3")), (1, 1)),
    ("signal_fails_besides_failed_results",
     counts(tap.read_tap("t", "not ok 1 - x\n", "signal 11")), (0, 2)),
    ("bail_out_fails",
     counts(tap.read_tap("t", "Bail out! no\n", "exit 2")), (0, 1)),
    ("silence_fails", counts(tap.read_tap("t", "")), (0, 1)),

    ("guest_that_ends_well_passes", guest(*GOOD, "@done"), (2, 0)),
    ("guest_that_stops_between_programs_fails", guest(*GOOD), (1, 1)),
    ("guest_that_stops_in_a_program_fails",
     guest("@begin a", "ok 1 - x"), (1, 2)),
    ("program_that_takes_too_long_fails",
     guest("@begin a", "ok 1 - x", "@end a timeout", "@done"), (2, 1)),
    ("guest_without_a_word_fails", guest(), (0, 1)),

    ("clean_log_passes",
     console("[    0.1] Linux version 6.12", "init: run open_test"), (1, 0)),
    ("warning_fails",
     console("[    1.2] WARNING: CPU: 0 PID: 1 at kernel/x.c:3 f+0x1/0x2"),
     (0, 1)),
    ("kasan_report_fails",
     console("[    1.2] BUG: KASAN: slab-use-after-free in f+0x1/0x2"),
     (0, 1)),
    ("lockdep_report_fails",
     console("[    1.2] WARNING: possible circular locking dependency "
             "detected"), (0, 1)),
    ("rcu_report_fails",
     console("[    1.2] WARNING: suspicious RCU usage"), (0, 1)),
    ("ubsan_report_fails",
     console("[    1.2] UBSAN: shift-out-of-bounds in a.c:1:2"), (0, 1)),
    ("leak_fails",
     console("unreferenced object 0xffff888001234560 (size 64):"), (0, 1)),
    ("panic_fails",
     console("[    1.2] Kernel panic - not syncing: x"), (0, 1)),
    ("report_with_a_caller_prefix_fails",
     console("[    1.2][   T52] BUG: sleeping function called"), (0, 1)),
    ("complaints_of_one_kind_count_once",
     console("unreferenced object 0x1 (size 64):",
             "unreferenced object 0x2 (size 64):"), (0, 1)),

    ("kunit_results_count_without_their_sums",
     counts(guest_log.judge_kunit(TOKEN_SUITE, True)), (1, 1)),
    ("kunit_that_did_not_run_fails",
     counts(guest_log.judge_kunit(("[    1.0] kunit: disabled",), True)),
     (0, 1)),
)


def main():
    failed = 0
    for number, (rule, actual, expected) in enumerate(CASES, 1):
        good = actual == expected
        failed += not good
        print(f"{'' if good else 'not '}ok {number} - {rule}")
        if not good:
            print(f"# expected {expected}, actual {actual} (passed, failed)")
    print(f"1..{len(CASES)}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
