// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Exhaustive small scope: every DACL of at most three ACEs over a small
 * alphabet, and every small policy (exhaustive_policy.c), for every token,
 * owner and request of a small set, the core against the oracle. Prints TAP.
 *
 * exhaustive [--keep FILE] ORACLE
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "compare.h"
#include "exhaustive.h"

#define MOST_ACES 3u

static const u8 types[] = {KACS_ACE_ACCESS_ALLOWED, KACS_ACE_ACCESS_DENIED};
static const u8 flags[] = {0, KACS_ACE_INHERIT_ONLY};
static const u8 sids[] = {SID_USER, SID_GROUP, SID_OWNER_RIGHTS, SID_PACKAGE};
static const u32 masks[] = {KACS_FILE_READ_DATA,
			    KACS_GENERIC_READ | KACS_WRITE_DAC};
const u32 sweep_requests[SWEEP_REQUESTS] = {
	KACS_MAXIMUM_ALLOWED, KACS_FILE_READ_DATA, KACS_READ_CONTROL,
	KACS_GENERIC_READ, KACS_FILE_READ_DATA | KACS_WRITE_DAC};

_Static_assert(SWEEP_LETTERS ==
		       COUNT(types) * COUNT(flags) * COUNT(sids) * COUNT(masks),
	       "the alphabet has so many letters");

static const char *keep = "exhaustive.case";

void sweep_letter(u32 number, struct case_ace *ace)
{
	memset(ace, 0, sizeof(*ace));
	ace->type = types[number % COUNT(types)];
	number /= COUNT(types);
	ace->sid = sids[number % COUNT(sids)];
	number /= COUNT(sids);
	ace->mask = masks[number % COUNT(masks)];
	number /= COUNT(masks);
	ace->flags = flags[number];
}

void sweep_base(enum shape shape, u8 owner, struct case_record *record)
{
	memset(record, 0, sizeof(*record));
	record->type = KACS_TOKEN_PRIMARY;
	record->user = SID_USER;
	record->package = SID_NONE;
	record->self = SID_NONE;
	record->integrity = KACS_INTEGRITY_MEDIUM;
	record->policy = KACS_POLICY_NO_WRITE_UP;
	record->owner = owner;
	record->dacl.present = true;
	record->mapping = kacs_file_mapping;
	record->groups.count = 1;
	record->groups.entries[0] =
		(struct case_group){SID_GROUP, KACS_SE_GROUP_ENABLED};
	switch (shape) {
	case SHAPE_GROUP_DENY_ONLY:
		record->groups.entries[0].attributes =
			KACS_SE_GROUP_USE_FOR_DENY_ONLY;
		break;
	case SHAPE_RESTRICTED:
		record->restricted = record->groups;
		break;
	case SHAPE_CONFINED:
		record->package = SID_PACKAGE;
		break;
	default:
		break;
	}
}

struct sweep {
	struct oracle *oracle;
	struct case_record waiting[ORACLE_BATCH];
	struct case_answer answers[ORACLE_BATCH];
	u32 count;
	u64 cases;
	u64 granted; /* cases in which anything was */
	u64 events;
	bool differs;
};

static bool still_differs(void *context, const struct case_record *record)
{
	return case_differs(context, record);
}

static void show(struct sweep *sweep, struct case_record *record)
{
	struct case_answer core, expected;
	u8 bytes[CASE_MAX_BYTES];
	u32 len;

	case_shrink(record, still_differs, sweep->oracle);
	len = case_encode(record, bytes);
	core_answer(bytes, len, NULL, &core);
	oracle_ask(sweep->oracle, bytes, len, &expected);
	case_print(bytes, len);
	answer_print("oracle", &expected);
	answer_print("core", &core);
	corpus_write(keep, bytes, len);
}

static void settle(struct sweep *sweep)
{
	struct case_answer expected;
	u32 i, worst = sweep->count;

	oracle_send(sweep->oracle);
	for (i = 0; i < sweep->count; i++) {
		oracle_receive(sweep->oracle, &expected);
		if (!answers_equal(&sweep->answers[i], &expected) &&
		    worst == sweep->count)
			worst = i;
	}
	if (worst < sweep->count && !sweep->differs) {
		sweep->differs = true;
		show(sweep, &sweep->waiting[worst]);
	}
	sweep->cases += sweep->count;
	sweep->count = 0;
}

