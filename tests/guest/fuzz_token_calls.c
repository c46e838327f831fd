// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Calls about tokens, sessions, impersonation and processes.
 */
#include <sys/ioctl.h>
#include <sys/syscall.h>
#include "fuzz.h"

static void set_call(struct fuzz_call *call, long number, long a, long b,
		     long c)
{
	call->number = number;
	call->args[0] = a;
	call->args[1] = b;
	call->args[2] = c;
}

static uint32_t token_rights(struct fuzz *fuzz)
{
	return fuzz_chance(fuzz, 50) ? KACS_MAXIMUM_ALLOWED
				     : fuzz_mask(fuzz, KACS_TOKEN_ALL_ACCESS);
}

static void make_open_self(struct fuzz *fuzz, struct fuzz_call *call)
{
	call->result = FUZZ_TOKEN;
	set_call(call, __NR_kacs_open_self_token,
		 fuzz_u32(fuzz, fuzz_below(fuzz, 2)), token_rights(fuzz), 0);
}

static void make_open_process(struct fuzz *fuzz, struct fuzz_call *call)
{
	call->result = FUZZ_TOKEN;
	set_call(call, __NR_kacs_open_process_token, fuzz_fd(fuzz, FUZZ_PIDFD),
		 token_rights(fuzz), 0);
}

static void make_open_thread(struct fuzz *fuzz, struct fuzz_call *call)
{
	long tid = fuzz_chance(fuzz, 50)
			   ? syscall(SYS_gettid)
			   : atomic_load(&fuzz->pool->children[fuzz_below(
				     fuzz, FUZZ_SLOTS)]);

	call->result = FUZZ_TOKEN;
	set_call(call, __NR_kacs_open_thread_token, fuzz_fd(fuzz, FUZZ_PIDFD),
		 (int)fuzz_u32(fuzz, (uint32_t)tid), token_rights(fuzz));
}

static void make_create_token(struct fuzz *fuzz, struct fuzz_call *call)
{
	struct fuzz_bytes spec = fuzz_token_spec(fuzz);

	call->result = FUZZ_TOKEN;
	set_call(call, __NR_kacs_create_token,
		 fuzz_place(fuzz, spec.at, spec.len),
		 (long)fuzz_u64(fuzz, spec.len), 0);
}

static void make_create_session(struct fuzz *fuzz, struct fuzz_call *call)
{
	struct fuzz_bytes spec = fuzz_session_spec(fuzz);

	set_call(call, __NR_kacs_create_session,
		 fuzz_place(fuzz, spec.at, spec.len),
		 (long)fuzz_u64(fuzz, spec.len), 0);
}

static void done_create_session(struct fuzz *fuzz, const struct fuzz_call *call,
				long result)
{
	(void)call;
	fuzz_keep_session(fuzz, (uint64_t)result);
}

static void make_destroy_session(struct fuzz *fuzz, struct fuzz_call *call)
{
	set_call(call, __NR_kacs_destroy_empty_session,
		 (long)fuzz_u64(fuzz, fuzz_session(fuzz)), 0, 0);
}

/* Not NO_CHILD often: a life without children has less to do. */
static void make_set_psb(struct fuzz *fuzz, struct fuzz_call *call)
{
	uint32_t mitigations = 1u << fuzz_below(fuzz, 10);

	set_call(call, __NR_kacs_set_psb, fuzz_fd(fuzz, FUZZ_PIDFD),
		 fuzz_u32(fuzz, mitigations), 0);
}

static void make_open_peer(struct fuzz *fuzz, struct fuzz_call *call)
{
	call->result = FUZZ_TOKEN;
	set_call(call, __NR_kacs_open_peer_token,
		 fuzz_fd(fuzz, FUZZ_CONNECTION), 0, 0);
}

static void make_impersonate_peer(struct fuzz *fuzz, struct fuzz_call *call)
{
	set_call(call, __NR_kacs_impersonate_peer,
		 fuzz_fd(fuzz, FUZZ_CONNECTION), 0, 0);
}

static void make_revert(struct fuzz *fuzz, struct fuzz_call *call)
{
	(void)fuzz;
	set_call(call, __NR_kacs_revert, 0, 0, 0);
}

