// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Random cases: the core against the oracle, and the properties of every case
 * against the core alone. Prints TAP.
 *
 * differential [--seed N] [--count N] [--seconds N] [--features LIST]
 *		[--keep FILE] ORACLE CORPUS
 *
 * Stops after so many cases or so much time, whichever comes first; a count or
 * time of 0 is no limit. What differs is made as small as it gets, printed, and
 * kept in FILE.
 */
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "compare.h"
#include "coverage.h"
#include "generate.h"
#include "properties.h"

/* Each is asked several times: not for every case. */
#define PROPERTY_INTERVAL 16u
#define TRACE_ENTRIES 256u

/* With fewer cases, what was not reached may have had no chance. */
#define COVERAGE_CASES 500000u

static struct {
	u64 seed;
	u64 count;
	u64 seconds;
	u32 features;
	const char *keep;
	const char *oracle;
	const char *corpus;
} options = {
	.seed = 1,
	.count = 1000000,
	.seconds = 60,
	.keep = "differential.case",
};

static u32 results;
static u32 failures;

static void report(bool good, const char *name)
{
	printf("%sok %u - %s\n", good ? "" : "not ", ++results, name);
	failures += !good;
	fflush(stdout);
}

static u64 number(const char *option, const char *text)
{
	char *end;
	unsigned long long value;

	errno = 0;
	value = strtoull(text, &end, 0);
	if (errno || end == text || *end) {
		fprintf(stderr,
			"differential: --%s: expected a number, got "
			"'%s'\n",
			option, text);
		exit(2);
	}
	return value;
}

static u32 feature_list(char *text)
{
	u32 features = 0;
	char *name;

	while ((name = strsep(&text, ","))) {
		if (strcmp(name, "conditions") == 0) {
			features |= FEATURE_CONDITIONS;
		} else if (strcmp(name, "trees") == 0) {
			features |= FEATURE_TREES;
		} else if (strcmp(name, "malformed") == 0) {
			features |= FEATURE_MALFORMED;
		} else if (strcmp(name, "policies") == 0) {
			features |= FEATURE_POLICIES;
		} else if (*name) {
			fprintf(stderr,
				"differential: --features: no '%s'; "
				"expected conditions, trees, malformed or "
				"policies\n",
				name);
			exit(2);
		}
	}
	return features;
}

static void parse_options(int argc, char **argv)
{
	static const struct option known[] = {
		{"seed", required_argument, NULL, 's'},
		{"count", required_argument, NULL, 'c'},
		{"seconds", required_argument, NULL, 't'},
		{"features", required_argument, NULL, 'f'},
		{"keep", required_argument, NULL, 'k'},
		{NULL, 0, NULL, 0}};
	int option, index;

	while ((option = getopt_long(argc, argv, "", known, &index)) != -1) {
		switch (option) {
		case 's':
			options.seed = number("seed", optarg);
			break;
		case 'c':
			options.count = number("count", optarg);
			break;
		case 't':
			options.seconds = number("seconds", optarg);
			break;
		case 'f':
			options.features = feature_list(optarg);
			break;
		case 'k':
			options.keep = optarg;
			break;
		default:
			exit(2);
		}
	}
	if (argc - optind != 2) {
		fprintf(stderr, "usage: differential [--seed N] [--count N] "
				"[--seconds N] [--features LIST] [--keep FILE] "
				"ORACLE CORPUS\n");
		exit(2);
	}
	options.oracle = argv[optind];
	options.corpus = argv[optind + 1];
}

static void show(struct oracle *oracle, const struct case_record *record)
{
	struct case_answer core, expected;
	u8 bytes[CASE_MAX_BYTES];
	u32 len = case_encode(record, bytes);

	core_answer(bytes, len, NULL, &core);
	oracle_ask(oracle, bytes, len, &expected);
	case_print(bytes, len);
	answer_print("oracle", &expected);
	answer_print("core", &core);
	corpus_write(options.keep, bytes, len);
}

static bool still_differs(void *context, const struct case_record *record)
{
	return case_differs(context, record);
}

static bool still_violates(void *context, const struct case_record *record)
{
	const struct property *property = context;
	bool applies = false;
	struct case_answer answer;
	u8 bytes[CASE_MAX_BYTES];

	core_answer(bytes, case_encode(record, bytes), NULL, &answer);
	return !answer.words[ANSWER_STATUS] &&
	       !property->holds(record, &applies) && applies;
}

struct totals {
	u64 cases;
	u64 malformed;
	u64 said[PROPERTY_COUNT]; /* cases that a property is about */
	bool violated[PROPERTY_COUNT];
	bool differs;
};

