// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The sets of Linux capabilities, which decide nothing: PSD-004 12.2.
 * switchboard_test.c is about what decides.
 */
#include <linux/capability.h>
#include <pthread.h>
#include <signal.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include "guest.h"
#include "tokens.h"

/* CHOWN to SETUID without the DENYs, NET_BROADCAST, IPC_OWNER, LEASE. */
#define ALLOWED                                                        \
	(0xffull | 1ull << CAP_NET_BROADCAST | 1ull << CAP_IPC_OWNER | \
	 1ull << CAP_LEASE)

static int set_host_name(void)
{
	return sethostname("kacs", 4);
}

struct sets {
	uint64_t effective;
	uint64_t permitted;
	uint64_t inheritable;
};

static int get_sets(struct sets *sets)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3};
	struct __user_cap_data_struct data[2];

	if (syscall(SYS_capget, &header, data))
		return -1;
	sets->effective = data[0].effective | (uint64_t)data[1].effective << 32;
	sets->permitted = data[0].permitted | (uint64_t)data[1].permitted << 32;
	sets->inheritable = data[0].inheritable | (uint64_t)data[1].inheritable
							  << 32;
	return 0;
}

static int put_sets(const struct sets *sets)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3};
	const struct __user_cap_data_struct data[2] = {
		{(uint32_t)sets->effective, (uint32_t)sets->permitted,
		 (uint32_t)sets->inheritable},
		{(uint32_t)(sets->effective >> 32),
		 (uint32_t)(sets->permitted >> 32),
		 (uint32_t)(sets->inheritable >> 32)},
	};

	return (int)syscall(SYS_capset, &header, data);
}

static int capget_shows_them(void)
{
	struct sets sets;

	if (get_sets(&sets))
		return -1;
	if ((sets.effective & ALLOWED) == ALLOWED &&
	    (sets.permitted & ALLOWED) == ALLOWED &&
	    (sets.inheritable & ALLOWED) == ALLOWED)
		return 0;
	errno = ERANGE;
	return -1;
}

static int status_shows_them(void)
{
	FILE *status = fopen("/proc/self/status", "r");
	unsigned long long mask;
	char line[256], name[16];
	int good = 0;

	while (status && fgets(line, sizeof(line), status))
		if (sscanf(line, "Cap%15[^:]:\t%llx", name, &mask) == 2 &&
		    strcmp(name, "Amb") != 0)
			good += (mask & ALLOWED) == ALLOWED;
	if (good == 4)
		return 0;
	errno = ERANGE;
	return -1;
}

enum which {
	EFFECTIVE,
	PERMITTED,
	INHERITABLE
};

static int drop(enum which which, int capability)
{
	struct sets sets;

	if (get_sets(&sets))
		return (int)OPEN_FAILED();
	if (which == EFFECTIVE)
		sets.effective &= ~(1ull << capability);
	if (which == PERMITTED) {
		sets.permitted &= ~(1ull << capability);
		sets.effective &= sets.permitted;
	}
	if (which == INHERITABLE)
		sets.inheritable &= ~(1ull << capability);
	return put_sets(&sets);
}

/* systemd empties the inheritable set: it may, and nothing goes. */
static int drop_inheritable(void)
{
	return drop(INHERITABLE, CAP_CHOWN) ? -1 : capget_shows_them();
}

static int drop_all(void)
{
	const struct sets none = {0, 0, 0};

	return put_sets(&none);
}

/* A capability in the sets is a picture: the privilege decides. */
static int host_name_with_all_sets(void)
{
	struct sets sets;

	if (get_sets(&sets))
		return (int)OPEN_FAILED();
	sets.permitted |= 1ull << CAP_SYS_ADMIN;
	sets.effective |= 1ull << CAP_SYS_ADMIN;
	put_sets(&sets);
	return set_host_name();
}

static int host_name_without_the_set(void)
{
	drop(PERMITTED, CAP_SYS_ADMIN);
	return set_host_name();
}

static int host_name_without_the_bounding_set(void)
{
	if (prctl(PR_CAPBSET_DROP, CAP_SYS_ADMIN))
		return (int)OPEN_FAILED();
	return set_host_name();
}

static int ambient(int what, int capability)
{
	return prctl(PR_CAP_AMBIENT, what, capability, 0, 0);
}

