// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Impersonation: levels, gates, revert, and what it must not reach. PSD-004 9,
 * 13.2.
 */
#include <grp.h>
#include <pthread.h>
#include <sys/fsuid.h>
#include <sys/wait.h>
#include "guest.h"
#include "tokens.h"

#define REQUIRE(condition, status)       \
	do {                             \
		if (!(condition))        \
			return (status); \
	} while (0)

#define CLIENT(level) \
	"\"type\":\"impersonation\",\"impersonation_level\":\"" level "\""

static int server;	 /* Bob with SeImpersonatePrivilege */
static int impersonated; /* whom the status functions impersonate */

/*
 * An Identification-level thread may not open its own token by itself; the
 * node in securityfs can still be queried.
 */
static int effective(void)
{
	return open("/sys/kernel/security/kacs/self", O_RDONLY | O_CLOEXEC);
}

static bool i_act_as(const char *user)
{
	int token = effective();
	bool same = strcmp(user_of(token), user) == 0;

	close(token);
	return same;
}

/* The status of an impersonation: 10 and the level that it came to. */
static int impersonate_and_look(void)
{
	int token, level;

	if (kacs_sys_token_impersonate(impersonated))
		return errno;
	token = effective();
	level = (int)level_of(token);
	close(token);
	return 200 + level;
}

static int look(int who, int whom)
{
	impersonated = whom;
	return as_status(who, impersonate_and_look);
}

#define LEVEL(name) (200 + (int)KACS_LEVEL_##name)

static void test_gates(void)
{
	int own = token_for(.user = BOB, .more = CLIENT("impersonation"));
	int other = token_for(.user = ALICE, .more = CLIENT("impersonation"));
	int delegated = token_for(.user = ALICE, .more = CLIENT("delegation"));
	int identified =
		token_for(.user = ALICE, .more = CLIENT("identification"));
	int anonymous = token_for(.user = ALICE, .more = CLIENT("anonymous"));
	int high = token_for(.user = ALICE, .integrity = "high",
			     .more = CLIENT("impersonation"));
	int own_high = token_for(.user = BOB, .integrity = "high",
				 .more = CLIENT("impersonation"));
	int low = token_for(.user = ALICE, .integrity = "low",
			    .more = CLIENT("impersonation"));
	int asleep = token_for(.user = BOB, .disabled = SE(IMPERSONATE));

	tap_eq(look(bob, own), LEVEL(IMPERSONATION),
	       "same_user_passes_the_identity_gate");
	tap_eq(look(bob, other), LEVEL(IDENTIFICATION),
	       "other_user_is_capped_to_identification");
	tap_eq(look(asleep, other), LEVEL(IDENTIFICATION),
	       "disabled_impersonate_privilege_does_not_help");
	tap_eq(look(server, other), LEVEL(IMPERSONATION),
	       "impersonate_privilege_passes_the_identity_gate");
	tap_eq(look(server, delegated), LEVEL(DELEGATION),
	       "level_is_the_clients");
	tap_eq(look(server, identified), LEVEL(IDENTIFICATION),
	       "level_is_never_raised");
	tap_eq(look(server, high), LEVEL(IDENTIFICATION),
	       "integrity_ceiling_holds_in_spite_of_the_privilege");
	tap_eq(look(bob, own_high), LEVEL(IDENTIFICATION),
	       "integrity_ceiling_holds_for_the_same_user");
	tap_eq(look(server, low), LEVEL(IMPERSONATION),
	       "lower_integrity_passes_the_ceiling");
	tap_eq(look(bob, anonymous), LEVEL(ANONYMOUS),
	       "anonymous_needs_no_gate");
	close(own);
	close(other);
	close(delegated);
	close(identified);
	close(anonymous);
	close(high);
	close(own_high);
	close(low);
	close(asleep);
}

static void test_restricted_servers(void)
{
	int client = token_for(.user = BOB, .more = CLIENT("impersonation"));
	int restricted_client = token_for(
			.user = BOB,
			.more = CLIENT(
				"impersonation") ",\"restricted_sids\":[{\"sid\":\"" BOB
						 "\"},{\"sid\":\"" EVERYONE
						 "\"}]");
	int restricted =
		token_for(.user = BOB, .privileges = SE(IMPERSONATE),
			  .more = "\"restricted_sids\":[{\"sid\":\"" BOB
				  "\"},{\"sid\":\"" EVERYONE "\"}]");

	tap_eq(look(restricted, client), EPERM,
	       "restricted_server_does_not_impersonate_its_unrestricted_self");
	tap_eq(look(restricted, restricted_client), LEVEL(IMPERSONATION),
	       "restricted_server_impersonates_its_restricted_self");
	tap_eq(look(bob, restricted_client), LEVEL(IDENTIFICATION),
	       "unrestricted_server_is_capped_for_its_restricted_self");
	close(client);
	close(restricted_client);
	close(restricted);
}

