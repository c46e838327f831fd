// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Linked pairs: who may link what, what the other half is to whom, how long a
 * pair and its session live. PSD-004 4.6, 13.2.
 */
#include <pthread.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include "tokens.h"

struct pair {
	uint64_t session;
	int elevated;
	int filtered;
};

/* Two tokens of Alice in a session of their own, not linked yet. */
static struct pair two_tokens(void)
{
	struct pair pair = {.session = new_session(ALICE)};

	pair.elevated = (int)must(
		token_in_for(pair.session, .privileges = SE(TAKE_OWNERSHIP)));
	pair.filtered = (int)must(token_in_for(pair.session, .user = ALICE));
	return pair;
}

static void close_tokens(const struct pair *pair)
{
	close(pair->elevated);
	close(pair->filtered);
}

static int link_to(int elevated, int filtered, uint64_t session)
{
	const struct kacs_link_tokens_args args = {
		.elevated_fd = elevated,
		.filtered_fd = filtered,
		.session_id = session,
	};

	/* By a handle that has nothing to do with it. */
	return ioctl(bob, KACS_IOC_LINK_TOKENS, &args);
}

static int link_pair(const struct pair *pair)
{
	return link_to(pair->elevated, pair->filtered, pair->session);
}

static struct pair linked_pair(void)
{
	struct pair pair = two_tokens();

	must(link_pair(&pair));
	return pair;
}

/* The other half's descriptor, or -1 and errno. */
static int partner_of(int token)
{
	struct kacs_get_linked_token_args args = {.result_fd = -1};

	return kacs_sys_token_get_linked(token, &args) ? -1 : args.result_fd;
}

static uint64_t partner_id(int token)
{
	int partner = (int)must(partner_of(token));
	uint64_t id = statistics_of(partner).token_id;

	close(partner);
	return id;
}

static uint32_t role_of(int token)
{
	return query_u32(token, KACS_TOKEN_CLASS_ELEVATION_TYPE);
}

static void test_link(void)
{
	struct pair pair = two_tokens();
	struct token_statistics before = statistics_of(pair.filtered);

	tap_errno(partner_of(pair.elevated), ENOENT,
		  "token_that_was_never_linked_has_no_partner");
	tap_errno(link_pair(&pair), 0, "two_tokens_are_linked");
	tap_eq(role_of(pair.elevated), KACS_ELEVATION_FULL,
	       "linking_makes_the_elevated_token_full");
	tap_eq(role_of(pair.filtered), KACS_ELEVATION_LIMITED,
	       "linking_makes_the_filtered_token_limited");
	tap_eq(partner_id(pair.elevated), before.token_id,
	       "elevated_token_leads_to_the_filtered_one");
	tap_eq(partner_id(pair.filtered), statistics_of(pair.elevated).token_id,
	       "filtered_token_leads_to_the_elevated_one");
	tap_eq(statistics_of(pair.filtered).modified_id, before.modified_id,
	       "linking_is_no_adjustment");
	tap_errno(link_pair(&pair), 0, "a_pair_is_linked_again");
	close_tokens(&pair);
	tap_ok(session_ends(pair.session), "session_of_a_pair_ends");
}

struct candidates {
	struct pair pair;
	int impersonation;
	int of_bob;
	int elsewhere;
	int narrow;
};

