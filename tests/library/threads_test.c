// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Threads that share a context, a descriptor, an explanation and a table of
 * names all get the answers that one thread gets. ThreadSanitizer looks on in
 * build/user-tsan.
 */
#include <pthread.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <setjmp.h>
#include <cmocka.h>
#include <kacs/kacs.h>

#define THREADS 4
#define ROUNDS 50

static const char who[] =
	"{\"user\": \"S-1-5-21-1-2-3-1001\", \"groups\": [\"S-1-1-0\"],"
	" \"claims\": {\"user\": [{\"name\": \"level\", \"type\": \"int64\","
	" \"values\": [2]}]}}";
static const char policy[] =
	"O:SYG:SYD:(D;;FW;;;WD)(XA;;FR;;;WD;(@User.level >= 2))"
	"S:(AU;SAFA;FA;;;WD)";
static const char table[] = "/dev/null";

/* What all threads share, none of which they change. */
struct shared {
	uint8_t *spec, *sd;
	size_t spec_len, sd_len;
	struct kacs_authz_context *context;
	struct kacs_authz_descriptor *descriptor;
	struct kacs_principals *principals;
	struct kacs_explanation *explanation;
	pthread_barrier_t start;
};

/* All that one round has to say, as text. */
struct said {
	char text[16384];
	size_t len;
};

struct worker {
	struct shared *shared;
	struct said said;
	int differences;
};

static void say(struct said *said, const char *text)
{
	int len =
		snprintf(said->text + said->len, sizeof(said->text) - said->len,
			 "%s\n", text ? text : "(failed)");

	said->len += (size_t)len;
	if (said->len >= sizeof(said->text))
		said->len = sizeof(said->text) - 1;
}

static void say_and_free(struct said *said, char *text)
{
	say(said, text);
	free(text);
}

static void say_check(const struct shared *shared, struct said *said)
{
	struct kacs_authz_question question = {
		.size = sizeof(question),
		.context = shared->context,
		.descriptor = shared->descriptor,
		.desired = KACS_FILE_READ_DATA | KACS_FILE_WRITE_DATA,
	};
	struct kacs_authz_answer answer = {.size = sizeof(answer)};
	char line[128];

	question.events = kacs_authz_events_new(4);
	kacs_authz_mapping_of("file", &question.mapping, NULL);
	if (!question.events || kacs_authz_check(&question, &answer) < 0) {
		say(said, NULL);
		return;
	}
	snprintf(line, sizeof(line), "%d 0x%x by %u, ACE %u, %zu events",
		 answer.allowed, answer.granted, answer.step, answer.ace,
		 kacs_authz_events_count(question.events));
	kacs_authz_events_free(question.events);
	say(said, line);
}

static void say_texts(const struct shared *shared, struct said *said)
{
	struct kacs_diagnostic why;
	char *text = NULL;
	uint8_t *bytes;
	size_t len;

	kacs_sddl_format(shared->sd, shared->sd_len, &text, NULL, NULL);
	say_and_free(said, text);
	text = NULL;
	kacs_token_to_json(shared->spec, shared->spec_len, &text, NULL);
	say_and_free(said, text);
	text = NULL;
	kacs_descriptor_json(shared->sd, shared->sd_len, KACS_OBJECT_FILE,
			     shared->principals, &text, NULL);
	say_and_free(said, text);
	if (kacs_sddl_parse("D:(A;;XX;;;WD)", 14, NULL, &bytes, &len, &why) < 0)
		say(said, why.message);
}

static void say_explanation(const struct shared *shared, struct said *said)
{
	say_and_free(said, kacs_explanation_sentence(shared->explanation));
	say(said, kacs_explanation_remedy(shared->explanation, 0));
	say_and_free(said, kacs_explanation_walk(shared->explanation));
	say_and_free(said, kacs_explanation_json(shared->explanation));
}

static void say_all(const struct shared *shared, struct said *said)
{
	said->len = 0;
	say_check(shared, said);
	say_texts(shared, said);
	say_explanation(shared, said);
}

static void *work(void *argument)
{
	struct worker *worker = argument;
	struct said said;
	int i;

	pthread_barrier_wait(&worker->shared->start);
	say_all(worker->shared, &worker->said);
	for (i = 1; i < ROUNDS; i++) {
		say_all(worker->shared, &said);
		if (strcmp(said.text, worker->said.text) != 0)
			worker->differences++;
	}
	return NULL;
}

static void prepare(struct shared *shared)
{
	struct kacs_question question = {
		.size = sizeof(question),
		.desired = KACS_FILE_WRITE_DATA,
		.object_type = KACS_OBJECT_FILE,
	};

	assert_int_equal(kacs_token_from_json(who, strlen(who), &shared->spec,
					      &shared->spec_len, NULL),
			 0);
	assert_int_equal(kacs_sddl_parse(policy, strlen(policy), NULL,
					 &shared->sd, &shared->sd_len, NULL),
			 0);
	shared->context =
		kacs_authz_context_new(shared->spec, shared->spec_len, NULL);
	shared->descriptor =
		kacs_authz_descriptor_new(shared->sd, shared->sd_len, NULL);
	shared->principals = kacs_principals_load(table, NULL);
	question.token = shared->spec;
	question.token_len = shared->spec_len;
	question.sd = shared->sd;
	question.sd_len = shared->sd_len;
	shared->explanation = kacs_explain(&question, shared->principals, NULL);
	assert_non_null(shared->context);
	assert_non_null(shared->descriptor);
	assert_non_null(shared->principals);
	assert_non_null(shared->explanation);
}

static void release(struct shared *shared)
{
	kacs_explanation_free(shared->explanation);
	kacs_principals_free(shared->principals);
	kacs_authz_context_free(shared->context);
	kacs_authz_descriptor_free(shared->descriptor);
	free(shared->spec);
	free(shared->sd);
}

static void threads_share_what_does_not_change(void **state)
{
	static struct worker workers[THREADS];
	pthread_t threads[THREADS];
	static struct said alone;
	struct shared shared;
	int i;

	(void)state;
	prepare(&shared);
	pthread_barrier_init(&shared.start, NULL, THREADS);
	for (i = 0; i < THREADS; i++) {
		workers[i].shared = &shared;
		assert_int_equal(pthread_create(&threads[i], NULL, work,
						&workers[i]),
				 0);
	}
	for (i = 0; i < THREADS; i++)
		pthread_join(threads[i], NULL);
	say_all(&shared, &alone);
	assert_null(strstr(alone.text, "(failed)"));
	assert_non_null(strstr(alone.text, "0 0x1 by 6, ACE 0, 1 events"));
	for (i = 0; i < THREADS; i++) {
		assert_string_equal(workers[i].said.text, alone.text);
		assert_int_equal(workers[i].differences, 0);
	}
	pthread_barrier_destroy(&shared.start);
	release(&shared);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(threads_share_what_does_not_change),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
