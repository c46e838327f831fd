// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * An allocation that fails at any step denies; it does not crash, does not give
 * access, and leaves nothing half done.
 *
 * Each call is made again and again, with the first, the second, the third...
 * allocation in it failing, until it is through without a failure.
 */
#include <sys/mount.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include "kmes.h"
#include "policy_spec.h"
#include "scratch.h"

#define FAILSLAB "/sys/kernel/debug/failslab/"
#define FAIL_NTH "/proc/thread-self/fail-nth"
#define MOST 400u

#define PRIVATE "O:SYG:SYD:(A;;FA;;;" ALICE ")(A;;FA;;;SY)"
#define OTHER "O:SYG:SYD:(A;;FA;;;SY)(A;;FR;;;" ALICE ")"

static bool write_setting(const char *name, const char *value)
{
	char path[128];
	int fd;
	bool good;

	snprintf(path, sizeof(path), FAILSLAB "%s", name);
	fd = open(path, O_WRONLY | O_CLOEXEC);
	good = fd >= 0 && write(fd, value, strlen(value)) > 0;
	if (fd >= 0)
		close(fd);
	return good;
}

/* Allocations that may sleep fail as well, and nothing is printed. */
static bool prepare(void)
{
	return access(FAIL_NTH, F_OK) == 0 &&
	       write_setting("ignore-gfp-wait", "N") &&
	       write_setting("verbose", "0");
}

/* What a call came to; the two share a byte of exit status. */
struct outcome {
	int error;     /* 0 or errno */
	bool injected; /* the allocation was reached */
};

static int fault_fd = -1; /* the child's own */

static void arm(unsigned int nth)
{
	char text[16];
	int len = snprintf(text, sizeof(text), "%u", nth);

	if (pwrite(fault_fd, text, (size_t)len, 0) != len)
		_exit(255);
}

/* The kernel counts down to 0 when it has failed the allocation. */
static bool disarm(void)
{
	char text[16] = "";

	if (pread(fault_fd, text, sizeof(text) - 1, 0) < 1)
		_exit(255);
	arm(0);
	return text[0] == '0';
}

static struct outcome try(int token, unsigned int nth, int (*call)(void))
{
	pid_t child = fork();
	struct outcome outcome;
	int status, error, result;

	if (child == 0) {
		fault_fd = open(FAIL_NTH, O_RDWR | O_CLOEXEC);
		if (fault_fd < 0)
			_exit(255);
		if (token >= 0)
			become(token);
		arm(nth);
		result = call();
		error = result < 0 ? errno : 0;
		_exit((error & 127) | (disarm() ? 128 : 0));
	}
	if (child < 0 || waitpid(child, &status, 0) != child)
		tap_abort("fork");
	if (!WIFEXITED(status) || WEXITSTATUS(status) == 255)
		tap_abort("a child of the fault injection");
	outcome.error = WEXITSTATUS(status) & 127;
	outcome.injected = WEXITSTATUS(status) & 128;
	return outcome;
}

struct scenario {
	const char *name;
	int (*call)(void);
	int *token;	      /* NULL: SYSTEM */
	void (*before)(void); /* each time */
	bool (*intact)(bool); /* after; was the call through? */
	int expected;	      /* without a failure */
};

/* Errors that a failed allocation may come to. */
static bool is_refusal(int error)
{
	return error == ENOMEM || error == EACCES || error == EAGAIN ||
	       error == EPERM || error == ENFILE || error == ENOSPC;
}

