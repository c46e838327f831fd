// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Calls about files, descriptors, checks, policies, refusals and events.
 */
#include <kacs/event.h>
#include "fuzz.h"

static void set_call(struct fuzz_call *call, long number,
		     const long args[FUZZ_CALL_ARGS])
{
	call->number = number;
	memcpy(call->args, args, sizeof(call->args));
}

#define SET_CALL(call, number, ...) \
	set_call((call), (number), (const long[FUZZ_CALL_ARGS]){__VA_ARGS__})

static long place_name(struct fuzz *fuzz, const char *name)
{
	return fuzz_place(fuzz, name, strlen(name) + 1);
}

/* Mostly rights that a file can be opened with, data among them. */
static uint32_t open_rights(struct fuzz *fuzz)
{
	static const uint32_t data[] = {KACS_FILE_READ_DATA,
					KACS_FILE_WRITE_DATA,
					KACS_FILE_APPEND_DATA,
					KACS_FILE_EXECUTE};
	uint32_t rights = fuzz_one_of(fuzz, data);

	if (fuzz_chance(fuzz, 50))
		rights |= fuzz_mask(fuzz, KACS_FILE_ALL_ACCESS) &
			  ~KACS_FILE_DELETE_CHILD;
	return fuzz_u32(fuzz, rights);
}

static void make_open(struct fuzz *fuzz, struct fuzz_call *call)
{
	static const uint32_t flags[] = {0, 0, AT_SYMLINK_NOFOLLOW};
	struct kacs_open_how how = {
		.desired_access = open_rights(fuzz),
		.create_disposition = fuzz_u32(fuzz, fuzz_below(fuzz, 6)),
		.flags = fuzz_u32(fuzz, fuzz_one_of(fuzz, flags)),
		.pad = fuzz_u32(fuzz, 0),
	};
	uint32_t disposition = how.create_disposition;
	struct fuzz_bytes sd;

	if (fuzz_chance(fuzz, 10))
		how.create_options = KACS_CREATE_OPT_DELETE_ON_CLOSE;
	else if (disposition >= KACS_FILE_OPEN &&
		 disposition <= KACS_FILE_OPEN_IF && fuzz_chance(fuzz, 20))
		how.create_options = KACS_CREATE_OPT_DIRECTORY;
	how.create_options = fuzz_u32(fuzz, how.create_options);
	if ((disposition == KACS_FILE_CREATE ||
	     disposition == KACS_FILE_SUPERSEDE || fuzz->wild) &&
	    fuzz_chance(fuzz, 40)) {
		sd = fuzz_sd(fuzz);
		how.sd_ptr = (uint64_t)fuzz_place(fuzz, sd.at, sd.len);
		how.sd_len = fuzz_u32(fuzz, sd.len);
	}
	call->result = FUZZ_FILE;
	SET_CALL(call, __NR_kacs_open,
		 fuzz_chance(fuzz, 90) ? AT_FDCWD : fuzz_fd(fuzz, FUZZ_FILE),
		 place_name(fuzz, fuzz_file_name(fuzz)),
		 fuzz_place(fuzz, &how, sizeof(how)),
		 (long)fuzz_u64(fuzz, sizeof(how)),
		 fuzz_chance(fuzz, 70) ? fuzz_room(fuzz, 4) : 0);
}

/* A file by name or handle, a token, a process. */
static void set_target(struct fuzz *fuzz, struct fuzz_call *call)
{
	static const enum fuzz_kind kinds[] = {FUZZ_FILE, FUZZ_TOKEN,
					       FUZZ_PIDFD};
	const char *name = "";

	if (fuzz_chance(fuzz, 50)) {
		call->args[0] = AT_FDCWD;
		name = fuzz_file_name(fuzz);
		call->args[5] = AT_SYMLINK_NOFOLLOW;
	} else {
		call->args[0] = fuzz_fd(fuzz, fuzz_one_of(fuzz, kinds));
		call->args[5] = AT_EMPTY_PATH;
	}
	call->args[1] = place_name(fuzz, name);
	call->args[5] = fuzz_u32(fuzz, (uint32_t)call->args[5]);
	call->args[2] = 1 + fuzz_below(fuzz, 31);
	/* Not both the SACL and the label that is in it. */
	if ((call->args[2] & 0x18) == 0x18)
		call->args[2] &= 0xf;
	call->args[2] = fuzz_u32(fuzz, (uint32_t)call->args[2]);
}

