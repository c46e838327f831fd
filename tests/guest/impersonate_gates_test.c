// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Both gates of impersonation, with every kind of server and client: PSD-004
 * 9.2; and what the gates look at, 9.1, 9.3.
 */
#include "guest.h"
#include "tokens.h"

#define LEVELS 4
#define INTEGRITIES 3

static const char *const level_names[LEVELS] = {"anonymous", "identification",
						"impersonation", "delegation"};
static const char *const integrity_names[INTEGRITIES] = {"low", "medium",
							 "high"};
static const uint32_t integrity_levels[INTEGRITIES] = {
	KACS_INTEGRITY_LOW, KACS_INTEGRITY_MEDIUM, KACS_INTEGRITY_HIGH};

#define RESTRICTION                                                    \
	"\"restricted_sids\":[{\"sid\":\"" BOB "\"},{\"sid\":\"" ALICE \
	"\"},{\"sid\":\"" EVERYONE "\"},{\"sid\":\"" SYSTEM "\"}]"

/* The server is always Bob. */
struct server {
	bool restricted;
	unsigned int integrity;
	enum {
		PRIVILEGE_ABSENT,
		PRIVILEGE_DISABLED,
		PRIVILEGE_ENABLED
	} privilege;
};

struct client {
	bool same_user;
	bool restricted;
	unsigned int integrity;
	uint32_t level;
	int token;
};

#define CLIENTS (2 * 2 * INTEGRITIES * LEVELS)

static struct client clients[CLIENTS];

static int server_token(const struct server *server)
{
	const uint64_t privilege = SE(IMPERSONATE);

	return token_for(.user = BOB,
			 .integrity = integrity_names[server->integrity],
			 .privileges = server->privilege == PRIVILEGE_ENABLED
					       ? privilege
					       : 0,
			 .disabled = server->privilege == PRIVILEGE_DISABLED
					     ? privilege
					     : 0,
			 .more = server->restricted ? RESTRICTION : NULL);
}

static int client_token(const struct client *client)
{
	char more[512];

	snprintf(more, sizeof(more),
		 "\"type\":\"impersonation\",\"impersonation_level\":\"%s\"%s",
		 level_names[client->level],
		 client->restricted ? "," RESTRICTION : "");
	return token_for(.user = client->same_user ? BOB : ALICE,
			 .integrity = integrity_names[client->integrity],
			 .more = more);
}

static void make_clients(void)
{
	size_t i;

	for (i = 0; i < CLIENTS; i++) {
		clients[i] = (struct client){
			.same_user = i & 1,
			.restricted = i >> 1 & 1,
			.level = i >> 2 & 3,
			.integrity = (unsigned int)(i >> 4),
		};
		clients[i].token = client_token(&clients[i]);
	}
}

/* The text of 9.2 and 9.3: a level, or -EPERM. */
static int expected(const struct server *server, const struct client *client)
{
	bool identity =
		server->privilege == PRIVILEGE_ENABLED ||
		(client->same_user && client->restricted == server->restricted);
	bool ceiling = client->integrity <= server->integrity;

	if (client->level == KACS_LEVEL_ANONYMOUS)
		return KACS_LEVEL_ANONYMOUS;
	if (client->same_user && server->restricted && !client->restricted)
		return -EPERM;
	if (identity && ceiling)
		return (int)client->level;
	return KACS_LEVEL_IDENTIFICATION;
}

static bool user_is(int token, const char *expected)
{
	return strcmp(user_of(token), expected) == 0;
}

/* An Identification-level thread can always look at itself there. */
static int effective(void)
{
	return open("/sys/kernel/security/kacs/self", O_RDONLY | O_CLOEXEC);
}

/* Who the thread is now: the literal client, or nobody. */
static bool is_who_it_should_be(const struct client *client, int level)
{
	int token = effective();
	bool right;

	if (client->level == KACS_LEVEL_ANONYMOUS)
		right = user_is(token, "S-1-5-7") &&
			integrity_of(token) == KACS_INTEGRITY_UNTRUSTED;
	else
		right = user_is(token, client->same_user ? BOB : ALICE) &&
			integrity_of(token) ==
				integrity_levels[client->integrity];
	right = right && level_of(token) == (uint32_t)level;
	close(token);
	return right;
}

