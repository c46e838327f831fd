// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* What new objects get from this process's token: AdjustDefault, 4.5. */
#include "defaults.h"
#include "kacs.h"
#include "live_token.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static uint32_t load_u32(const uint8_t *bytes)
{
	uint32_t value;

	memcpy(&value, bytes, sizeof(value));
	return value;
}

/*
 * The index of a SID among the user and the groups of a token as owner_index
 * and group_index count them; -1: it is not there.
 */
static int index_of(const uint8_t *user, size_t user_len, const uint8_t *groups,
		    size_t groups_len, const uint8_t *sid, size_t len)
{
	uint32_t count, i;
	size_t at = 4, entry;

	if (user_len == len && memcmp(user, sid, len) == 0)
		return 0;
	count = groups_len >= 4 ? load_u32(groups) : 0;
	for (i = 0; i < count && groups_len - at >= 8; i++) {
		entry = load_u32(groups + at);
		if (entry > groups_len - at - 8)
			break;
		if (entry == len && memcmp(groups + at + 4, sid, len) == 0)
			return (int)i + 1;
		at += 8 + entry;
	}
	return -1;
}

/* @who as an index into the token. */
static int find_in_token(int token, const char *option, const char *who,
			 uint16_t *index)
{
	uint8_t sid[KACS_SID_MAX_BYTES], *user = NULL, *groups = NULL;
	struct kacs_diagnostic diagnostic;
	size_t len, user_len, groups_len;
	int found = -1, status = STATUS_ALLOWED;

	if (kacs_sid_from_name(who, principals(), sid, &len, &diagnostic) < 0)
		return fail_with(&diagnostic, "%s", option);
	if (kacs_token_query(token, KACS_TOKEN_CLASS_USER, &user, &user_len) <
		    0 ||
	    kacs_token_query(token, KACS_TOKEN_CLASS_GROUPS, &groups,
			     &groups_len) < 0)
		status = fail_token("read the token", 0);
	else
		found = index_of(user, user_len, groups, groups_len, sid, len);
	free(user);
	free(groups);
	if (status == STATUS_ALLOWED && found < 0)
		return fail(
			"%s: \"%s\" is neither the user nor a group of the token; kacs token shows them",
			option, who);
	*index = (uint16_t)found;
	return status;
}

/* @acl: out: to be freed; NULL to leave it, or take it away. */
static int parse_dacl(const char *text, uint8_t **acl,
		      struct kacs_adjust_default_args *args)
{
	struct kacs_diagnostic diagnostic;
	size_t len;

	if (strcmp(text, "none") == 0) {
		/* Any address: that the length is 0 counts. */
		args->dacl_ptr = (uintptr_t)args;
		return STATUS_ALLOWED;
	}
	if (kacs_sddl_parse_acl(text, acl, &len, &diagnostic) < 0)
		return fail_with(&diagnostic, "--default-dacl");
	args->dacl_ptr = (uintptr_t)*acl;
	args->dacl_len = (uint32_t)len;
	return STATUS_ALLOWED;
}

static int adjust(int token, const struct default_change *change)
{
	struct kacs_adjust_default_args args = {
		.owner_index = KACS_DEFAULT_UNCHANGED,
		.group_index = KACS_DEFAULT_UNCHANGED,
	};
	int status = STATUS_ALLOWED;
	uint8_t *acl = NULL;

	if (change->owner)
		status = find_in_token(token, "--owner", change->owner,
				       &args.owner_index);
	if (status == STATUS_ALLOWED && change->group)
		status = find_in_token(token, "--group", change->group,
				       &args.group_index);
	if (status == STATUS_ALLOWED && change->dacl)
		status = parse_dacl(change->dacl, &acl, &args);
	if (status == STATUS_ALLOWED &&
	    kacs_sys_token_adjust_default(token, &args) < 0) {
		if (errno == EINVAL && change->owner)
			status = fail(
				"--owner: \"%s\" is a group that may not own",
				change->owner);
		else
			status = fail_errno(
				"cannot change what new objects get");
	}
	free(acl);
	return status;
}

int change_defaults(const struct default_change *change)
{
	int token = open_token(0, KACS_TOKEN_QUERY | KACS_TOKEN_ADJUST_DEFAULT);
	int status;

	if (token < 0)
		return fail_token("open the token", 0);
	status = adjust(token, change);
	close(token);
	return status;
}