static void make_get_sd(struct fuzz *fuzz, struct fuzz_call *call)
{
	uint32_t len = fuzz_chance(fuzz, 80) ? 2048 : fuzz_below(fuzz, 64);

	call->number = __NR_kacs_get_sd;
	set_target(fuzz, call);
	call->args[3] = fuzz_room(fuzz, len);
	call->args[4] = len;
}

static void make_set_sd(struct fuzz *fuzz, struct fuzz_call *call)
{
	struct fuzz_bytes sd = fuzz_sd(fuzz);

	call->number = __NR_kacs_set_sd;
	set_target(fuzz, call);
	/* The whole descriptor is seldom right for what it is about. */
	if (fuzz_chance(fuzz, 50))
		call->args[2] = KACS_DACL_SECURITY_INFORMATION;
	call->args[3] = fuzz_place(fuzz, sd.at, sd.len);
	call->args[4] = fuzz_u32(fuzz, sd.len);
}

static void add_objects(struct fuzz *fuzz, struct kacs_access_check_args *args)
{
	struct fuzz_bytes bytes;
	uint32_t count;

	if (fuzz_chance(fuzz, 30)) {
		bytes = fuzz_sid(fuzz);
		args->self_sid_ptr =
			(uint64_t)fuzz_place(fuzz, bytes.at, bytes.len);
		args->self_sid_len = fuzz_u32(fuzz, bytes.len);
	}
	if (fuzz_chance(fuzz, 30)) {
		bytes = fuzz_tree(fuzz, &count);
		args->object_tree_ptr =
			(uint64_t)fuzz_place(fuzz, bytes.at, bytes.len);
		args->object_tree_count = fuzz_u32(fuzz, count);
	}
	if (fuzz_chance(fuzz, 30)) {
		bytes = fuzz_claims(fuzz);
		args->local_claims_ptr =
			(uint64_t)fuzz_place(fuzz, bytes.at, bytes.len);
		args->local_claims_len = fuzz_u32(fuzz, bytes.len);
	}
	if (fuzz_chance(fuzz, 20)) {
		bytes = fuzz_payload(fuzz);
		args->audit_context_ptr =
			(uint64_t)fuzz_place(fuzz, bytes.at, bytes.len);
		args->audit_context_len = fuzz_u32(fuzz, bytes.len);
	}
}

static struct kacs_access_check_args make_question(struct fuzz *fuzz)
{
	static const uint32_t pip_types[] = {0, 0, 0, 512, 1024};
	struct fuzz_bytes sd = fuzz_sd(fuzz);
	struct kacs_access_check_args args = {
		.size = sizeof(args),
		.token_fd =
			fuzz_chance(fuzz, 40) ? -1 : fuzz_fd(fuzz, FUZZ_TOKEN),
		.desired_access = fuzz_mask(fuzz, KACS_FILE_ALL_ACCESS),
		.generic_read = fuzz_u32(fuzz, KACS_FILE_GENERIC_READ),
		.generic_write = fuzz_u32(fuzz, KACS_FILE_GENERIC_WRITE),
		.generic_execute = fuzz_u32(fuzz, KACS_FILE_GENERIC_EXECUTE),
		.generic_all = fuzz_u32(fuzz, KACS_FILE_ALL_ACCESS),
		.privilege_intent = fuzz_u32(fuzz, fuzz_below(fuzz, 4)),
		.pip_type = fuzz_u32(fuzz, fuzz_one_of(fuzz, pip_types)),
		.pip_trust = fuzz_u32(fuzz, 0),
		.pad0 = fuzz_u32(fuzz, 0),
		.pad1 = fuzz_u32(fuzz, 0),
		.pad2 = fuzz_u32(fuzz, 0),
	};

	args.sd_ptr = (uint64_t)fuzz_place(fuzz, sd.at, sd.len);
	args.sd_len = fuzz_u32(fuzz, sd.len);
	add_objects(fuzz, &args);
	if (fuzz_chance(fuzz, 30))
		args.granted_out_ptr = (uint64_t)fuzz_room(fuzz, 4);
	if (fuzz_chance(fuzz, 20))
		args.continuous_audit_out_ptr = (uint64_t)fuzz_room(fuzz, 4);
	if (fuzz_chance(fuzz, 20))
		args.staging_mismatch_out_ptr = (uint64_t)fuzz_room(fuzz, 4);
	return args;
}

static long place_question(struct fuzz *fuzz,
			   struct kacs_access_check_args *args)
{
	static const uint32_t sizes[] = {40, 104, 136};