static void test_refusals(void)
{
	struct candidates of = {.pair = two_tokens()};
	const struct pair *pair = &of.pair;
	int null = (int)must(open("/dev/null", O_RDONLY | O_CLOEXEC));
	int again;
	struct token_statistics before = statistics_of(pair->elevated);

	of.impersonation = (int)must(
		duplicate(pair->elevated, KACS_TOKEN_ALL_ACCESS,
			  KACS_TOKEN_IMPERSONATION, KACS_LEVEL_IMPERSONATION));
	of.narrow = (int)must(duplicate(
		pair->elevated, KACS_TOKEN_ALL_ACCESS & ~KACS_TOKEN_DUPLICATE,
		KACS_TOKEN_PRIMARY, 0));
	of.of_bob = (int)must(token_in_for(pair->session, .user = BOB));
	of.elsewhere =
		(int)must(token_in_for(new_session(ALICE), .user = ALICE));
	again = dup(pair->elevated);
	tap_errno(link_to(pair->elevated, pair->elevated, pair->session),
		  EINVAL, "token_is_not_linked_to_itself");
	tap_errno(link_to(pair->elevated, again, pair->session), EINVAL,
		  "token_is_not_linked_to_itself_by_another_handle");
	tap_errno(link_to(of.impersonation, pair->filtered, pair->session),
		  EINVAL, "elevated_token_must_be_primary");
	tap_errno(link_to(pair->elevated, of.impersonation, pair->session),
		  EINVAL, "filtered_token_must_be_primary");
	tap_errno(link_to(of.of_bob, pair->filtered, pair->session), EINVAL,
		  "linked_tokens_are_of_one_user");
	tap_errno(link_to(of.elsewhere, pair->filtered, pair->session), EINVAL,
		  "elevated_token_must_be_of_the_session");
	tap_errno(link_to(pair->elevated, of.elsewhere, pair->session), EINVAL,
		  "filtered_token_must_be_of_the_session");
	tap_errno(link_to(pair->elevated, pair->filtered, pair->session + 1),
		  EINVAL, "session_must_be_that_of_the_tokens");
	tap_errno(link_to(of.narrow, pair->filtered, pair->session), EACCES,
		  "elevated_handle_needs_token_duplicate");
	tap_errno(link_to(pair->elevated, of.narrow, pair->session), EACCES,
		  "filtered_handle_needs_token_duplicate");
	tap_as(alice, link_pair(pair), EPERM, "linking_needs_se_tcb");
	tap_eq(role_of(pair->elevated), KACS_ELEVATION_DEFAULT,
	       "refused_links_give_no_role");
	tap_eq(statistics_of(pair->elevated).modified_id, before.modified_id,
	       "refused_links_change_nothing");
	tap_errno(partner_of(of.narrow), ENOENT, "refused_links_link_nothing");
	close(again);
	close(null);
	close(of.impersonation);
	close(of.narrow);
	close(of.of_bob);
	close(of.elsewhere);
	close_tokens(pair);
	tap_ok(session_ends(pair->session), "refused_links_leave_no_reference");
}

static void test_roles(void)
{
	struct pair pair = linked_pair();
	struct pair other = {
		.session = pair.session,
		.elevated =
			(int)must(token_in_for(pair.session, .user = ALICE)),
		.filtered =
			(int)must(token_in_for(pair.session, .user = ALICE)),
	};
	struct kacs_restrict_args filter = {0};
	int copy;

	tap_errno(link_to(other.elevated, pair.elevated, pair.session), EINVAL,
		  "elevated_token_never_becomes_the_filtered_one");
	tap_errno(link_to(pair.filtered, other.filtered, pair.session), EINVAL,
		  "filtered_token_never_becomes_the_elevated_one");
	tap_eq(partner_id(pair.filtered), statistics_of(pair.elevated).token_id,
	       "refused_relinking_leaves_the_pair");
	tap_errno(link_to(pair.elevated, other.filtered, pair.session), 0,
		  "elevated_token_gets_another_partner");
	tap_eq(partner_id(pair.elevated),
	       statistics_of(other.filtered).token_id,
	       "relinked_token_leads_to_its_new_partner");
	tap_errno(partner_of(pair.filtered), ENOENT,
		  "replaced_token_has_no_partner");
	tap_eq(role_of(pair.filtered), KACS_ELEVATION_LIMITED,
	       "replaced_token_keeps_its_role");
	must(link_pair(
		&(struct pair){pair.session, other.elevated, pair.filtered}));
	tap_errno(partner_of(pair.elevated), ENOENT, "a_session_has_one_pair");
	tap_eq(partner_id(pair.filtered),
	       statistics_of(other.elevated).token_id,
	       "replaced_token_is_linked_again_in_its_role");
	copy = (int)must(duplicate(pair.filtered, KACS_TOKEN_ALL_ACCESS,
				   KACS_TOKEN_PRIMARY, 0));
	tap_eq(role_of(copy), KACS_ELEVATION_DEFAULT, "duplicate_has_no_role");
	tap_errno(partner_of(copy), ENOENT, "duplicate_has_no_partner");
	close(copy);
	must(kacs_sys_token_restrict(pair.filtered, &filter));
	tap_eq(role_of(filter.result_fd), KACS_ELEVATION_DEFAULT,
	       "filtered_copy_has_no_role");
	tap_errno(partner_of(filter.result_fd), ENOENT,
		  "filtered_copy_has_no_partner");
	close(filter.result_fd);
	close_tokens(&pair);
	close_tokens(&other);
}