static void check_properties(struct oracle *oracle,
			     const struct case_record *record,
			     struct totals *totals)
{
	struct case_record small;
	bool applies;

	for (u32 i = 0; i < PROPERTY_COUNT; i++) {
		if (totals->violated[i])
			continue;
		applies = false;
		if (properties[i].holds(record, &applies) || !applies) {
			totals->said[i] += applies;
			continue;
		}
		totals->violated[i] = true;
		small = *record;
		case_shrink(&small, still_violates, (void *)&properties[i]);
		printf("# %s does not hold for\n", properties[i].name);
		show(oracle, &small);
	}
}

static struct case_record records[ORACLE_BATCH];
static struct case_answer answers[ORACLE_BATCH];
static u8 encoded[ORACLE_BATCH][CASE_MAX_BYTES];
static u32 lengths[ORACLE_BATCH];

/* One batch: the oracle works on it while the core does. */
static void run_batch(struct oracle *oracle, struct random *random, u32 count,
		      struct totals *totals)
{
	static struct kacs_trace_entry entries[TRACE_ENTRIES];
	struct case_answer expected;
	struct kacs_trace trace;
	struct case_record small;
	u32 i, worst = count;

	for (i = 0; i < count; i++) {
		generate_case(random, options.features, &records[i]);
		lengths[i] = case_encode(&records[i], encoded[i]);
		oracle_add(oracle, encoded[i], lengths[i]);
	}
	oracle_send(oracle);
	for (i = 0; i < count; i++) {
		kacs_trace_init(&trace, entries, TRACE_ENTRIES);
		core_answer(encoded[i], lengths[i], i % 2 ? &trace : NULL,
			    &answers[i]);
		totals->malformed += answers[i].words[ANSWER_STATUS] != 0;
		if (i % 2)
			coverage_add(&records[i], &trace, &answers[i]);
	}
	for (i = 0; i < count; i++) {
		oracle_receive(oracle, &expected);
		if (!answers_equal(&answers[i], &expected) && worst == count)
			worst = i;
	}
	totals->cases += count;
	for (i = 0; i < count; i += PROPERTY_INTERVAL)
		if (records[i].broken == PART_NONE &&
		    !answers[i].words[ANSWER_STATUS])
			check_properties(oracle, &records[i], totals);
	if (worst == count)
		return;
	totals->differs = true;
	printf("# seed %llu, about case %llu: the smallest like it\n",
	       (unsigned long long)options.seed,
	       (unsigned long long)totals->cases);
	small = records[worst];
	case_shrink(&small, still_differs, oracle);
	show(oracle, &small);
}

static double now(void)
{
	struct timespec time;

	clock_gettime(CLOCK_MONOTONIC, &time);
	return (double)time.tv_sec + (double)time.tv_nsec / 1e9;
}

int main(int argc, char **argv)
{
	struct totals totals = {0};
	struct oracle *oracle;
	struct random random;
	double start = now();
	u32 replayed, differ, missing;
	u64 left;

	parse_options(argc, argv);
	oracle = oracle_start(options.oracle);
	differ = corpus_replay(oracle, options.corpus, &replayed);
	printf("# %u cases of the corpus\n", replayed);
	report(!differ, "the_corpus_is_answered_alike");
	random.state = options.seed;
	while (!totals.differs) {
		left = options.count ? options.count - totals.cases
				     : ORACLE_BATCH;
		if (!left || (options.seconds &&
			      now() - start > (double)options.seconds))
			break;
		run_batch(oracle, &random,
			  left < ORACLE_BATCH ? (u32)left : ORACLE_BATCH,
			  &totals);
	}
	printf("# %llu cases in %.1f s, %llu of them malformed, seed %llu\n",
	       (unsigned long long)totals.cases, now() - start,
	       (unsigned long long)totals.malformed,
	       (unsigned long long)options.seed);
	report(!totals.differs, "core_and_oracle_agree_on_random_cases");
	missing = coverage_print(options.features);
	if (totals.cases < COVERAGE_CASES)
		report(true, "the_cases_reach_every_step_and_ace_type "
			     "# SKIP too few cases to tell");
	else
		report(!missing, "the_cases_reach_every_step_and_ace_type");
	for (u32 i = 0; i < PROPERTY_COUNT; i++) {
		printf("# %s: %llu cases\n", properties[i].name,
		       (unsigned long long)totals.said[i]);
		report(!totals.violated[i] && totals.said[i],
		       properties[i].name);
	}
	report(oracle_stop(oracle), "the_oracle_ends_well");
	printf("1..%u\n", results);
	return failures ? 1 : 0;
}