	if (fuzz->wild && fuzz_chance(fuzz, 10))
		args->size = fuzz_u32(fuzz, fuzz_one_of(fuzz, sizes));
	return fuzz_place(fuzz, args, sizeof(*args));
}

static void make_access_check(struct fuzz *fuzz, struct fuzz_call *call)
{
	struct kacs_access_check_args args = make_question(fuzz);

	SET_CALL(call, __NR_kacs_access_check, place_question(fuzz, &args));
}

static void make_access_check_list(struct fuzz *fuzz, struct fuzz_call *call)
{
	struct kacs_access_check_args args = make_question(fuzz);
	struct fuzz_bytes tree;
	uint32_t count = 0;

	if (!args.object_tree_ptr) {
		tree = fuzz_tree(fuzz, &count);
		args.object_tree_ptr =
			(uint64_t)fuzz_place(fuzz, tree.at, tree.len);
		args.object_tree_count = count;
	}
	count = args.object_tree_count < 64 ? args.object_tree_count : 64;
	SET_CALL(call, __NR_kacs_access_check_list, place_question(fuzz, &args),
		 fuzz_room(fuzz, count * sizeof(struct kacs_node_result)),
		 count);
}

static void make_set_caap(struct fuzz *fuzz, struct fuzz_call *call)
{
	struct fuzz_bytes name = fuzz_policy_name(fuzz);
	struct fuzz_bytes spec = fuzz_policy(fuzz);

	/* Never another good name: nobody would remove its policy. */
	if (fuzz->wild && fuzz_chance(fuzz, 10))
		name.at[0] = 2;
	if (fuzz_chance(fuzz, 20))
		spec.len = 0;
	SET_CALL(call, __NR_kacs_set_caap, fuzz_place(fuzz, name.at, name.len),
		 name.len - (fuzz->wild && fuzz_chance(fuzz, 10)),
		 spec.len ? fuzz_place(fuzz, spec.at, spec.len) : 0,
		 fuzz_u32(fuzz, spec.len));
}