static void complain(const struct server *server, const struct client *client,
		     int wanted, int got)
{
	fprintf(stderr,
		"server %s %s privilege %d, client %s user %s %s %s: expected %d, got %d\n",
		integrity_names[server->integrity],
		server->restricted ? "restricted" : "unrestricted",
		server->privilege, client->same_user ? "same" : "other",
		client->restricted ? "restricted" : "unrestricted",
		integrity_names[client->integrity], level_names[client->level],
		wanted, got);
}

/* How many of all clients did not come to what they should. */
static int wrong_clients(const struct server *server)
{
	int wrong = 0, wanted, got;
	size_t i;

	for (i = 0; i < CLIENTS; i++) {
		wanted = expected(server, &clients[i]);
		got = kacs_sys_token_impersonate(clients[i].token) ? -errno
								   : wanted;
		if (got != wanted ||
		    (got >= 0 && !is_who_it_should_be(&clients[i], wanted)) ||
		    (got < 0 && !user_is(effective(), BOB))) {
			complain(server, &clients[i], wanted, got);
			wrong++;
		}
		kacs_sys_revert();
	}
	return wrong;
}

static void test_matrix(void)
{
	static const char *const privileges[] = {
		"without_the_privilege", "with_it_disabled", "with_it_enabled"};
	struct server server;
	pid_t child;
	int i, token;

	make_clients();
	for (i = 0; i < 2 * INTEGRITIES * 3; i++) {
		server = (struct server){
			.restricted = i & 1,
			.privilege = i / 2 % 3,
			.integrity = (unsigned int)i / 6,
		};
		token = server_token(&server);
		child = as_fork(token);
		if (child == 0)
			_exit(wrong_clients(&server));
		tap_eq(as_wait(child), 0, "gates_of_a_%s_server_of_%s_%s",
		       server.restricted ? "restricted" : "unrestricted",
		       integrity_names[server.integrity],
		       privileges[server.privilege]);
		close(token);
	}
}

#define CLIENT(level) \
	"\"type\":\"impersonation\",\"impersonation_level\":\"" level "\""

static int level_now(void)
{
	int token = effective();
	int level = (int)level_of(token);

	close(token);
	return level;
}

/* @first's privileges and integrity must not open the gates for @second. */
static int level_of_second(int first, int second)
{
	if (kacs_sys_token_impersonate(first) ||
	    kacs_sys_token_impersonate(second))
		return 90;
	return level_now();
}

static int status_of(int token, int first, int second)
{
	pid_t child = as_fork(token);

	if (child == 0)
		_exit(200 + level_of_second(first, second));
	return as_wait(child) - 200;
}

static void test_primary_decides(void)
{
	int mighty = token_for(.user = BOB, .privileges = KACS_PRIVILEGE_ALL,
			       .more = CLIENT("impersonation"));
	int weak = token_for(.user = BOB, .integrity = "low",
			     .more = CLIENT("impersonation"));
	int client = token_for(.more = CLIENT("impersonation"));
	int server = token_for(.user = BOB, .privileges = SE(IMPERSONATE));

	tap_eq(status_of(bob, mighty, client), KACS_LEVEL_IDENTIFICATION,
	       "privilege_of_an_impersonated_token_opens_no_gate");
	tap_eq(status_of(server, weak, client), KACS_LEVEL_IMPERSONATION,
	       "gates_do_not_see_who_is_impersonated_already");
	close(mighty);
	close(weak);
	close(client);
	close(server);
}

static void test_used(void)
{
	int server = token_for(.user = BOB, .privileges = SE(IMPERSONATE));
	int own = token_for(.user = BOB, .more = CLIENT("impersonation"));
	int client = token_for(.more = CLIENT("impersonation"));

	as(server, kacs_sys_token_impersonate(own));
	tap_eq(privileges_of(server).used & SE(IMPERSONATE), 0,
	       "impersonating_oneself_uses_no_privilege");
	as(server, kacs_sys_token_impersonate(client));
	tap_eq(privileges_of(server).used & SE(IMPERSONATE), SE(IMPERSONATE),
	       "impersonating_another_uses_the_privilege");
	close(server);
	close(own);
	close(client);
}

