// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * The sets of Linux capabilities, which decide nothing: PSD-004 12.2.
 * switchboard_test.c is about what decides.
 */
#include <linux/capability.h>
#include <sys/prctl.h>
#include <sys/syscall.h>
#include "guest.h"

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

static int clear_raised_ambient(void)
{
	if (ambient(PR_CAP_AMBIENT_RAISE, CAP_CHOWN))
		return (int)OPEN_FAILED();
	return ambient(PR_CAP_AMBIENT_CLEAR_ALL, 0);
}

static void test_sets(void)
{
	int trusted = token_for(.privileges = SE(TCB));

	tap_as(alice, capget_shows_them(), 0,
	       "capget_shows_the_mandatory_capabilities");
	tap_as(alice, status_shows_them(), 0,
	       "proc_status_shows_the_mandatory_capabilities");
	tap_as(alice, drop(EFFECTIVE, CAP_DAC_OVERRIDE), EPERM,
	       "capset_does_not_drop_a_mandatory_effective_one");
	tap_as(alice, drop(PERMITTED, CAP_FOWNER), EPERM,
	       "capset_does_not_drop_a_mandatory_permitted_one");
	tap_as(alice, drop_inheritable(), 0,
	       "capset_keeps_the_mandatory_capabilities");
	tap_as(alice, drop_all(), EPERM, "capset_does_not_drop_all");
	tap_errno(prctl(PR_CAPBSET_DROP, CAP_CHOWN), EPERM,
		  "bounding_set_keeps_a_mandatory_one");
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

static uint64_t used_privileges(int token)
{
	uint64_t privileges[4];
	struct kacs_query_args args = {
		.token_class = KACS_TOKEN_CLASS_PRIVILEGES,
		.buf_len = sizeof(privileges),
		.buf_ptr = (uintptr_t)privileges,
	};

	must(kacs_sys_token_query(token, &args));
	return privileges[3];
}

static void test_used(void)
{
	int token = token_for(.privileges = SE(TCB) | SE(SYSTEMTIME));
	int lacking = token_for(.disabled = SE(TCB));

	as(token, set_host_name());
	tap_eq(used_privileges(token) & (SE(TCB) | SE(SYSTEMTIME)), SE(TCB),
	       "exercised_privilege_is_marked_used");
	as(lacking, set_host_name());
	tap_eq(used_privileges(lacking) & SE(TCB), 0,
	       "privilege_that_was_not_there_is_not_marked_used");
	close(token);
	close(lacking);
}

int main(void)
{
	meet_people("capability");
	test_sets();
	test_dac();
	test_used();
	return tap_done();
}
