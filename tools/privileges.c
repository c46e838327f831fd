// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Enabling and disabling privileges of this process's token. */
#include "privileges.h"
#include "kacs.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* How many a token can have. */
#define PRIVILEGE_BITS 64u

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

static int present_privileges(int token, uint64_t *present)
{
	struct kacs_token_spec spec;
	uint8_t *bytes;
	size_t len;

	if (kacs_token_query(token, KACS_TOKEN_CLASS_SPEC, &bytes, &len) < 0)
		return fail_errno("cannot read the token of this process");
	if (len < sizeof(spec)) {
		free(bytes);
		return fail("the kernel's token specification is cut short");
	}
	memcpy(&spec, bytes, sizeof(spec));
	free(bytes);
	*present = spec.privs_present;
	return STATUS_ALLOWED;
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

static int adjust(int token, const struct privilege_change *change)
{
	struct kacs_priv_entry entries[PRIVILEGE_BITS];
	struct kacs_adjust_privs_args args = {
		.data_ptr = (uintptr_t)entries,
	};
	unsigned int bit;

	for (bit = 0; bit < PRIVILEGE_BITS; bit++) {
		uint64_t mask = KACS_PRIVILEGE(bit);

		if (!((change->enable | change->disable) & mask))
			continue;
		entries[args.count++] = (struct kacs_priv_entry){
			.luid = bit,
			.attributes = change->enable & mask
					      ? KACS_SE_PRIVILEGE_ENABLED
					      : 0,
		};
	}
	if (kacs_sys_token_adjust_privileges(token, &args) < 0)
		return fail_errno("cannot change the token's privileges");
	return STATUS_ALLOWED;
}

int change_privileges(const struct privilege_change *change)
{
	uint64_t present = 0;
	int token, status;

	token = kacs_sys_open_self_token(0, KACS_TOKEN_QUERY |
						    KACS_TOKEN_ADJUST_PRIVS);
	if (token < 0)
		return fail_errno("cannot open the token of this process");
	status = present_privileges(token, &present);
	if (status == STATUS_ALLOWED && (change->enable & ~present))
		status = fail_missing(change->enable & ~present);
	if (status == STATUS_ALLOWED)
		status = adjust(token, change);
	close(token);
	return status;
}