/* That of a mount where nothing else is, for it is everybody's. */
static int mount_fd(struct fuzz *fuzz)
{
	int fd;

	if (fuzz->wild && fuzz_chance(fuzz, 20))
		return fuzz_fd(fuzz, FUZZ_TOKEN);
	fd = open(FUZZ_MOUNT, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	fuzz_keep(fuzz, FUZZ_OTHER, fd);
	return fd;
}

static void make_get_mount_policy(struct fuzz *fuzz, struct fuzz_call *call)
{
	uint32_t len = fuzz_chance(fuzz, 70) ? 1024 : fuzz_below(fuzz, 64);
	struct kacs_mount_policy_args args = {
		.policy = fuzz_u32(fuzz, 0),
		.flags = fuzz_u32(fuzz, 0),
		.generation = fuzz_u32(fuzz, 0),
		.template_sd_len = len,
		.pad1 = fuzz_u32(fuzz, 0),
	};

	if (fuzz_chance(fuzz, 70))
		args.template_sd_ptr = (uint64_t)fuzz_room(fuzz, len);
	else
		args.template_sd_len = 0;
	SET_CALL(call, __NR_kacs_get_mount_policy, mount_fd(fuzz),
		 fuzz_place(fuzz, &args, sizeof(args)),
		 (long)fuzz_u64(fuzz, sizeof(args)));
}

static void make_set_mount_policy(struct fuzz *fuzz, struct fuzz_call *call)
{
	struct fuzz_bytes sd = fuzz_sd(fuzz);
	struct kacs_mount_policy_args args = {
		.policy = fuzz_u32(fuzz, 2 + fuzz_below(fuzz, 3)),
		.flags = fuzz_u32(fuzz, 0),
		.generation = fuzz_u32(fuzz, 0),
		.pad1 = fuzz_u32(fuzz, 0),
	};

	if (fuzz_chance(fuzz, 60)) {
		args.template_sd_ptr =
			(uint64_t)fuzz_place(fuzz, sd.at, sd.len);
		args.template_sd_len = fuzz_u32(fuzz, sd.len);
	}
	SET_CALL(call, __NR_kacs_set_mount_policy, mount_fd(fuzz),
		 fuzz_place(fuzz, &args, sizeof(args)),
		 (long)fuzz_u64(fuzz, sizeof(args)));
}

static void make_get_denial(struct fuzz *fuzz, struct fuzz_call *call)
{
	uint32_t len = fuzz_chance(fuzz, 80)
			       ? 4096
			       : fuzz_below(fuzz, sizeof(struct kacs_denial));

	SET_CALL(call, __NR_kacs_get_denial,
		 fuzz_chance(fuzz, 70) ? -1 : fuzz_fd(fuzz, FUZZ_PIDFD),
		 fuzz_room(fuzz, len), len,
		 fuzz_u32(fuzz, fuzz_below(fuzz, 2)));
}

static void make_emit(struct fuzz *fuzz, struct fuzz_call *call)
{
	static const char type[] = "fuzz-event";
	struct fuzz_bytes payload = fuzz_payload(fuzz);

	SET_CALL(call, __NR_kmes_emit, place_name(fuzz, type),
		 fuzz_u32(fuzz, sizeof(type) - 1),
		 fuzz_place(fuzz, payload.at, payload.len),
		 fuzz_u32(fuzz, payload.len));
}

static void make_attach(struct fuzz *fuzz, struct fuzz_call *call)
{
	const int32_t room = fuzz_chance(fuzz, 80) ? 8 : 1;

	SET_CALL(call, __NR_kmes_attach, fuzz_room(fuzz, 8 * sizeof(int32_t)),
		 fuzz_place(fuzz, &room, sizeof(room)), fuzz_room(fuzz, 8));
}

/* Its descriptors, if they were written where only this thread writes. */
static void done_attach(struct fuzz *fuzz, const struct fuzz_call *call,
			long result)
{
	const uint8_t *fds = (const uint8_t *)call->args[0];
	const uint8_t *count_at = (const uint8_t *)call->args[1];
	int32_t count, fd, i;

	(void)result;
	if (fds < fuzz->own || fds >= fuzz->own + FUZZ_OWN_BYTES ||
	    count_at < fuzz->own || count_at >= fuzz->own + FUZZ_OWN_BYTES)
		return;
	memcpy(&count, count_at, sizeof(count));
	for (i = 0; i < count && i < 8; i++) {
		memcpy(&fd, fds + 4 * i, sizeof(fd));
		fuzz_keep(fuzz, FUZZ_OTHER, fd);
	}
}

static void make_emit_batch(struct fuzz *fuzz, struct fuzz_call *call)
{
	struct kmes_emit_entry entries[4];
	uint32_t count = 1 + fuzz_below(fuzz, 4), i;

	for (i = 0; i < count; i++) {
		struct fuzz_bytes payload = fuzz_payload(fuzz);

		entries[i] = (struct kmes_emit_entry){
			.event_type = (uint64_t)place_name(fuzz, "fuzz-batch"),
			.event_type_len = (uint16_t)fuzz_u32(fuzz, 10),
			.pad0 = {(uint16_t)fuzz_u32(fuzz, 0)},
			.payload = (uint64_t)fuzz_place(fuzz, payload.at,
							payload.len),
			.payload_len = fuzz_u32(fuzz, payload.len),
			.pad1 = fuzz_u32(fuzz, 0),
		};
	}
	SET_CALL(call, __NR_kmes_emit_batch,
		 fuzz_place(fuzz, entries, count * sizeof(*entries)),
		 fuzz_u32(fuzz, count), fuzz_room(fuzz, 4));
}

const struct fuzz_entry fuzz_object_entries[] = {
	{.name = "kacs_open", .weight = 12, .make = make_open},
	{.name = "kacs_get_sd", .weight = 10, .make = make_get_sd},
	{.name = "kacs_set_sd", .weight = 12, .make = make_set_sd},
	{.name = "kacs_access_check", .weight = 14, .make = make_access_check},
	{.name = "kacs_access_check_list",
	 .weight = 8,
	 .make = make_access_check_list},
	{.name = "kacs_set_caap", .weight = 4, .make = make_set_caap},
	{.name = "kacs_get_mount_policy",
	 .weight = 3,
	 .make = make_get_mount_policy},
	{.name = "kacs_set_mount_policy",
	 .weight = 2,
	 .make = make_set_mount_policy},
	{.name = "kacs_get_denial", .weight = 8, .make = make_get_denial},
	{.name = "kmes_emit", .weight = 6, .make = make_emit},
	{.name = "kmes_attach",
	 .weight = 2,
	 .make = make_attach,
	 .done = done_attach},
	{.name = "kmes_emit_batch", .weight = 5, .make = make_emit_batch},
};

const size_t fuzz_object_entry_count =
	sizeof(fuzz_object_entries) / sizeof(*fuzz_object_entries);