static int impersonate_and_open(int whom, const char *path, int flags)
{
	if (kacs_sys_token_impersonate(whom))
		return (int)OPEN_FAILED();
	return open(path, flags, 0600);
}

static int revert_and_open(int whom, const char *path)
{
	if (kacs_sys_token_impersonate(whom) || kacs_sys_revert())
		return (int)OPEN_FAILED();
	return open(path, O_RDONLY);
}

static int impersonate_twice(int first, int second, const char *path)
{
	if (kacs_sys_token_impersonate(first))
		return (int)OPEN_FAILED();
	return impersonate_and_open(second, path, O_RDONLY);
}

/* Begins a logon session as a client. */
static int impersonate_and_begin(int whom)
{
	static const uint8_t spec[] = {
		KACS_LOGON_BATCH, 0, 0, 8, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 5};

	if (kacs_sys_token_impersonate(whom))
		return (int)OPEN_FAILED();
	return (int)kacs_sys_create_session(spec, sizeof(spec));
}

static int impersonate_and_name(int whom)
{
	if (kacs_sys_token_impersonate(whom))
		return (int)OPEN_FAILED();
	return sethostname("guest", 5);
}

/* Looking at somebody does not lend his privileges. */
static void test_privileges(void)
{
	int client = token_for(.user = MALLORY, .privileges = SE(TCB),
			       .more = CLIENT("impersonation"));
	int identified = token_for(.user = MALLORY, .privileges = SE(TCB),
				   .more = CLIENT("identification"));
	int unprivileged = token_for(.user = BOB);

	tap_as(server, impersonate_and_begin(client), 0,
	       "impersonation_level_has_the_clients_privileges");
	tap_as(server, impersonate_and_name(client), 0,
	       "impersonation_level_has_the_clients_capabilities");
	tap_as(server, impersonate_and_begin(identified), EPERM,
	       "identification_level_has_no_privileges");
	tap_as(server, impersonate_and_name(identified), EPERM,
	       "identification_level_has_no_capabilities");
	tap_as(unprivileged, impersonate_and_begin(client), EPERM,
	       "capped_to_identification_has_no_privileges");
	close(unprivileged);
	close(identified);
	close(client);
}

static void test_decisions(void)
{
	int client = token_for(.user = ALICE, .more = CLIENT("impersonation"));
	int other = token_for(.user = MALLORY, .more = CLIENT("impersonation"));
	int identified =
		token_for(.user = ALICE, .more = CLIENT("identification"));
	int anonymous = token_for(.user = ALICE, .more = CLIENT("anonymous"));
	struct stat st;

	make_file("alices", "O:SYG:SYD:(A;;FA;;;" ALICE ")");
	make_file("bobs", "O:SYG:SYD:(A;;FA;;;" BOB ")");
	make_file("everyones", "O:SYG:SYD:(A;;FA;;;WD)");
	make_file("anonymouss", "O:SYG:SYD:(A;;FA;;;AN)");
	make_file("authenticated", "O:SYG:SYD:(A;;FA;;;AU)");
	tap_as(server, impersonate_and_open(client, "alices", O_RDWR), 0,
	       "impersonated_token_decides");
	tap_as(server, impersonate_and_open(client, "bobs", O_RDWR), EACCES,
	       "own_token_does_not_decide_while_impersonating");
	tap_as(server, revert_and_open(client, "bobs"), 0,
	       "own_token_decides_after_revert");
	tap_as(server, revert_and_open(client, "alices"), EACCES,
	       "impersonated_token_does_not_decide_after_revert");
	tap_as(server, kacs_sys_revert(), 0,
	       "revert_without_impersonation_does_nothing");
	tap_as(server, impersonate_twice(other, client, "alices"), 0,
	       "second_impersonation_replaces_the_first");
	tap_as(server, impersonate_and_open(identified, "everyones", O_RDONLY),
	       EACCES, "identification_level_opens_nothing");
	tap_as(server, impersonate_and_open(anonymous, "everyones", O_RDONLY),
	       0, "anonymous_is_in_everyone");
	tap_as(server, impersonate_and_open(anonymous, "anonymouss", O_RDONLY),
	       0, "anonymous_user_is_anonymous");
	tap_as(server,
	       impersonate_and_open(anonymous, "authenticated", O_RDONLY),
	       EACCES, "anonymous_is_not_authenticated");
	tap_as(server, impersonate_and_open(anonymous, "alices", O_RDONLY),
	       EACCES, "anonymous_keeps_nothing_of_the_client");
	tap_as(server,
	       impersonate_and_open(client, "/tmp/for_client",
				    O_CREAT | O_EXCL | O_WRONLY),
	       0, "impersonator_creates_a_file");
	must(stat("/tmp/for_client", &st));
	tap_eq(st.st_uid, 1001, "files_belong_to_the_clients_projected_uid");
	must(unlink("/tmp/for_client"));
	close(client);
	close(other);
	close(identified);
	close(anonymous);
}

