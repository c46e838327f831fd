// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Exhaustive small scope: every DACL of at most three ACEs over a small
 * alphabet, for every token, owner and request of a small set, the core against
 * the oracle. Prints TAP.
 *
 * exhaustive [--keep FILE] ORACLE
 */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>

#include "compare.h"

#define MOST_ACES 3u
#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static const u8 types[] = {KACS_ACE_ACCESS_ALLOWED, KACS_ACE_ACCESS_DENIED};
static const u8 flags[] = {0, KACS_ACE_INHERIT_ONLY};
static const u8 sids[] = {SID_USER, SID_GROUP, SID_OWNER_RIGHTS, SID_PACKAGE};
static const u32 masks[] = {KACS_FILE_READ_DATA,
			    KACS_GENERIC_READ | KACS_WRITE_DAC};
static const u32 requests[] = {KACS_MAXIMUM_ALLOWED, KACS_FILE_READ_DATA,
			       KACS_READ_CONTROL, KACS_GENERIC_READ,
			       KACS_FILE_READ_DATA | KACS_WRITE_DAC};

#define LETTERS (COUNT(types) * COUNT(flags) * COUNT(sids) * COUNT(masks))

/* Ends of the line of tokens; each is asked about every DACL. */
enum shape {
	SHAPE_PLAIN,
	SHAPE_GROUP_DENY_ONLY,
	SHAPE_RESTRICTED,
	SHAPE_CONFINED,
	SHAPE_COUNT,
};

static const char *keep = "exhaustive.case";

static void letter(u32 number, struct case_ace *ace)
{
	memset(ace, 0, sizeof(*ace));
	ace->type = types[number % COUNT(types)];
	number /= COUNT(types);
	ace->flags = flags[number % COUNT(flags)];
	number /= COUNT(flags);
	ace->sid = sids[number % COUNT(sids)];
	number /= COUNT(sids);
	ace->mask = masks[number % COUNT(masks)];
}

static void base(enum shape shape, u8 owner, struct case_record *record)
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

struct run {
	struct oracle *oracle;
	struct case_record waiting[ORACLE_BATCH];
	struct case_answer answers[ORACLE_BATCH];
	u32 count;
	u64 cases;
	u64 allowed;
	bool differs;
};

static bool still_differs(void *context, const struct case_record *record)
{
	return case_differs(context, record);
}

static void show(struct run *run, struct case_record *record)
{
	struct case_answer core, expected;
	u8 bytes[CASE_MAX_BYTES];
	u32 len;

	case_shrink(record, still_differs, run->oracle);
	len = case_encode(record, bytes);
	core_answer(bytes, len, NULL, &core);
	oracle_ask(run->oracle, bytes, len, &expected);
	case_print(bytes, len);
	answer_print("oracle", &expected);
	answer_print("core", &core);
	corpus_write(keep, bytes, len);
}

static void settle(struct run *run)
{
	struct case_answer expected;
	u32 i, worst = run->count;

	oracle_send(run->oracle);
	for (i = 0; i < run->count; i++) {
		oracle_receive(run->oracle, &expected);
		if (!answers_equal(&run->answers[i], &expected) &&
		    worst == run->count)
			worst = i;
	}
	if (worst < run->count && !run->differs) {
		run->differs = true;
		show(run, &run->waiting[worst]);
	}
	run->cases += run->count;
	run->count = 0;
}

static void ask(struct run *run, const struct case_record *record)
{
	struct case_answer *answer = &run->answers[run->count];
	u8 bytes[CASE_MAX_BYTES];
	u32 len = case_encode(record, bytes);

	oracle_add(run->oracle, bytes, len);
	core_answer(bytes, len, NULL, answer);
	run->allowed += answer->words[ANSWER_GRANTED] != 0;
	run->waiting[run->count++] = *record;
	if (run->count == ORACLE_BATCH)
		settle(run);
}

/* Every DACL of @count ACEs: a number with so many digits. */
static void all_of_length(struct run *run, struct case_record *record,
			  u32 count)
{
	u32 total = 1, number, rest, i;

	for (i = 0; i < count; i++)
		total *= LETTERS;
	record->dacl.count = count;
	for (number = 0; number < total && !run->differs; number++) {
		rest = number;
		for (i = 0; i < count; i++) {
			letter(rest % LETTERS, &record->dacl.aces[i]);
			rest /= LETTERS;
		}
		ask(run, record);
	}
}

static void all_requests(struct run *run, enum shape shape, u8 owner)
{
	struct case_record record;

	base(shape, owner, &record);
	for (u32 i = 0; i < COUNT(requests); i++) {
		record.desired = requests[i];
		for (u32 count = 0; count <= MOST_ACES; count++)
			all_of_length(run, &record, count);
	}
}

int main(int argc, char **argv)
{
	static const struct option known[] = {
		{"keep", required_argument, NULL, 'k'}, {NULL, 0, NULL, 0}};
	static const u8 owners[] = {SID_USER, SID_GROUP};
	static struct run run;
	bool ended;
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
	run.oracle = oracle_start(argv[optind]);
	for (u32 shape = 0; shape < SHAPE_COUNT; shape++)
		for (u32 i = 0; i < COUNT(owners); i++)
			all_requests(&run, shape, owners[i]);
	settle(&run);
	ended = oracle_stop(run.oracle);
	printf("# %llu cases, something granted in %llu\n",
	       (unsigned long long)run.cases, (unsigned long long)run.allowed);
	printf("%sok 1 - core_and_oracle_agree_on_every_small_dacl\n",
	       run.differs ? "not " : "");
	printf("%sok 2 - the_oracle_ends_well\n1..2\n", ended ? "" : "not ");
	return run.differs || !ended;
}
