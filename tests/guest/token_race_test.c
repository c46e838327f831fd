// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Tokens used by many at once: handles closed under calls, defaults changed
 * under creating files, pairs replaced under forks. Bounded by rounds.
 */
#include <pthread.h>
#include <stdatomic.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include "tokens.h"

#define CALLERS 3
#define HANDLES 100
#define FILES 150

static atomic_int shared = -1;
static atomic_bool over;
static atomic_uint odd;

/* Closed in the meantime, or another's descriptor by now. */
static bool may_fail_with(int number)
{
	return number == EBADF || number == ENOTTY || number == ENOENT ||
	       number == EACCES || number == EINVAL;
}

static void call_one(int token, unsigned int which)
{
	struct kacs_group_entry all = {.index = KACS_GROUP_RESET_ALL};
	struct kacs_adjust_groups_args groups = {.count = 1,
						 .data_ptr = (uintptr_t)&all};
	struct kacs_priv_entry reset = {0, KACS_PRIV_RESET_ALL_DEFAULTS};
	struct kacs_adjust_privs_args privileges = {
		.count = 1, .data_ptr = (uintptr_t)&reset};
	struct kacs_adjust_default_args defaults = {.owner_index = 0,
						    .group_index = which & 1};
	struct kacs_get_linked_token_args linked = {.result_fd = -1};
	struct kacs_restrict_args filter = {.result_fd = -1};
	uint8_t room[512];
	struct kacs_query_args query = {.token_class = 1 + which % 24,
					.buf_len = sizeof(room),
					.buf_ptr = (uintptr_t)room};
	int result = 0, made = -1;

	switch (which % 7) {
	case 0:
		result = kacs_sys_token_query(token, &query);
		break;
	case 1:
		result = made = duplicate(token, KACS_TOKEN_QUERY,
					  KACS_TOKEN_PRIMARY, 0);
		break;
	case 2:
		result = kacs_sys_token_restrict(token, &filter);
		made = filter.result_fd;
		break;
	case 3:
		result = kacs_sys_token_adjust_groups(token, &groups);
		break;
	case 4:
		result = kacs_sys_token_adjust_privileges(token, &privileges);
		break;
	case 5:
		result = kacs_sys_token_adjust_default(token, &defaults);
		break;
	case 6:
		result = kacs_sys_token_get_linked(token, &linked);
		made = linked.result_fd;
		break;
	}
	if (result < 0 && !may_fail_with(errno))
		odd++;
	if (made >= 0)
		close(made);
}

static void *call_all(void *unused)
{
	unsigned int which = 0;
	int token;

	while (!over) {
		token = shared;
		if (token >= 0)
			call_one(token, which++);
	}
	return unused;
}

static void wait_briefly(int round)
{
	volatile int i;

	for (i = 0; i < (round % 16) * 500; i++)
		;
}

/* A new session each time: only the pair keeps its tokens for a while. */
static unsigned int close_handles(void)
{
	unsigned int left = 0;
	uint64_t session;
	int filtered, round;

	for (round = 0; round < HANDLES; round++) {
		session = new_session(ALICE);
		filtered = (int)must(token_in_for(session, .user = ALICE));
		struct kacs_link_tokens_args pair = {
			(int)must(token_in_for(session, .user = ALICE)),
			filtered, session};

		must(kacs_sys_token_link(&pair));
		shared = pair.elevated_fd;
		close(filtered);
		wait_briefly(round);
		close(pair.elevated_fd);
		shared = -1;
		left += !session_ends(session);
	}
	return left;
}

static void test_close(void)
{
	pthread_t threads[CALLERS];
	unsigned int left;
	int i;

	for (i = 0; i < CALLERS; i++)
		pthread_create(&threads[i], NULL, call_all, NULL);
	left = close_handles();
	over = true;
	for (i = 0; i < CALLERS; i++)
		pthread_join(threads[i], NULL);
	tap_eq(left, 0, "closing_under_calls_leaves_no_session");
	tap_eq(odd, 0, "calls_under_closing_fail_as_they_may");
}

/* Two sets of defaults, always changed together. */
static const char *const dacls[] = {"D:(A;;GA;;;OW)",
				    "D:(A;;GA;;;OW)(A;;GR;;;WD)"};
static const char *const files[] = {
	"O:" ALICE "G:" ALICE "D:(A;;FA;;;OW)",
	"O:" CONTRACTORS "G:WDD:(A;;FA;;;OW)(A;;FR;;;WD)",
};