static int ids_while_impersonating(void)
{
	REQUIRE(kacs_sys_token_impersonate(impersonated) == 0, 1);
	REQUIRE(getuid() == 1002, 2);
	REQUIRE(setfsuid((uid_t)-1) == 1001, 3);
	REQUIRE(kacs_sys_revert() == 0, 4);
	REQUIRE(setfsuid((uid_t)-1) == 1002, 5);
	return 0;
}

/* 12.3: access() asks the effective token; there is no real one beside it. */
static int access_while_impersonating(void)
{
	REQUIRE(kacs_sys_token_impersonate(impersonated) == 0, 1);
	REQUIRE(access("alices", R_OK | W_OK) == 0, 2);
	REQUIRE(access("bobs", R_OK) && errno == EACCES, 3);
	REQUIRE(faccessat(AT_FDCWD, "alices", R_OK, AT_EACCESS) == 0, 4);
	REQUIRE(faccessat(AT_FDCWD, "bobs", R_OK, AT_EACCESS) &&
			errno == EACCES,
		5);
	REQUIRE(kacs_sys_revert() == 0, 6);
	REQUIRE(access("bobs", R_OK | W_OK) == 0, 7);
	return 0;
}

static int fork_while_impersonating(void)
{
	pid_t child;

	REQUIRE(kacs_sys_token_impersonate(impersonated) == 0, 1);
	child = fork();
	if (child == 0)
		_exit(i_act_as(BOB) ? 0 : 1);
	REQUIRE(as_wait(child) == 0, 2);
	REQUIRE(i_act_as(ALICE), 3);
	return 0;
}

static void *who_am_i(void *unused)
{
	(void)unused;
	return (void *)(intptr_t)(i_act_as(BOB) ? 0 : 1);
}

static int thread_while_impersonating(void)
{
	pthread_t thread;
	void *status;

	REQUIRE(kacs_sys_token_impersonate(impersonated) == 0, 1);
	REQUIRE(pthread_create(&thread, NULL, who_am_i, NULL) == 0, 2);
	pthread_join(thread, &status);
	REQUIRE(status == NULL, 3);
	REQUIRE(i_act_as(ALICE), 4);
	return 0;
}

static int real_while_impersonating(void)
{
	int token;

	REQUIRE(kacs_sys_token_impersonate(impersonated) == 0, 1);
	/* Bob's token is Alice's to open now, which it does not allow. */
	token = kacs_sys_open_self_token(KACS_REAL_TOKEN, KACS_TOKEN_QUERY);
	REQUIRE(token < 0 && errno == EACCES, 2);
	token = kacs_sys_open_self_token(0, KACS_TOKEN_QUERY);
	REQUIRE(token >= 0, 3);
	REQUIRE(strcmp(user_of(token), ALICE) == 0, 4);
	REQUIRE(kacs_sys_revert() == 0, 5);
	token = kacs_sys_open_self_token(KACS_REAL_TOKEN, KACS_TOKEN_QUERY);
	REQUIRE(token >= 0 && strcmp(user_of(token), BOB) == 0, 6);
	return 0;
}