static void run_scenario(const struct scenario *scenario)
{
	int token = scenario->token ? *scenario->token : -1;
	struct outcome outcome = {.injected = true};
	unsigned int nth, wrong = 0, damaged = 0;

	for (nth = 1; nth < MOST && outcome.injected; nth++) {
		if (scenario->before)
			scenario->before();
		outcome = try(token, nth, scenario->call);
		if (outcome.injected && outcome.error &&
		    outcome.error != scenario->expected &&
		    !is_refusal(outcome.error)) {
			tap_note("allocation %u: %s", nth,
				 tap_errno_name(outcome.error));
			wrong++;
		}
		/* What is to be refused is refused whatever fails. */
		if (scenario->expected && outcome.error == 0) {
			tap_note("allocation %u gives access", nth);
			wrong++;
		}
		if (scenario->intact && !scenario->intact(outcome.error == 0)) {
			tap_note("allocation %u leaves damage", nth);
			damaged++;
		}
	}
	tap_note("%s: %u allocations", scenario->name, nth - 2);
	tap_ok(!outcome.injected, "%s_gets_through", scenario->name);
	tap_eq(outcome.error, scenario->expected, "%s_answers_as_ever",
	       scenario->name);
	tap_eq(wrong, 0, "%s_is_denied_when_memory_fails", scenario->name);
	tap_eq(damaged, 0, "%s_leaves_nothing_half_done", scenario->name);
}

/* Making a file: with its descriptor or not at all. */
static void unmake(void)
{
	unlink("directory/new");
	rmdir("directory/new");
}

static int make_new(void)
{
	return open("directory/new", O_RDWR | O_CREAT | O_EXCL, 0666);
}

static int make_new_directory(void)
{
	return mkdir("directory/new", 0777);
}

static int make_new_native(void)
{
	struct kacs_open_how how = {
		.desired_access = KACS_FILE_READ_DATA | KACS_FILE_WRITE_DATA,
		.create_disposition = KACS_FILE_CREATE,
	};

	return kacs_sys_open(AT_FDCWD, "directory/new", &how, sizeof(how),
			     NULL);
}

/* If the name is there, it has what its directory gives, and Bob nothing. */
static bool new_is_private(bool made)
{
	struct stat st;

	if (lstat("directory/new", &st))
		return !made;
	return as(bob, open("directory/new", O_RDONLY)) == EACCES &&
	       as(bob, chmod("directory/new", 0777)) == EACCES;
}

/* Reading a descriptor in. */
static void forget_caches(void)
{
	must(chdir("/"));
	must(umount("/scratch"));
	must(mount("/dev/vda", "/scratch", "ext4", 0, NULL));
	must(chdir(own_directory()));
}

static int open_stored(void)
{
	return open("/scratch/faults/stored", O_RDONLY);
}

static int stat_stored(void)
{
	struct stat st;

	return stat("/scratch/faults/stored", &st);
}

static bool stored_still_decides(bool opened)
{
	(void)opened;
	return as(alice, open_stored()) == 0 &&
	       as(bob, open_stored()) == EACCES;
}

/* Changing a descriptor: all or nothing. */
static char before_text[512];

static void reset_changed(void)
{
	give_sd("changed", PRIVATE);
	snprintf(before_text, sizeof(before_text), "%s",
		 sd_text("changed", OGD));
}

static int change_sd(void)
{
	return set_sd("changed", OTHER);
}

static bool changed_or_not(bool changed)
{
	bool same = strcmp(sd_text("changed", OGD), before_text) == 0;

	return same == !changed;
}

static int read_sd(void)
{
	uint8_t buffer[512];

	return (int)kacs_sys_get_sd(AT_FDCWD, "changed", OGD, buffer,
				    sizeof(buffer), 0);
}

/* Tokens. */
static uint8_t *spec;
static size_t spec_len;

static int create_token(void)
{
	return kacs_sys_create_token(spec, spec_len);
}

static int duplicate_token(void)
{
	struct kacs_duplicate_args args = {
		.access_mask = KACS_TOKEN_ALL_ACCESS,
		.token_type = KACS_TOKEN_IMPERSONATION,
		.impersonation_level = KACS_LEVEL_IMPERSONATION,
	};

	return kacs_sys_token_duplicate(alice, &args);
}