static void *change_defaults(void *data)
{
	struct kacs_adjust_default_args args[2] = {{0}, {0}};
	const int *token = data;
	unsigned int i;
	size_t len;
	uint8_t *acl;

	for (i = 0; i < 2; i++) {
		must(kacs_sddl_parse_acl(dacls[i], &acl, &len, NULL));
		args[i].dacl_ptr = (uintptr_t)acl;
		args[i].dacl_len = (uint32_t)len;
		args[i].owner_index = i ? 4 : 0;
		args[i].group_index = i ? 1 : 0;
	}
	for (i = 0; !over; i++)
		must(kacs_sys_token_adjust_default(*token, &args[i % 2]));
	free((void *)args[0].dacl_ptr);
	free((void *)args[1].dacl_ptr);
	return NULL;
}

static unsigned int create_files(void)
{
	unsigned int mixed = 0;
	const char *sd;
	char name[32];
	int i, fd;

	for (i = 0; i < FILES; i++) {
		snprintf(name, sizeof(name), "bare/%d", i);
		fd = open(name, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0644);
		if (fd < 0)
			return UINT32_MAX;
		close(fd);
		sd = sd_text(name, OGD);
		if (strcmp(sd, files[0]) == 0 || strcmp(sd, files[1]) == 0)
			continue;
		if (!mixed++)
			tap_note("%s: %s", name, sd);
	}
	return mixed;
}

static int create_under_changes(void)
{
	int self = kacs_sys_open_self_token(0, KACS_TOKEN_ADJUST_DEFAULT);
	struct kacs_adjust_default_args first = {0};
	unsigned int mixed;
	pthread_t thread;
	uint8_t *acl;
	size_t len;

	if (self < 0 || kacs_sddl_parse_acl(dacls[0], &acl, &len, NULL))
		return 254;
	first.dacl_ptr = (uintptr_t)acl;
	first.dacl_len = (uint32_t)len;
	if (kacs_sys_token_adjust_default(self, &first))
		return 253;
	over = false;
	pthread_create(&thread, NULL, change_defaults, &self);
	mixed = create_files();
	over = true;
	pthread_join(thread, NULL);
	return mixed > 200 ? 200 : (int)mixed;
}

static void test_defaults(void)
{
	int token = token_for(
			.groups = GROUP_WITH(
				CONTRACTORS,
				"\"mandatory\",\"enabled_by_default\",\"enabled\",\"owner\""),
			.privileges = SE(BACKUP));
	pid_t child = as_fork(token);
	int status = 0;

	if (child == 0)
		_exit(create_under_changes());
	must(waitpid(child, &status, 0));
	tap_eq(WIFEXITED(status) ? WEXITSTATUS(status) : -1, 0,
	       "new_files_have_all_of_one_set_of_defaults");
	close(token);
}

/* In a process of the filtered token: children look for their partner. */
static void fork_and_look(void)
{
	struct kacs_get_linked_token_args args;
	int i, self;

	for (i = 0; i < 40; i++) {
		pid_t child = fork();

		if (child < 0)
			_exit(1);
		if (child == 0) {
			self = kacs_sys_open_self_token(0, KACS_TOKEN_QUERY);
			if (kacs_sys_token_get_linked(self, &args) &&
			    errno != ENOENT)
				_exit(1);
			_exit(0);
		}
		if (as_wait(child))
			_exit(1);
	}
	_exit(0);
}

static void test_forks(void)
{
	uint64_t session = new_session(ALICE);
	int one = (int)must(token_in_for(session, .user = ALICE));
	int two = (int)must(token_in_for(session, .user = ALICE));
	int filtered = (int)must(token_in_for(session, .user = ALICE));
	struct kacs_link_tokens_args pair = {one, filtered, session};
	pid_t child = as_fork(filtered);
	int status = 0;
	unsigned int i;

	if (child == 0)
		fork_and_look();
	for (i = 0; waitpid(child, &status, WNOHANG) == 0; i++) {
		pair.elevated_fd = i % 2 ? one : two;
		must(kacs_sys_token_link(&pair));
	}
	tap_eq(status, 0, "children_look_for_partners_under_relinking");
	close(one);
	close(two);
	close(filtered);
	tap_ok(session_ends(session), "forks_under_relinking_leave_no_session");
}

int main(void)
{
	meet_people("token_race");
	make_directory("bare", "O:SYG:SYD:(A;;FA;;;WD)");
	test_close();
	test_defaults();
	test_forks();
	return tap_done();
}