static void make_set_level(struct fuzz *fuzz, struct fuzz_call *call)
{
	set_call(call, __NR_kacs_set_impersonation_level,
		 fuzz_fd(fuzz, FUZZ_SOCKET),
		 fuzz_u32(fuzz, fuzz_below(fuzz, 4)), 0);
}

static void set_ioctl(struct fuzz *fuzz, struct fuzz_call *call,
		      unsigned long command, const void *args, size_t len)
{
	set_call(call, SYS_ioctl, fuzz_fd(fuzz, FUZZ_TOKEN), (long)command,
		 len ? fuzz_place(fuzz, args, len) : 0);
}

/* The result is written among the arguments, wherever these are. */
static void set_result_at(struct fuzz *fuzz, struct fuzz_call *call,
			  size_t offset)
{
	const uint8_t *at = (const uint8_t *)call->args[2];

	/* Only from memory that others do not write to. */
	if (at >= fuzz->own && at < fuzz->own + FUZZ_OWN_BYTES)
		call->result_at = (const void *)(at + offset);
	else if (at >= fuzz->edge && at < fuzz->edge + FUZZ_EDGE_BYTES)
		call->result_at = (const void *)(at + offset);
}

static void done_token_result(struct fuzz *fuzz, const struct fuzz_call *call,
			      long result)
{
	int32_t fd;

	(void)result;
	if (!call->result_at)
		return;
	memcpy(&fd, call->result_at, sizeof(fd));
	fuzz_keep(fuzz, FUZZ_TOKEN, fd);
}

static void make_query(struct fuzz *fuzz, struct fuzz_call *call)
{
	uint32_t len = fuzz_chance(fuzz, 70) ? 1024 : fuzz_below(fuzz, 256);
	struct kacs_query_args args = {
		.token_class = fuzz_u32(
			fuzz, fuzz_chance(fuzz, 10) ? KACS_TOKEN_CLASS_SPEC
						    : 1 + fuzz_below(fuzz, 24)),
		.buf_len = len,
		.buf_ptr = (uint64_t)fuzz_room(fuzz, len),
	};

	if (fuzz_chance(fuzz, 10))
		args.buf_ptr = 0;
	set_ioctl(fuzz, call, KACS_IOC_QUERY, &args, sizeof(args));
	/* The answer over the question. */
	if (fuzz->wild && fuzz_chance(fuzz, 5) && call->args[2] > 0 &&
	    call->args[2] < 0x7fffffff0000) {
		args.buf_ptr = (uint64_t)call->args[2] + fuzz_below(fuzz, 16);
		call->args[2] = fuzz_place(fuzz, &args, sizeof(args));
	}
}

static void make_adjust_privs(struct fuzz *fuzz, struct fuzz_call *call)
{
	static const uint32_t attributes[] = {
		0,
		0,
		KACS_SE_PRIVILEGE_ENABLED,
		KACS_SE_PRIVILEGE_ENABLED,
		KACS_SE_PRIVILEGE_ENABLED,
		KACS_SE_PRIVILEGE_REMOVED,
	};
	struct kacs_priv_entry entries[4];
	uint32_t i, count = 1 + fuzz_below(fuzz, 3), first;
	struct kacs_adjust_privs_args args = {.count = fuzz_u32(fuzz, count)};

	first = 2 + fuzz_below(fuzz, 33);
	for (i = 0; i < count; i++) {
		entries[i].luid = fuzz_u32(fuzz, 2 + (first + i) % 34);
		entries[i].attributes =
			fuzz_u32(fuzz, fuzz_chance(fuzz, 3)
					       ? KACS_SE_PRIVILEGE_REMOVED
					       : fuzz_one_of(fuzz, attributes));
	}
	if (count == 1 && fuzz_chance(fuzz, 30))
		entries[0] = (struct kacs_priv_entry){
			0, KACS_PRIV_RESET_ALL_DEFAULTS};
	args.pad = fuzz_u32(fuzz, 0);
	args.data_ptr =
		(uint64_t)fuzz_place(fuzz, entries, count * sizeof(*entries));
	set_ioctl(fuzz, call, KACS_IOC_ADJUST_PRIVS, &args, sizeof(args));
}