static int lower_raised_ambient(int capability)
{
	struct sets sets;

	if (get_sets(&sets))
		return (int)OPEN_FAILED();
	sets.inheritable |= 1ull << capability;
	if (put_sets(&sets) || ambient(PR_CAP_AMBIENT_RAISE, capability))
		return (int)OPEN_FAILED();
	return ambient(PR_CAP_AMBIENT_LOWER, capability);
}

/* As systemd does before it starts a service. */
static int empty_inheritable_with_ambient(int capability)
{
	struct sets sets;

	if (ambient(PR_CAP_AMBIENT_RAISE, capability) || get_sets(&sets))
		return (int)OPEN_FAILED();
	sets.inheritable = 0;
	if (put_sets(&sets))
		return -1;
	errno = ERANGE;
	return ambient(PR_CAP_AMBIENT_IS_SET, capability) == 1 ? 0 : -1;
}

static int change_others(void)
{
	struct sets sets;

	if (get_sets(&sets))
		return (int)OPEN_FAILED();
	sets.effective = sets.permitted = ALLOWED;
	if (put_sets(&sets) || get_sets(&sets))
		return -1;
	errno = ERANGE;
	return sets.effective == ALLOWED && sets.permitted == ALLOWED ? 0 : -1;
}

static int clear_empty_ambient(void)
{
	return ambient(PR_CAP_AMBIENT_CLEAR_ALL, 0);
}

static int clear_raised_ambient(void)
{
	if (ambient(PR_CAP_AMBIENT_RAISE, CAP_CHOWN))
		return (int)OPEN_FAILED();
	return ambient(PR_CAP_AMBIENT_CLEAR_ALL, 0);
}

/* The last refusal of this program's children names a capability's rule. */
static bool refusal_is_about(int capability)
{
	struct kacs_denial *denial = any_denial();

	return denial && denial->step == KACS_STEP_FIXED_RULE &&
	       denial->rule == KACS_RULE_MANDATORY_CAPABILITY &&
	       denial->capability == (uint32_t)capability;
}

/* Every capability, in every set that it could be taken from. */
static void test_each(void)
{
	int capability, expected;

	for (capability = 0; capability <= CAP_LAST_CAP; capability++) {
		expected = ALLOWED >> capability & 1 ? EPERM : 0;
		tap_as(alice, drop(EFFECTIVE, capability), expected,
		       "capability_%d_taken_from_the_effective_set",
		       capability);
		if (expected)
			tap_ok(refusal_is_about(capability),
			       "refusal_to_take_capability_%d_is_recorded",
			       capability);
		tap_as(alice, drop(PERMITTED, capability), expected,
		       "capability_%d_taken_from_the_permitted_set",
		       capability);
		tap_as(alice, drop(INHERITABLE, capability), 0,
		       "capability_%d_taken_from_the_inheritable_set",
		       capability);
		tap_as(alice, prctl(PR_CAPBSET_DROP, capability, 0, 0, 0),
		       expected, "capability_%d_taken_from_the_bounding_set",
		       capability);
		tap_as(alice, lower_raised_ambient(capability), expected,
		       "capability_%d_taken_from_the_ambient_set", capability);
	}
	tap_as(alice, prctl(PR_CAPBSET_DROP, CAP_LAST_CAP + 1, 0, 0, 0), EINVAL,
	       "no_capability_taken_from_the_bounding_set");
	tap_as(alice, prctl(PR_CAPBSET_READ, CAP_LAST_CAP + 1, 0, 0, 0), EINVAL,
	       "no_capability_read_from_the_bounding_set");
	tap_as(alice, ambient(PR_CAP_AMBIENT_LOWER, CAP_LAST_CAP + 1), EINVAL,
	       "no_capability_taken_from_the_ambient_set");
	tap_as(alice, clear_empty_ambient(), 0, "empty_ambient_set_is_emptied");
	tap_as(alice, empty_inheritable_with_ambient(CAP_CHOWN), 0,
	       "emptied_inheritable_set_leaves_ambient_mandatory_ones");
	tap_as(alice, change_others(), 0, "capset_changes_all_others");
}

static int capget_of(pid_t pid)
{
	struct __user_cap_header_struct header = {
		.version = _LINUX_CAPABILITY_VERSION_3,
		.pid = pid,
	};
	struct __user_cap_data_struct data[2];

	return (int)syscall(SYS_capget, &header, data);
}