bool sweep_ask(struct sweep *sweep, const struct case_record *record)
{
	struct case_answer *answer = &sweep->answers[sweep->count];
	u8 bytes[CASE_MAX_BYTES];
	u32 len = case_encode(record, bytes);

	oracle_add(sweep->oracle, bytes, len);
	core_answer(bytes, len, NULL, answer);
	sweep->granted += answer->words[ANSWER_GRANTED] != 0;
	sweep->events += answer->words[ANSWER_EVENTS];
	memcpy(&sweep->waiting[sweep->count++], record,
	       offsetof(struct case_record, data) + record->data_len);
	if (sweep->count == ORACLE_BATCH)
		settle(sweep);
	return !sweep->differs;
}

/* Every DACL of @count ACEs: a number with so many digits. */
static void all_of_length(struct sweep *sweep, struct case_record *record,
			  u32 count)
{
	u32 total = 1, number, rest, i;

	for (i = 0; i < count; i++)
		total *= SWEEP_LETTERS;
	record->dacl.count = count;
	for (number = 0; number < total && !sweep->differs; number++) {
		rest = number;
		for (i = 0; i < count; i++) {
			sweep_letter(rest % SWEEP_LETTERS,
				     &record->dacl.aces[i]);
			rest /= SWEEP_LETTERS;
		}
		sweep_ask(sweep, record);
	}
}

static void all_requests(struct sweep *sweep, enum shape shape, u8 owner)
{
	struct case_record record;

	sweep_base(shape, owner, &record);
	for (u32 i = 0; i < SWEEP_REQUESTS; i++) {
		record.desired = sweep_requests[i];
		for (u32 count = 0; count <= MOST_ACES; count++)
			all_of_length(sweep, &record, count);
	}
}

static void sweep_dacls(struct sweep *sweep)
{
	static const u8 owners[] = {SID_USER, SID_GROUP};

	for (u32 shape = 0; shape < SHAPE_COUNT; shape++)
		for (u32 i = 0; i < COUNT(owners); i++)
			all_requests(sweep, shape, owners[i]);
}

static const struct {
	const char *name;
	void (*ask)(struct sweep *sweep);
} sweeps[] = {
	{"core_and_oracle_agree_on_every_small_dacl", sweep_dacls},
	{"core_and_oracle_agree_on_every_small_policy", sweep_policy_rights},
	{"core_and_oracle_agree_on_every_small_sacl", sweep_policy_audit},
	{"core_and_oracle_agree_on_which_rules_apply", sweep_policy_conditions},
	{"core_and_oracle_agree_on_the_use_of_privileges",
	 sweep_privilege_audit},
};

int main(int argc, char **argv)
{
	static const struct option known[] = {
		{"keep", required_argument, NULL, 'k'}, {NULL, 0, NULL, 0}};
	static struct sweep sweep;
	bool ended, differs = false;
	u32 i;
	int option;

	while ((option = getopt_long(argc, argv, "", known, NULL)) != -1) {
		if (option != 'k')
			return 2;
		keep = optarg;
	}
	if (argc - optind != 1) {
		fprintf(stderr, "usage: exhaustive [--keep FILE] ORACLE\n");
		return 2;
	}
	sweep.oracle = oracle_start(argv[optind]);
	for (i = 0; i < COUNT(sweeps); i++) {
		sweep.cases = 0;
		sweep.granted = 0;
		sweep.events = 0;
		sweep.differs = false;
		sweeps[i].ask(&sweep);
		settle(&sweep);
		printf("# %llu cases, something granted in %llu, %llu events\n",
		       (unsigned long long)sweep.cases,
		       (unsigned long long)sweep.granted,
		       (unsigned long long)sweep.events);
		printf("%sok %u - %s\n", sweep.differs ? "not " : "", i + 1,
		       sweeps[i].name);
		fflush(stdout);
		differs |= sweep.differs;
	}
	ended = oracle_stop(sweep.oracle);
	printf("%sok %u - the_oracle_ends_well\n1..%u\n", ended ? "" : "not ",
	       i + 1, i + 1);
	return differs || !ended;
}