/* What somebody who may not have the other half sees of it. */
static int look_at_partner(const struct pair *pair, uint64_t real_id)
{
	int copy = partner_of(pair->filtered);
	const struct kacs_priv_entry entry = {KACS_SE_CHANGE_NOTIFY, 0};
	struct kacs_adjust_privs_args args = {.count = 1,
					      .data_ptr = (uintptr_t)&entry};
	struct token_statistics of;

	if (copy < 0)
		return 1;
	of = statistics_of(copy);
	if (of.token_id == real_id || of.modified_id != of.token_id)
		return 2;
	if (of.type != KACS_TOKEN_IMPERSONATION ||
	    query_u32(copy, KACS_TOKEN_CLASS_IMPERSONATION_LEVEL) !=
		    KACS_LEVEL_IDENTIFICATION)
		return 3;
	if (role_of(copy) != KACS_ELEVATION_FULL)
		return 4;
	if (!(privileges_of(copy).present & SE(TAKE_OWNERSHIP)))
		return 5;
	if (kacs_sys_token_impersonate(copy) == 0 || errno != EACCES)
		return 6;
	if (duplicate(copy, KACS_TOKEN_QUERY, KACS_TOKEN_PRIMARY, 0) >= 0 ||
	    errno != EACCES)
		return 7;
	if (kacs_sys_token_adjust_privileges(copy, &args) == 0 ||
	    errno != EACCES)
		return 8;
	if (partner_of(copy) >= 0 || errno != ENOENT)
		return 9;
	return 0;
}

