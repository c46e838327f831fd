// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Choosing a call, making it, and judging what came of it.
 */
#include <stdarg.h>
#include <sys/syscall.h>
#include "fuzz.h"

/* One of so many steps is something other than a call of ours. */
#define CALLS_PER_ACT 10
#define CALLS_PER_CHECK 48
#define CALLS_PER_REVERT 8
/* One of so many failed calls of a lonely thread is looked at closely. */
#define CALLS_PER_COMPARISON 40
#define REPORTS_MAX 20

struct fuzz_shared *fuzz_shared;
static uint32_t total_weight;

size_t fuzz_entry_count(void)
{
	return fuzz_token_entry_count + fuzz_object_entry_count;
}

const struct fuzz_entry *fuzz_entry(size_t index)
{
	return index < fuzz_token_entry_count
		       ? &fuzz_token_entries[index]
		       : &fuzz_object_entries[index - fuzz_token_entry_count];
}

void fuzz_report(struct fuzz *fuzz, enum fuzz_broken broken, const char *format,
		 ...)
{
	char line[512];
	va_list args;
	int len;

	atomic_fetch_add(&fuzz_shared->broken[broken], 1);
	if (atomic_fetch_add(&fuzz_shared->reports, 1) >= REPORTS_MAX)
		return;
	len = snprintf(line, sizeof(line),
		       "# life %u (%s) thread %u call %llu: ", fuzz->life,
		       fuzz->role->name, fuzz->thread,
		       (unsigned long long)fuzz->calls);
	va_start(args, format);
	len += vsnprintf(line + len, sizeof(line) - (size_t)len - 1, format,
			 args);
	va_end(args);
	if (len > (int)sizeof(line) - 2)
		len = sizeof(line) - 2;
	line[len++] = '\n';
	if (write(STDOUT_FILENO, line, (size_t)len) < 0)
		_exit(3);
}

void fuzz_run_init(void)
{
	size_t i;

	if (fuzz_entry_count() > FUZZ_ENTRIES_MAX)
		tap_abort("more calls than room");
	for (i = 0; i < fuzz_entry_count(); i++)
		total_weight += fuzz_entry(i)->weight;
}

static size_t choose(struct fuzz *fuzz)
{
	uint32_t at = fuzz_below(fuzz, total_weight);
	size_t i = 0;

	while (at >= fuzz_entry(i)->weight)
		at -= fuzz_entry(i++)->weight;
	return i;
}

static long make(const struct fuzz_call *call)
{
	const long *args = call->args;
	long result;

	errno = 0;
	result = syscall(call->number, args[0], args[1], args[2], args[3],
			 args[4], args[5]);
	return result == -1 && errno ? -errno : result;
}

static void report_call(struct fuzz *fuzz, const struct fuzz_call *call,
			long result, enum fuzz_broken broken, const char *what)
{
	fuzz_report(fuzz, broken,
		    "%s(0x%lx, 0x%lx, 0x%lx, 0x%lx, 0x%lx, 0x%lx) = %ld: %s",
		    call->of->name, call->args[0], call->args[1], call->args[2],
		    call->args[3], call->args[4], call->args[5], result, what);
}

static int lowest_free(void)
{
	int fd = dup(STDERR_FILENO);

	close(fd);
	return fd;
}

/* A call that nobody disturbs; when it fails, nothing must be otherwise. */
static long make_and_compare(struct fuzz *fuzz, const struct fuzz_call *call)
{
	uint64_t before = fuzz_fingerprint(fuzz, call);
	int free_before = lowest_free();
	long result = make(call);

	if (result >= 0)
		return result;
	if (lowest_free() != free_before)
		report_call(fuzz, call, result, FUZZ_CHANGED,
			    "left a descriptor behind");
	if (fuzz_fingerprint(fuzz, call) != before)
		report_call(fuzz, call, result, FUZZ_CHANGED,
			    "changed something, but failed");
	atomic_fetch_add(&fuzz_shared->compared, 1);
	return result;
}

static void one_call(struct fuzz *fuzz)
{
	struct fuzz_call call = {.result = FUZZ_KINDS};
	size_t index = choose(fuzz);
	bool compare =
		fuzz->watched && fuzz_below(fuzz, CALLS_PER_COMPARISON) == 0;
	long result;

	call.of = fuzz_entry(index);
	fuzz->wild = fuzz_chance(fuzz, 40);
	call.of->make(fuzz, &call);
	result = compare ? make_and_compare(fuzz, &call) : make(&call);
	fuzz->calls++;
	if (result < 0) {
		atomic_fetch_add(
			&fuzz_shared->bad[index]
					 [result > -FUZZ_ERRNOS ? -result : 0],
			1);
		if (result <= -FUZZ_ERRNOS)
			report_call(fuzz, &call, result, FUZZ_BAD_ERRNO,
				    "no errno that it may return");
	} else {
		atomic_fetch_add(&fuzz_shared->good[index], 1);
	}
	if (!fuzz_guards_hold(fuzz))
		report_call(fuzz, &call, result, FUZZ_OVERRUN,
			    "wrote behind its room");
	if (result < 0)
		return;
	if (call.result != FUZZ_KINDS)
		fuzz_keep(fuzz, call.result, (int)result);
	else if (call.of->done)
		call.of->done(fuzz, &call, result);
}

void fuzz_calls(struct fuzz *fuzz, unsigned int count)
{
	unsigned int i;

	for (i = 0; i < count; i++) {
		fuzz->used = 0;
		fuzz->guard_count = 0;
		if (fuzz_below(fuzz, CALLS_PER_ACT) == 0)
			fuzz_act(fuzz);
		/* Whoever acts for somebody who may nothing may nothing. */
		if (fuzz_below(fuzz, CALLS_PER_REVERT) == 0)
			kacs_sys_revert();
		fuzz->used = 0;
		one_call(fuzz);
		if (fuzz_below(fuzz, CALLS_PER_CHECK) == 0)
			fuzz_rules_check(fuzz);
	}
}

void fuzz_start(struct fuzz *fuzz, uint64_t seed, const struct fuzz_role *role,
		struct fuzz_pool *pool)
{
	*fuzz = (struct fuzz){
		.random = seed,
		.role = role,
		.pool = pool,
	};
	fuzz_memory_of_thread(fuzz);
}