static int restrict_token(void)
{
	uint8_t sid[KACS_SID_MAX_BYTES];
	struct kacs_restrict_args args = {.num_restrict_sids = 1,
					  .data_ptr = (uintptr_t)sid};
	size_t len;

	if (kacs_sid_from_text("S-1-5-12", sid, &len, NULL))
		return (int)OPEN_FAILED();
	args.data_len = (uint32_t)len;
	return kacs_sys_token_restrict(alice, &args);
}

static bool i_am_system(void)
{
	uint8_t sid[KACS_SID_MAX_BYTES];
	struct kacs_query_args args = {.token_class = KACS_TOKEN_CLASS_USER,
				       .buf_len = sizeof(sid),
				       .buf_ptr = (uintptr_t)sid};
	int fd = open("/sys/kernel/security/kacs/self", O_RDONLY | O_CLOEXEC);
	bool system = fd >= 0 && kacs_sys_token_query(fd, &args) == 0 &&
		      args.buf_len == 12 && sid[8] == 18;

	close(fd);
	return system;
}

/* A failed INSTALL leaves the old token, whole. */
static int install_token(void)
{
	if (kacs_sys_token_install(alice) == 0)
		return 0;
	arm(0);
	if (!i_am_system())
		errno = EXFULL;
	return -1;
}

static int client;

static int impersonate(void)
{
	if (kacs_sys_token_impersonate(client) == 0)
		return 0;
	arm(0);
	if (!i_am_system())
		errno = EXFULL;
	return -1;
}

static int fork_and_wait(void)
{
	pid_t child = (pid_t)syscall(SYS_fork);
	int status;

	if (child < 0)
		return -1;
	if (child == 0)
		_exit(open("changed", O_RDONLY) >= 0 ? 1 : 0);
	waitpid(child, &status, 0);
	return 0;
}

static int session(void)
{
	uint64_t id;
	uint8_t user[KACS_SID_MAX_BYTES];
	size_t len;

	if (kacs_sid_from_text(ALICE, user, &len, NULL))
		return (int)OPEN_FAILED();
	if (kacs_session_create(KACS_LOGON_NETWORK, "faults", user, len, &id))
		return -1;
	return kacs_sys_destroy_empty_session(id);
}

static int check(void)
{
	size_t len;
	uint8_t *sd = sd_bytes(PRIVATE, &len);
	struct kacs_access_check_args args = {
		.size = sizeof(args),
		.token_fd = bob,
		.sd_ptr = (uintptr_t)sd,
		.sd_len = (uint32_t)len,
		.desired_access = KACS_FILE_READ_DATA,
	};

	return (int)kacs_sys_access_check(&args);
}

/* With everything that a question may have. */
static int check_with_all(void)
{
	static const struct kacs_object_type_entry tree[] = {
		{.level = 0, .guid = {1}},
		{.level = 1, .guid = {2}},
	};
	static const uint8_t claim[] = {
		36, 0, 0,   0, /* INT64 "a" of 7 */
		20, 0, 0,   0, 1, 0, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 24, 0,
		0,  0, 'a', 0, 0, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,  0,
	};
	struct kacs_node_result results[2];
	size_t len;
	uint8_t *sd = sd_bytes(PRIVATE "S:(SP;;;;;S-1-17-1)", &len);
	struct kacs_access_check_args args = {
		.size = sizeof(args),
		.token_fd = alice,
		.sd_ptr = (uintptr_t)sd,
		.sd_len = (uint32_t)len,
		.desired_access = KACS_FILE_READ_DATA,
		.object_tree_ptr = (uintptr_t)tree,
		.object_tree_count = 2,
		.local_claims_ptr = (uintptr_t)claim,
		.local_claims_len = sizeof(claim),
	};

	return kacs_sys_access_check_list(&args, results, 2);
}

/* A policy: replaced, or as it was. */
static struct policy_spec policy;