/* Reports which of the steps above failed as its exit status. */
static int child_status(int token, const struct pair *pair, uint64_t real_id)
{
	pid_t child = as_fork(token);
	int status;

	if (child == 0)
		_exit(look_at_partner(pair, real_id));
	must(waitpid(child, &status, 0));
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

/* Made by Alice's process for Alice: 4.8. Asked by its user. */
static int descriptor_of_partner(int token)
{
	const char *expected = "O:" ALICE "D:(A;;SWWPDTLO;;;" ALICE
			       ")(A;;RC;;;OW)(A;;CCDCLCSWRPWPDTLOCRSDRCWDWO;;;"
			       "SY)";
	int copy = partner_of(token);
	const char *text;

	if (copy < 0)
		return (int)OPEN_FAILED();
	text = sd_text_at(copy, "", OGD, AT_EMPTY_PATH);
	if (strcmp(text, expected) == 0)
		return 0;
	fprintf(stderr, "expected %s\nactual %s\n", expected, text);
	errno = ERANGE;
	return -1;
}

static void test_views(void)
{
	struct pair pair = linked_pair();
	uint64_t id = statistics_of(pair.elevated).token_id;
	int partner = (int)must(partner_of(pair.filtered));
	int narrow = (int)must(duplicate(pair.filtered, KACS_TOKEN_ADJUST_PRIVS,
					 KACS_TOKEN_PRIMARY, 0));

	tap_eq(child_status(alice, &pair, id), 0,
	       "unprivileged_caller_gets_a_copy_that_can_only_be_queried");
	tap_eq(statistics_of(partner).token_id, id,
	       "se_tcb_gets_the_partner_itself");
	tap_errno(duplicate(partner, KACS_TOKEN_ALL_ACCESS, KACS_TOKEN_PRIMARY,
			    0),
		  0, "se_tcb_may_use_the_partner");
	tap_as(partner, 0, 0, "se_tcb_may_install_the_partner");
	tap_as(alice, descriptor_of_partner(pair.filtered), 0,
	       "copy_of_the_partner_has_a_default_descriptor");
	tap_errno(partner_of(narrow), EACCES,
		  "get_linked_needs_token_query_on_the_handle");
	close(narrow);
	close(partner);
	close_tokens(&pair);
}

static int partner_of_own(void)
{
	int self = kacs_sys_open_self_token(0, KACS_TOKEN_QUERY);

	return self < 0 ? (int)OPEN_FAILED() : partner_of(self);
}

static int in_a_child(int (*what)(void))
{
	pid_t child = fork();

	if (child == 0)
		as_exit(what());
	errno = as_wait(child);
	return errno ? -1 : 0;
}

/* A shell's programs are its copies. */
static void test_fork(void)
{
	struct pair pair = linked_pair();

	tap_as(pair.filtered, partner_of_own(), 0,
	       "installed_token_is_in_its_pair");
	tap_as(pair.filtered, in_a_child(partner_of_own), 0,
	       "child_of_a_linked_process_is_in_the_pair");
	close_tokens(&pair);
	tap_ok(session_ends(pair.session),
	       "session_ends_when_the_last_process_of_a_pair_has");
}

static struct pair with_own; /* .elevated is to be the own token */

static int link_own(void)
{
	struct pair pair = with_own;

	pair.elevated = kacs_sys_open_self_token(0, KACS_TOKEN_DUPLICATE);
	return pair.elevated < 0 ? (int)OPEN_FAILED() : link_pair(&pair);
}

/* What fork() gave to a process, and its creator has too. */
static void test_forked(void)
{
	uint64_t session = new_session(SYSTEM);
	int token = (int)must(
		token_in_for(session, .user = SYSTEM, .privileges = SE(TCB)));

	with_own.session = session;
	with_own.filtered = (int)must(token_in_for(session, .user = SYSTEM));
	tap_as(token, in_a_child(link_own), 0,
	       "token_of_a_child_becomes_one_of_a_pair");
	close(with_own.filtered);
	close(token);
	tap_ok(session_ends(session), "pair_with_it_does_not_keep_its_session");

	session = new_session(SYSTEM);
	token = (int)must(
		token_in_for(session, .user = SYSTEM, .privileges = SE(TCB)));
	with_own.session = session;
	with_own.filtered = token;
	tap_as(token, in_a_child(link_own), 0,
	       "tokens_of_child_and_parent_become_a_pair");
	close(token);
	tap_ok(session_ends(session),
	       "pair_of_child_and_parent_does_not_keep_its_session");
}

static void test_lifetime(void)
{
	struct pair pair = linked_pair();
	int copy;

	tap_errno(kacs_sys_destroy_empty_session(pair.session), EBUSY,
		  "session_with_a_pair_is_not_empty");
	close(pair.elevated);
	tap_eq(role_of(must(partner_of(pair.filtered))), KACS_ELEVATION_FULL,
	       "pair_keeps_a_token_that_nobody_else_refers_to");
	copy = (int)must(duplicate(pair.filtered, KACS_TOKEN_ALL_ACCESS,
				   KACS_TOKEN_PRIMARY, 0));
	close(pair.filtered);
	tap_ok(session_listed(pair.session),
	       "a_copy_of_a_pairs_token_keeps_the_session");
	close(copy);
	/* The partner that was asked for above is still open. */
	tap_ok(session_listed(pair.session),
	       "a_handle_on_a_pairs_token_keeps_the_session");
}

static void test_end(void)
{
	struct pair pair = linked_pair();
	struct pair same = {.session = new_session(ALICE)};
	int other;

	close_tokens(&pair);
	tap_ok(session_ends(pair.session),
	       "pair_alone_does_not_keep_its_session");
	tap_errno(kacs_sys_destroy_empty_session(pair.session), ENOENT,
		  "session_that_ended_with_its_pair_is_gone");
	tap_errno(token_in_for(pair.session, .user = ALICE), EINVAL,
		  "no_token_joins_a_session_that_ended_with_its_pair");
	/* Two tokens that share all that never changes. */
	same.elevated = (int)must(token_in_for(same.session, .user = ALICE));
	same.filtered = (int)must(duplicate(
		same.elevated, KACS_TOKEN_ALL_ACCESS, KACS_TOKEN_PRIMARY, 0));
	must(link_pair(&same));
	other = (int)must(duplicate(same.elevated, KACS_TOKEN_ALL_ACCESS,
				    KACS_TOKEN_PRIMARY, 0));
	close_tokens(&same);
	tap_ok(session_listed(same.session),
	       "third_copy_keeps_the_session_of_a_pair_of_copies");
	close(other);
	tap_ok(session_ends(same.session),
	       "pair_of_copies_alone_does_not_keep_its_session");
}

#define ROUNDS 200

struct race {
	struct pair pair;
	struct pair other;
	pthread_barrier_t begin;
};

static void *relink(void *data)
{
	const struct race *race = data;
	int i;

	pthread_barrier_wait((pthread_barrier_t *)&race->begin);
	for (i = 0; i < 4; i++) {
		link_to(race->pair.elevated, race->other.filtered,
			race->pair.session);
		link_to(race->other.elevated, race->pair.filtered,
			race->pair.session);
	}
	return NULL;
}

/* Each handle is closed once, by one of the two; what comes late finds none. */
static void *close_all(void *data)
{
	const struct race *race = data;

	pthread_barrier_wait((pthread_barrier_t *)&race->begin);
	close(partner_of(race->pair.elevated));
	close_tokens(&race->pair);
	kacs_sys_destroy_empty_session(race->pair.session);
	close_tokens(&race->other);
	return NULL;
}

static void test_races(void)
{
	unsigned int left = 0;
	pthread_t threads[2];
	struct race race;
	int round;

	for (round = 0; round < ROUNDS; round++) {
		race.pair = linked_pair();
		race.other = (struct pair){
			.session = race.pair.session,
			.elevated = (int)must(
				token_in_for(race.pair.session, .user = ALICE)),
			.filtered = (int)must(
				token_in_for(race.pair.session, .user = ALICE)),
		};
		pthread_barrier_init(&race.begin, NULL, 2);
		pthread_create(&threads[0], NULL, relink, &race);
		pthread_create(&threads[1], NULL, close_all, &race);
		pthread_join(threads[0], NULL);
		pthread_join(threads[1], NULL);
		pthread_barrier_destroy(&race.begin);
		if (!session_ends(race.pair.session))
			left++;
	}
	tap_eq(left, 0, "linking_against_closing_leaves_no_session");
}

int main(void)
{
	meet_people("token_link");
	test_link();
	test_refusals();
	test_roles();
	test_views();
	test_fork();
	test_forked();
	test_lifetime();
	test_end();
	test_races();
	return tap_done();
}
