// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "bad_input.h"

#define CLASSES 25

int subject, other;
uint64_t session;
static int self; /* the caller's own */

void make_subject(void)
{
	session = new_session(ALICE);
	subject = (int)must(token_in_for(
		session,
		.groups = GROUP_WITH(DOMAIN_SID "1401", "\"enabled_by_default\",\"enabled\"") "," GROUP_WITH(
			DOMAIN_SID "1402",
			"\"enabled\",\"owner\"") "," GROUP_WITH(DOMAIN_SID
								"1403",
								"\"use_for_deny_only\""),
		.disabled = SE(BACKUP),
		.more = "\"interactive_session_id\":7"));
	other = (int)must(token_in_for(session, .user = ALICE));
	self = (int)must(kacs_sys_open_self_token(0, KACS_TOKEN_QUERY));
}

/* All that can be asked. */
struct state {
	struct answer subject[CLASSES];
	struct answer self[CLASSES];
	char *subject_sd;
	char *sessions;
	unsigned int descriptors;
};

static void ask_all(int token, struct answer *answers)
{
	uint32_t i;

	for (i = 0; i + 1 < CLASSES; i++)
		answers[i] = query_all(token, i + 1);
	answers[i] = query_all(token, KACS_TOKEN_CLASS_SPEC);
}

static bool same_answers(const struct answer *before,
			 const struct answer *after)
{
	bool same = true;
	uint32_t i;

	for (i = 0; i < CLASSES; i++) {
		if (before[i].len == after[i].len &&
		    memcmp(before[i].bytes, after[i].bytes, after[i].len) == 0)
			continue;
		tap_note("query class %u differs", i + 1);
		same = false;
	}
	return same;
}

static char *read_sessions(void)
{
	FILE *list = fopen("/sys/kernel/security/kacs/sessions", "re");
	char *text = NULL;
	size_t room = 0;

	if (!list || getdelim(&text, &room, '\0', list) < 0)
		tap_abort("the list of sessions");
	fclose(list);
	return text;
}

static unsigned int open_descriptors(void)
{
	unsigned int count = 0;
	int fd;

	for (fd = 0; fd < 256; fd++)
		count += fcntl(fd, F_GETFD) >= 0;
	return count;
}

static struct state state_now(void)
{
	struct state state;

	ask_all(subject, state.subject);
	ask_all(self, state.self);
	state.subject_sd = strdup(sd_text_at(subject, "", OGD, AT_EMPTY_PATH));
	state.sessions = read_sessions();
	state.descriptors = open_descriptors();
	return state;
}

static void free_state(struct state *state)
{
	uint32_t i;

	for (i = 0; i < CLASSES; i++) {
		free(state->subject[i].bytes);
		free(state->self[i].bytes);
	}
	free(state->subject_sd);
	free(state->sessions);
}

static struct state first;

void remember_state(void)
{
	first = state_now();
}

void expect_descriptors(int more)
{
	first.descriptors += (unsigned int)more;
}

bool nothing_changed(void)
{
	struct state now = state_now();
	bool same = same_answers(first.subject, now.subject);

	same &= same_answers(first.self, now.self);
	same &= strcmp(first.subject_sd, now.subject_sd) == 0;
	same &= strcmp(first.sessions, now.sessions) == 0;
	same &= first.descriptors == now.descriptors;
	free_state(&now);
	return same;
}