static void reset_policy(void)
{
	must_set_policy("S-1-17-1", {.dacl = "D:(A;;FR;;;WD)(A;;FA;;;SY)"});
	spec_begin(&policy);
	spec_rule(&policy, &(struct rule){.dacl = "D:(A;;FA;;;WD)"});
}

static int change_policy(void)
{
	return set_spec("S-1-17-1", &policy);
}

static int drop_policy(void)
{
	return remove_policy("S-1-17-1");
}

static int write_under_policy(void)
{
	return as(alice, open("under_policy", O_RDWR));
}

static bool policy_changed_or_not(bool changed)
{
	return write_under_policy() == (changed ? 0 : EACCES) &&
	       as(alice, open("under_policy", O_RDONLY)) == 0;
}

static bool policy_dropped_or_not(bool dropped)
{
	return write_under_policy() == EACCES &&
	       as(alice, open("under_policy", O_RDONLY)) ==
		       (dropped ? EACCES : 0);
}

static int open_private(void)
{
	return open("changed", O_RDONLY);
}

static int refused_and_why(void)
{
	struct kacs_denial *denial;
	size_t len;

	if (open("changed", O_RDONLY) >= 0)
		return 0;
	if (kacs_denial_of(-1, 0, &denial, &len) == 0)
		free(denial);
	errno = EACCES;
	return -1;
}

/* Whoever gets in is told of. */
static struct kacs_events *events;

static void forget_events(void)
{
	count_of(events, "");
}

static int open_audited(void)
{
	return open("audited", O_RDONLY);
}

static bool told_if_opened(bool opened)
{
	return !opened || count_of(events, "access-audit") == 1;
}

static int watched;

static int use_watched(void)
{
	char byte;

	return (int)pread(watched, &byte, 1, 0);
}

static bool told_if_used(bool used)
{
	return !used || count_of(events, "continuous-audit") == 1;
}

static int emit(void)
{
	return emit_nil("test.fault");
}

/* An event that could not be sent is not there. */
static bool emitted_or_not(bool sent)
{
	return count_of(events, "test.fault") == (sent ? 1 : 0);
}

static int emit_batch(void)
{
	struct kmes_emit_entry entries[3];
	uint32_t emitted;
	int i;

	for (i = 0; i < 3; i++)
		entries[i] = (struct kmes_emit_entry){
			.event_type = (uintptr_t) "test.fault",
			.event_type_len = 10,
			.payload = (uintptr_t)NIL,
			.payload_len = 1,
		};
	return kacs_sys_emit_batch(entries, 3, &emitted);
}

static bool batch_emitted(bool all)
{
	unsigned int count = count_of(events, "test.fault");

	return all ? count == 3 : count < 3;
}

static int attach(void)
{
	int fds[MOST_CPUS], count = MOST_CPUS;
	uint64_t capacity;

	return kacs_sys_attach(fds, &count, &capacity);
}