/* System calls that commit credentials must not make the client's primary. */
static int setuid_while_impersonating(void)
{
	gid_t group = 5;

	REQUIRE(kacs_sys_token_impersonate(impersonated) == 0, 1);
	if (setuid(0)) {
		/* Refused or a no-op, never an identity. */
	}
	if (setgroups(1, &group)) {
		/* As above. */
	}
	REQUIRE(i_act_as(ALICE), 2);
	REQUIRE(kacs_sys_revert() == 0, 3);
	REQUIRE(i_act_as(BOB), 4);
	REQUIRE(getuid() == 1002, 5);
	return 0;
}

static int installed;

static int install_while_impersonating(void)
{
	REQUIRE(kacs_sys_token_impersonate(impersonated) == 0, 1);
	REQUIRE(kacs_sys_token_install(installed) == 0, 2);
	REQUIRE(i_act_as(ALICE), 3);
	REQUIRE(getuid() == 1004, 4);
	REQUIRE(kacs_sys_revert() == 0, 5);
	REQUIRE(i_act_as(MALLORY), 6);
	return 0;
}

static pthread_barrier_t steps;

/* A sibling that acts for a client while another thread installs. */
static void *act_and_revert(void *unused)
{
	int tries;

	(void)unused;
	if (kacs_sys_token_impersonate(impersonated))
		return (void *)1;
	pthread_barrier_wait(&steps);
	pthread_barrier_wait(&steps);
	/* Converging has no barrier of its own. */
	for (tries = 0; tries < 1000 && getuid() != 1004; tries++)
		usleep(1000);
	if (getuid() != 1004 || !i_act_as(ALICE))
		return (void *)2;
	if (kacs_sys_revert() || !i_act_as(MALLORY))
		return (void *)3;
	return NULL;
}

static int install_beside_an_impersonator(void)
{
	pthread_t thread;
	void *status;

	pthread_barrier_init(&steps, NULL, 2);
	REQUIRE(pthread_create(&thread, NULL, act_and_revert, NULL) == 0, 10);
	pthread_barrier_wait(&steps);
	REQUIRE(kacs_sys_token_install(installed) == 0, 11);
	pthread_barrier_wait(&steps);
	pthread_join(thread, &status);
	REQUIRE(i_act_as(MALLORY), 12);
	return (int)(intptr_t)status;
}

static void test_boundaries(void)
{
	int client = token_for(.user = ALICE, .more = CLIENT("impersonation"));
	int installer =
		token_for(.user = BOB, .privileges = SE(IMPERSONATE) |
						     SE(ASSIGN_PRIMARY_TOKEN));

	impersonated = client;
	installed = mallory;
	tap_eq(as_status(server, ids_while_impersonating), 0,
	       "getuid_stays_and_fsuid_follows_while_impersonating");
	tap_eq(as_status(server, fork_while_impersonating), 0,
	       "fork_does_not_inherit_impersonation");
	tap_eq(as_status(server, thread_while_impersonating), 0,
	       "new_threads_do_not_inherit_impersonation");
	tap_eq(as_status(server, real_while_impersonating), 0,
	       "open_self_token_opens_the_effective_or_the_real_one");
	tap_eq(as_status(server, setuid_while_impersonating), 0,
	       "setuid_while_impersonating_leaves_both_tokens");
	tap_eq(as_status(server, access_while_impersonating), 0,
	       "access_asks_the_effective_token");
	tap_eq(as_status(installer, install_while_impersonating), 0,
	       "install_while_impersonating_replaces_only_the_primary");
	tap_eq(as_status(installer, install_beside_an_impersonator), 0,
	       "install_leaves_a_siblings_impersonation");
	close(client);
	close(installer);
}

static int impersonate_status(int token)
{
	return kacs_sys_token_impersonate(token);
}

static void test_refusals(void)
{
	struct kacs_duplicate_args narrow = {
		.access_mask = KACS_TOKEN_QUERY,
		.token_type = KACS_TOKEN_IMPERSONATION,
		.impersonation_level = KACS_LEVEL_IMPERSONATION,
	};

	must(kacs_sys_token_duplicate(alice, &narrow));
	tap_as(server, impersonate_status(alice), EINVAL,
	       "primary_tokens_are_not_impersonated");
	tap_as(server, impersonate_status(narrow.result_fd), EACCES,
	       "impersonate_needs_token_impersonate_on_the_handle");
	close(narrow.result_fd);
}

int main(void)
{
	meet_people("impersonate");
	server = token_for(.user = BOB, .privileges = SE(IMPERSONATE));
	test_gates();
	test_restricted_servers();
	test_decisions();
	test_privileges();
	test_boundaries();
	test_refusals();
	return tap_done();
}