static void *wait_to_be_asked_about(void *arg)
{
	int *ends = arg;
	int tid = gettid();
	char byte;

	if (write(ends[1], &tid, sizeof(tid)) != sizeof(tid))
		return NULL;
	return read(ends[2], &byte, 1) < 0 ? arg : NULL;
}

/* A descriptor that gives the process itself nothing. */
static int capget_of_a_thread(void)
{
	int self = (int)syscall(SYS_pidfd_open, getpid(), 0);
	int ends[4], tid = 0, result;
	pthread_t thread;

	if (set_sd_at(self, "", "D:", AT_EMPTY_PATH) || pipe(ends) ||
	    pipe(ends + 2) ||
	    pthread_create(&thread, NULL, wait_to_be_asked_about, ends) ||
	    read(ends[0], &tid, sizeof(tid)) != sizeof(tid))
		return (int)OPEN_FAILED();
	result = capget_of(tid);
	close(ends[3]);
	pthread_join(thread, NULL);
	return result;
}

/* capget() of another process asks its descriptor. */
static void test_others(void)
{
	int debugger = token_for(.user = BOB, .privileges = SE(DEBUG));
	int pidfd;
	pid_t child = bystander(alice, &pidfd);

	tap_as(alice, capget_of(child), 0, "capget_of_the_same_user");
	tap_as(bob, capget_of(child), EACCES,
	       "capget_of_another_needs_query_information");
	tap_as(debugger, capget_of(child), 0,
	       "capget_of_another_with_debug_privilege");
	tap_as(bob, capget_of(getpid()), 0, "capget_of_oneself");
	tap_as(bob, capget_of_a_thread(), 0,
	       "capget_of_another_thread_asks_nobody");
	tap_as(bob, capget_of(-1), EINVAL, "capget_of_a_negative_process");
	must(kill(child, SIGKILL));
	must(waitpid(child, NULL, 0));
	close(pidfd);
	close(debugger);
}

static void test_sets(void)
{
	int trusted = token_for(.privileges = SE(TCB));

	tap_as(alice, capget_shows_them(), 0,
	       "capget_shows_the_mandatory_capabilities");
	tap_as(alice, status_shows_them(), 0,
	       "proc_status_shows_the_mandatory_capabilities");
	tap_as(alice, drop_inheritable(), 0,
	       "capset_keeps_the_mandatory_capabilities");
	tap_as(alice, drop_all(), EPERM, "capset_does_not_drop_all");
	tap_as(trusted, host_name_without_the_bounding_set(), 0,
	       "bounding_set_loses_others_without_effect");
	tap_as(alice, clear_raised_ambient(), EPERM,
	       "ambient_set_keeps_a_mandatory_one");
	tap_as(alice, host_name_with_all_sets(), EPERM,
	       "capability_in_the_sets_gives_nothing");
	tap_as(trusted, host_name_without_the_set(), 0,
	       "privilege_needs_no_capability_in_the_sets");
	close(trusted);
}

static int adjust_own_modes(void)
{
	if (chown("dac", 5, 5))
		return -1;
	if (chmod("dac", 0))
		return -1;
	return open("dac", O_RDWR);
}

static void test_dac(void)
{
	make_file("dac", "O:SYG:SYD:(A;;FA;;;" ALICE ")");
	tap_as(alice, adjust_own_modes(), 0,
	       "modes_and_owners_never_stand_in_the_way");
	tap_as(bob, open("dac", O_RDONLY), EACCES,
	       "mandatory_capabilities_open_nothing_by_themselves");
}

static void test_used(void)
{
	int token = token_for(.privileges = SE(TCB) | SE(SYSTEMTIME));
	int lacking = token_for(.disabled = SE(TCB));

	as(token, set_host_name());
	tap_eq(privileges_of(token).used & (SE(TCB) | SE(SYSTEMTIME)), SE(TCB),
	       "exercised_privilege_is_marked_used");
	as(lacking, set_host_name());
	tap_eq(privileges_of(lacking).used & SE(TCB), 0,
	       "privilege_that_was_not_there_is_not_marked_used");
	close(token);
	close(lacking);
}

int main(void)
{
	meet_people("capability");
	test_sets();
	test_each();
	test_others();
	test_dac();
	test_used();
	return tap_done();
}