static int impersonate_and_open(int whom, const char *path, int flags)
{
	if (kacs_sys_token_impersonate(whom))
		return (int)OPEN_FAILED();
	return open(path, flags);
}

static int revert_and_open(int whom, const char *path, int flags)
{
	if (kacs_sys_token_impersonate(whom) || kacs_sys_revert())
		return (int)OPEN_FAILED();
	return open(path, flags);
}

/* MIC is about the effective token. */
static void test_integrity(void)
{
	int server = token_for(.user = BOB, .integrity = "high",
			       .privileges = SE(IMPERSONATE));
	int low =
		token_for(.integrity = "low", .more = CLIENT("impersonation"));
	int medium = token_for(.more = CLIENT("impersonation"));

	make_file("medium", "O:SYG:SYD:(A;;FA;;;WD)");
	tap_as(server, impersonate_and_open(low, "medium", O_RDWR), EACCES,
	       "integrity_of_the_client_counts");
	tap_as(server, impersonate_and_open(low, "medium", O_RDONLY), 0,
	       "low_client_reads_medium");
	tap_as(server, impersonate_and_open(medium, "medium", O_RDWR), 0,
	       "medium_client_writes_medium");
	tap_as(server, revert_and_open(low, "medium", O_RDWR), 0,
	       "integrity_of_the_server_counts_after_revert");
	close(server);
	close(low);
	close(medium);
}

/* A capability, too, is a question to the effective token. */
static int impersonate_and_name_the_host(int whom)
{
	if (kacs_sys_token_impersonate(whom))
		return (int)OPEN_FAILED();
	return sethostname("kacs", 4);
}

static int access_check_identified(int whom)
{
	size_t len;
	uint8_t *sd = sd_bytes("O:SYG:SYD:(A;;FA;;;WD)", &len);
	struct kacs_access_check_args args = {
		.size = sizeof(args),
		.token_fd = -1,
		.sd_ptr = (uintptr_t)sd,
		.sd_len = (uint32_t)len,
		.desired_access = KACS_FILE_READ_DATA,
		.generic_read = KACS_FILE_READ_DATA,
	};

	if (kacs_sys_token_impersonate(whom))
		return (int)OPEN_FAILED();
	return kacs_sys_access_check(&args) < 0 ? -1 : 0;
}

static void test_levels(void)
{
	int server =
		token_for(.user = BOB, .privileges = SE(IMPERSONATE) | SE(TCB));
	int trusted = token_for(.privileges = SE(TCB),
				.more = CLIENT("impersonation"));
	int plain = token_for(.more = CLIENT("impersonation"));
	int identified = token_for(.more = CLIENT("identification"));
	int delegated = token_for(.more = CLIENT("delegation"));

	make_file("everyones", "O:SYG:SYD:(A;;FA;;;WD)");
	make_directory("directory", "O:SYG:SYD:(A;;FA;;;WD)");
	tap_as(server, impersonate_and_name_the_host(plain), EPERM,
	       "privileges_of_the_server_do_not_count_for_a_client");
	tap_as(server, impersonate_and_name_the_host(trusted), 0,
	       "privileges_of_the_client_do");
	tap_as(server, impersonate_and_open(delegated, "everyones", O_RDWR), 0,
	       "delegation_is_impersonation_here");
	tap_as(server, impersonate_and_open(identified, "everyones", O_RDWR),
	       EACCES, "identified_client_opens_no_file");
	tap_as(server,
	       impersonate_and_open(identified, "directory", O_DIRECTORY),
	       EACCES, "identified_client_opens_no_directory");
	tap_as(server, access_check_identified(identified), EACCES,
	       "identified_client_passes_no_access_check");
	tap_as(server, access_check_identified(plain), 0,
	       "impersonated_client_does");
	close(server);
	close(trusted);
	close(plain);
	close(identified);
	close(delegated);
}

int main(void)
{
	meet_people("impersonate_gates");
	test_matrix();
	test_primary_decides();
	test_used();
	test_integrity();
	test_levels();
	return tap_done();
}