static void make_adjust_groups(struct fuzz *fuzz, struct fuzz_call *call)
{
	struct kacs_group_entry entries[3];
	uint32_t i, count = 1 + fuzz_below(fuzz, 2), first;
	struct kacs_adjust_groups_args args = {.count = fuzz_u32(fuzz, count)};

	first = fuzz_below(fuzz, 5);
	for (i = 0; i < count; i++) {
		entries[i].index = fuzz_u32(fuzz, (first + i) % 6);
		entries[i].enable = fuzz_u32(fuzz, fuzz_below(fuzz, 2));
	}
	if (count == 1 && fuzz_chance(fuzz, 30))
		entries[0] = (struct kacs_group_entry){KACS_GROUP_RESET_ALL, 0};
	args.pad = fuzz_u32(fuzz, 0);
	args.data_ptr =
		(uint64_t)fuzz_place(fuzz, entries, count * sizeof(*entries));
	set_ioctl(fuzz, call, KACS_IOC_ADJUST_GROUPS, &args, sizeof(args));
}

static void make_duplicate(struct fuzz *fuzz, struct fuzz_call *call)
{
	struct kacs_duplicate_args args = {
		.access_mask = token_rights(fuzz),
		.token_type = fuzz_u32(fuzz, 1 + fuzz_below(fuzz, 2)),
		.impersonation_level = fuzz_u32(fuzz, fuzz_below(fuzz, 4)),
		.result_fd = -1,
	};

	set_ioctl(fuzz, call, KACS_IOC_DUPLICATE, &args, sizeof(args));
	set_result_at(fuzz, call,
		      offsetof(struct kacs_duplicate_args, result_fd));
}

static void make_restrict(struct fuzz *fuzz, struct fuzz_call *call)
{
	uint32_t deny = fuzz_below(fuzz, 3), sids = fuzz_below(fuzz, 3), i;
	uint8_t data[512];
	struct kacs_restrict_args args = {.result_fd = -1};
	struct fuzz_bytes sid;

	for (i = 0; i < deny; i++) {
		uint32_t index = fuzz_u32(fuzz, i + fuzz_below(fuzz, 2) * 2);

		memcpy(data + 4 * i, &index, 4);
	}
	args.data_len = 4 * deny;
	for (i = 0; i < sids; i++) {
		sid = fuzz_sid(fuzz);
		memcpy(data + args.data_len, sid.at, sid.len);
		args.data_len += sid.len;
	}
	args.data_ptr = (uint64_t)fuzz_place(fuzz, data, args.data_len);
	args.privs_to_delete =
		fuzz_u64(fuzz, fuzz_random(fuzz) & fuzz_random(fuzz));
	args.num_deny_indices = fuzz_u32(fuzz, deny);
	args.num_restrict_sids = fuzz_u32(fuzz, sids);
	args.data_len = fuzz_u32(fuzz, args.data_len);
	args.flags = fuzz_u32(fuzz, fuzz_below(fuzz, 2));
	set_ioctl(fuzz, call, KACS_IOC_RESTRICT, &args, sizeof(args));
	set_result_at(fuzz, call,
		      offsetof(struct kacs_restrict_args, result_fd));
}

static void make_install(struct fuzz *fuzz, struct fuzz_call *call)
{
	set_ioctl(fuzz, call, KACS_IOC_INSTALL, NULL, 0);
}

static void make_impersonate(struct fuzz *fuzz, struct fuzz_call *call)
{
	set_ioctl(fuzz, call, KACS_IOC_IMPERSONATE, NULL, 0);
}

static void make_adjust_session(struct fuzz *fuzz, struct fuzz_call *call)
{
	uint32_t session = fuzz_below(fuzz, 4);

	set_ioctl(fuzz, call, KACS_IOC_ADJUST_SESSIONID, &session,
		  sizeof(session));
}

static void make_link(struct fuzz *fuzz, struct fuzz_call *call)
{
	struct kacs_link_tokens_args args = {
		.elevated_fd = fuzz_fd(fuzz, FUZZ_TOKEN),
		.filtered_fd = fuzz_fd(fuzz, FUZZ_TOKEN),
		.session_id = fuzz_u64(fuzz, fuzz_session(fuzz)),
	};

	set_ioctl(fuzz, call, KACS_IOC_LINK_TOKENS, &args, sizeof(args));
}

static void make_get_linked(struct fuzz *fuzz, struct fuzz_call *call)
{
	int32_t none = -1;

	set_ioctl(fuzz, call, KACS_IOC_GET_LINKED_TOKEN, &none, sizeof(none));
	set_result_at(fuzz, call, 0);
}

