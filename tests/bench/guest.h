/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What the init and the measured program of the benchmark's guest agree on:
 * the paths, and the marks of the profiler.
 */
#ifndef KACS_TESTS_BENCH_GUEST_H
#define KACS_TESTS_BENCH_GUEST_H

#define BENCH_ROOT "/mnt" /* a tmpfs of its own */
#define BENCH_DIR1 BENCH_ROOT "/plans"
#define BENCH_DIR BENCH_DIR1 "/current"
#define BENCH_PROGRAM BENCH_DIR "/bench"
#define BENCH_TARGET BENCH_DIR "/target" /* what fork+execve starts */
#define BENCH_FILE BENCH_DIR "/file"
#define BENCH_REFUSED BENCH_DIR "/refused" /* policy refuses it, DAC does not */
#define BENCH_NEW BENCH_DIR "/new"
#define BENCH_SOCKET BENCH_DIR "/socket"
#define BENCH_RESULT BENCH_DIR "/result"
#define BENCH_ERRORS BENCH_DIR "/errors" /* its standard error */
#define BENCH_READY BENCH_DIR "/ready"	 /* profile: warmed up */
#define BENCH_GO BENCH_DIR "/go"	 /* the init is done: start */

#define BENCH_UID 1001
#define BENCH_GROUPS 10

/* How often the profiler's window runs its operation; -D sets another. */
#ifndef BENCH_PROFILE_RUNS
#define BENCH_PROFILE_RUNS 10
#endif

#endif /* KACS_TESTS_BENCH_GUEST_H */
