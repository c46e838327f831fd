// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Enabling, disabling and removing privileges of the token of a process. */
#include "privileges.h"
#include "kacs.h"
#include "live_token.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int parse_privileges(const char *option, const char *list, uint64_t *mask)
{
	char *copy = strdup(list), *rest = copy, *name;
	int status = STATUS_ALLOWED, bit;

	if (!copy)
		return fail("out of memory");
	while (status == STATUS_ALLOWED && (name = strsep(&rest, ","))) {
		bit = kacs_privilege_bit(name);
		if (bit >= 0)
			*mask |= KACS_PRIVILEGE(bit);
		else
			status = fail(
				"%s: \"%s\" is no privilege; expected names such as SeBackupPrivilege, separated by commas",
				option, name);
	}
	free(copy);
	return status;
}

static int fail_missing(uint64_t missing)
{
	unsigned int bit;

	for (bit = 0; bit < PRIVILEGE_BITS; bit++)
		if (missing & KACS_PRIVILEGE(bit))
			fail("the token has no %s; kacs token shows those it has",
			     kacs_privilege_name(bit));
	return STATUS_DENIED;
}

/* What the change makes of one privilege; -1: nothing. */
static int64_t attributes_of(const struct privilege_change *change,
			     uint64_t mask)
{
	if (change->enable & mask)
		return KACS_SE_PRIVILEGE_ENABLED;
	if (change->remove & mask)
		return KACS_SE_PRIVILEGE_REMOVED;
	return change->disable & mask ? 0 : -1;
}

static int adjust(int token, int pid, const struct privilege_change *change)
{
	struct kacs_priv_entry entries[PRIVILEGE_BITS];
	struct kacs_adjust_privs_args args = {
		.data_ptr = (uintptr_t)entries,
	};
	unsigned int bit;

	for (bit = 0; bit < PRIVILEGE_BITS; bit++) {
		int64_t attributes = attributes_of(change, KACS_PRIVILEGE(bit));

		if (attributes >= 0)
			entries[args.count++] = (struct kacs_priv_entry){
				.luid = bit,
				.attributes = (uint32_t)attributes,
			};
	}
	if (kacs_sys_token_adjust_privileges(token, &args) < 0)
		return fail_token("change the privileges", pid);
	return STATUS_ALLOWED;
}

int check_change(const struct privilege_change *change)
{
	uint64_t twice = (change->enable & change->disable) |
			 (change->remove & (change->enable | change->disable));

	if (!twice)
		return STATUS_ALLOWED;
	return fail(
		"--enable, --disable and --remove name the same privilege: %s",
		kacs_privilege_name((unsigned int)__builtin_ctzll(twice)));
}

int change_privileges(int pid, const struct privilege_change *change)
{
	struct token_privileges now;
	int status = STATUS_ALLOWED;
	int token = open_token(pid, KACS_TOKEN_QUERY | KACS_TOKEN_ADJUST_PRIVS);

	if (token < 0)
		return fail_token("open the token", pid);
	if (query_exactly(token, KACS_TOKEN_CLASS_PRIVILEGES, &now,
			  sizeof(now)) < 0)
		status = fail_token("read the token", pid);
	if (status == STATUS_ALLOWED && (change->enable & ~now.present))
		status = fail_missing(change->enable & ~now.present);
	if (status == STATUS_ALLOWED)
		status = adjust(token, pid, change);
	close(token);
	return status;
}