static void make_adjust_default(struct fuzz *fuzz, struct fuzz_call *call)
{
	static const uint16_t indices[] = {0xffff, 0xffff, 0, 1, 2, 3};
	struct fuzz_bytes acl = fuzz_acl(fuzz);
	struct kacs_adjust_default_args args = {
		.owner_index =
			(uint16_t)fuzz_u32(fuzz, fuzz_one_of(fuzz, indices)),
		.group_index =
			(uint16_t)fuzz_u32(fuzz, fuzz_one_of(fuzz, indices)),
	};

	if (!fuzz_chance(fuzz, 25)) {
		args.dacl_ptr = (uint64_t)fuzz_place(fuzz, acl.at, acl.len);
		args.dacl_len =
			fuzz_u32(fuzz, fuzz_chance(fuzz, 20) ? 0 : acl.len);
	}
	set_ioctl(fuzz, call, KACS_IOC_ADJUST_DEFAULT, &args, sizeof(args));
}

/* Commands that there are with other sizes and directions, or that are none. */
static void make_any_ioctl(struct fuzz *fuzz, struct fuzz_call *call)
{
	uint8_t bytes[64];
	size_t i;

	for (i = 0; i < sizeof(bytes); i++)
		bytes[i] = (uint8_t)fuzz_random(fuzz);
	set_ioctl(fuzz, call,
		  _IOC(fuzz_below(fuzz, 4), KACS_IOC_MAGIC,
		       fuzz_below(fuzz, 16), fuzz_below(fuzz, 48)),
		  bytes, sizeof(bytes));
}

const struct fuzz_entry fuzz_token_entries[] = {
	{.name = "kacs_open_self_token", .weight = 14, .make = make_open_self},
	{.name = "kacs_open_process_token",
	 .weight = 8,
	 .make = make_open_process},
	{.name = "kacs_open_thread_token",
	 .weight = 8,
	 .make = make_open_thread},
	{.name = "kacs_create_token", .weight = 12, .make = make_create_token},
	{.name = "kacs_create_session",
	 .weight = 6,
	 .make = make_create_session,
	 .done = done_create_session},
	{.name = "kacs_set_psb", .weight = 2, .make = make_set_psb},
	{.name = "kacs_destroy_empty_session",
	 .weight = 4,
	 .make = make_destroy_session},
	{.name = "kacs_open_peer_token", .weight = 10, .make = make_open_peer},
	{.name = "kacs_impersonate_peer",
	 .weight = 8,
	 .make = make_impersonate_peer},
	{.name = "kacs_revert",
	 .weight = 8,
	 .make = make_revert,
	 .always_good = true},
	{.name = "kacs_set_impersonation_level",
	 .weight = 6,
	 .make = make_set_level},
	{.name = "KACS_IOC_QUERY", .weight = 14, .make = make_query},
	{.name = "KACS_IOC_ADJUST_PRIVS",
	 .weight = 10,
	 .make = make_adjust_privs},
	{.name = "KACS_IOC_DUPLICATE",
	 .weight = 14,
	 .make = make_duplicate,
	 .done = done_token_result},
	{.name = "KACS_IOC_INSTALL", .weight = 3, .make = make_install},
	{.name = "KACS_IOC_RESTRICT",
	 .weight = 8,
	 .make = make_restrict,
	 .done = done_token_result},
	{.name = "KACS_IOC_LINK_TOKENS", .weight = 5, .make = make_link},
	{.name = "KACS_IOC_GET_LINKED_TOKEN",
	 .weight = 5,
	 .make = make_get_linked,
	 .done = done_token_result},
	{.name = "KACS_IOC_ADJUST_GROUPS",
	 .weight = 10,
	 .make = make_adjust_groups},
	{.name = "KACS_IOC_IMPERSONATE", .weight = 10, .make = make_impersonate},
	{.name = "KACS_IOC_ADJUST_DEFAULT",
	 .weight = 8,
	 .make = make_adjust_default},
	{.name = "KACS_IOC_ADJUST_SESSIONID",
	 .weight = 5,
	 .make = make_adjust_session},
	{.name = "any_ioctl",
	 .weight = 3,
	 .make = make_any_ioctl,
	 .always_bad = true},
};

const size_t fuzz_token_entry_count =
	sizeof(fuzz_token_entries) / sizeof(*fuzz_token_entries);