static const struct scenario scenarios[] = {
	{"making_a_file", make_new, &alice, unmake, new_is_private, 0},
	{"making_a_directory", make_new_directory, &alice, unmake,
	 new_is_private, 0},
	{"making_a_file_natively", make_new_native, &alice, unmake,
	 new_is_private, 0},
	{"making_a_file_without_the_right", make_new, &bob, unmake,
	 new_is_private, EACCES},
	{"changing_a_descriptor", change_sd, NULL, reset_changed,
	 changed_or_not, 0},
	{"changing_a_descriptor_without_the_right", change_sd, &bob,
	 reset_changed, changed_or_not, EACCES},
	{"reading_a_descriptor", read_sd, NULL, reset_changed, NULL, 0},
	{"opening_without_the_right", open_private, &bob, reset_changed, NULL,
	 EACCES},
	{"explaining_a_refusal", refused_and_why, &bob, reset_changed, NULL,
	 EACCES},
	{"checking_access", check, NULL, NULL, NULL, EACCES},
	{"checking_access_with_all_there_is", check_with_all, NULL, NULL, NULL,
	 0},
	{"changing_a_policy", change_policy, NULL, reset_policy,
	 policy_changed_or_not, 0},
	{"changing_a_policy_without_the_privilege", change_policy, &alice,
	 reset_policy, policy_changed_or_not, EPERM},
	{"removing_a_policy", drop_policy, NULL, reset_policy,
	 policy_dropped_or_not, 0},
	{"creating_a_token", create_token, NULL, NULL, NULL, 0},
	{"creating_a_token_without_the_privilege", create_token, &alice, NULL,
	 NULL, EPERM},
	{"duplicating_a_token", duplicate_token, NULL, NULL, NULL, 0},
	{"restricting_a_token", restrict_token, NULL, NULL, NULL, 0},
	{"installing_a_token", install_token, NULL, NULL, NULL, 0},
	{"impersonating", impersonate, NULL, NULL, NULL, 0},
	{"a_session", session, NULL, NULL, NULL, 0},
	{"fork", fork_and_wait, &bob, NULL, NULL, 0},
	{"audited_open", open_audited, &alice, forget_events, told_if_opened,
	 0},
	{"audited_open_without_the_right", open_audited, &bob, forget_events,
	 NULL, EACCES},
	{"watched_use", use_watched, &alice, forget_events, told_if_used, 0},
	{"emitting_an_event", emit, NULL, forget_events, emitted_or_not, 0},
	{"emitting_a_batch", emit_batch, NULL, forget_events, batch_emitted, 0},
	{"attaching_to_events", attach, NULL, NULL, NULL, 0},
};

static const struct scenario stored_scenarios[] = {
	{"opening_a_stored_file", open_stored, &alice, forget_caches,
	 stored_still_decides, 0},
	{"opening_a_stored_file_without_the_right", open_stored, &bob,
	 forget_caches, stored_still_decides, EACCES},
	{"looking_at_a_stored_file_without_the_right", stat_stored, &bob,
	 forget_caches, stored_still_decides, EACCES},
};

int main(void)
{
	size_t i;

	meet_people("fault");
	if (!prepare()) {
		tap_skip("fault_injection",
			 "the kernel is built without failslab");
		return tap_done();
	}
	client = token_for(.more = "\"type\":\"impersonation\","
				   "\"impersonation_level\":"
				   "\"impersonation\"");
	spec = person_spec(&(const struct person){.user = BOB}, &spec_len);
	make_directory("directory",
		       "O:SYG:SYD:(A;OICI;FA;;;" ALICE ")(A;OICI;FA;;;SY)");
	make_file("changed", PRIVATE);
	make_file("audited", PRIVATE);
	give_sd("audited", "S:(AU;SAFA;GA;;;WD)");
	make_file("watched", PRIVATE);
	give_sd("watched", "S:(AL;;GA;;;WD)");
	must(watched = open("watched", O_RDONLY));
	events = attach_now();
	make_file("under_policy", "O:SYG:SYD:(A;;FA;;;WD)");
	give_sd("under_policy", "S:(SP;;;;;S-1-17-1)");
	reset_policy();
	for (i = 0; i < sizeof(scenarios) / sizeof(*scenarios); i++)
		run_scenario(&scenarios[i]);
	must(drop_policy());
	if (scratch_with("O:SYG:SYD:(A;;FA;;;SY)(A;;FRFX;;;WD)")) {
		make_directory("/scratch/faults",
			       "O:SYG:SYD:(A;;FA;;;SY)(A;;FRFX;;;WD)");
		make_file("/scratch/faults/stored", PRIVATE);
		for (i = 0;
		     i < sizeof(stored_scenarios) / sizeof(*stored_scenarios);
		     i++)
			run_scenario(&stored_scenarios[i]);
		must(unlink("/scratch/faults/stored"));
		must(rmdir("/scratch/faults"));
	}
	return tap_done();
}
