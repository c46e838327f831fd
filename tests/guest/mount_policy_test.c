// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What a mount makes of files without a descriptor: kacs_get_mount_policy,
 * kacs_set_mount_policy. PSD-004 11.1, 11.5, 13.1, 13.6.
 */
#include <sys/mount.h>
#include <sys/socket.h>
#include <sys/xattr.h>
#include "scratch.h"
#include "tokens.h"

#define DENY_MISSING KACS_MOUNT_POLICY_DENY_MISSING
#define EPHEMERAL KACS_MOUNT_POLICY_SYNTHESIZE_EPHEMERAL
#define PERSISTENT KACS_MOUNT_POLICY_SYNTHESIZE_PERSISTENT
#define UNMANAGED KACS_MOUNT_POLICY_UNMANAGED

/* Alice's, and what children inherit names Bob. */
#define TEMPLATE                                                      \
	"O:" ALICE "G:BAD:(A;OICI;FA;;;SY)(A;OICI;FA;;;" ALICE ")(A;" \
	"OICIIO;FR;;;" BOB ")"
#define FALLBACK "O:SYG:SYD:(A;;FA;;;SY)(A;;FA;;;BA)(A;;FRFX;;;WD)"

static int place(void)
{
	return (int)must(open(PLACE, O_PATH | O_CLOEXEC));
}

static int set_args(int fd, const struct kacs_mount_policy_args *args)
{
	return kacs_sys_set_mount_policy(fd, args, sizeof(*args));
}

/* @sddl: the template, or NULL. */
static int set_policy_of(int fd, uint32_t policy, const char *sddl)
{
	struct kacs_mount_policy_args args = {.policy = policy};
	uint8_t *sd = NULL;
	size_t len = 0;
	int result, number;

	if (sddl)
		sd = sd_bytes(sddl, &len);
	args.template_sd_ptr = (uintptr_t)sd;
	args.template_sd_len = (uint32_t)len;
	result = set_args(fd, &args);
	number = errno;
	free(sd);
	errno = number;
	return result;
}

static int set_policy(uint32_t policy, const char *sddl)
{
	int fd = place();
	int result = set_policy_of(fd, policy, sddl);
	int number = errno;

	close(fd);
	errno = number;
	return result;
}

struct state {
	uint32_t policy;
	uint32_t generation;
	uint32_t len;
	uint8_t template[KACS_SD_MAX_BYTES];
};

static int get_state_of(int fd, struct state *state)
{
	struct kacs_mount_policy_args args = {
		.policy = 99,
		.generation = 99,
		.template_sd_ptr = (uintptr_t)state->template,
		.template_sd_len = sizeof(state->template),
	};

	memset(state, 0, sizeof(*state));
	if (kacs_sys_get_mount_policy(fd, &args, sizeof(args)))
		return -1;
	state->policy = args.policy;
	state->generation = args.generation;
	state->len = args.template_sd_len;
	return 0;
}

static struct state *get_state(void)
{
	static struct state state;
	int fd = place();

	must(get_state_of(fd, &state));
	close(fd);
	return &state;
}

static uint32_t class_of(const char *path)
{
	struct kacs_mount_policy_args args = {.policy = 0};
	int fd = (int)must(open(path, O_PATH | O_CLOEXEC));

	must(kacs_sys_get_mount_policy(fd, &args, sizeof(args)));
	close(fd);
	return args.policy;
}

static uint32_t class_of_pipe(void)
{
	struct kacs_mount_policy_args args = {.policy = 0};
	int fds[2];

	must(pipe(fds));
	must(kacs_sys_get_mount_policy(fds[0], &args, sizeof(args)));
	close(fds[0]);
	close(fds[1]);
	return args.policy;
}

static void test_classes(void)
{
	tap_eq(class_of("/proc"), UNMANAGED, "proc_is_unmanaged");
	tap_eq(class_of("/sys"), UNMANAGED, "sys_is_unmanaged");
	tap_eq(class_of_pipe(), UNMANAGED, "pipes_are_unmanaged");
	tap_eq(class_of("/tmp"), DENY_MISSING, "tmpfs_denies_missing");
	tap_eq(class_of("/dev"), DENY_MISSING, "devtmpfs_denies_missing");
	tap_eq(class_of("/dev/null"), DENY_MISSING,
	       "device_node_names_the_file_system_that_it_is_on");
	tap_eq(class_of(PLACE), DENY_MISSING, "a_medium_denies_missing");
}

static int get_size(int fd, size_t size)
{
	struct kacs_mount_policy_args args = {.policy = 0};

	return kacs_sys_get_mount_policy(fd, &args, size);
}

static void test_privilege(void)
{
	int tcb = token_for(.privileges = SE(TCB));
	int disabled = token_for(.disabled = SE(TCB));
	int others = token_for(.privileges = KACS_PRIVILEGE_ALL & ~SE(TCB));
	int fd = place();
	uint32_t generation = get_state()->generation;

	tap_as(alice, get_size(fd, 32), EPERM, "get_needs_tcb_privilege");
	tap_as(disabled, get_size(fd, 32), EPERM,
	       "get_needs_tcb_privilege_enabled");
	tap_as(tcb, get_size(fd, 32), 0, "get_needs_no_more");
	tap_as(alice, get_size(-1, 99), EPERM, "privilege_is_asked_for_first");
	tap_as(others, set_policy_of(fd, EPHEMERAL, NULL), EPERM,
	       "set_needs_tcb_privilege");
	tap_as(disabled, set_policy_of(fd, EPHEMERAL, NULL), EPERM,
	       "set_needs_tcb_privilege_enabled");
	tap_eq(get_state()->generation, generation,
	       "refused_set_changes_nothing");
	tap_as(tcb, set_policy_of(fd, EPHEMERAL, NULL), 0, "set_needs_no_more");
	tap_as(tcb, set_policy_of(fd, DENY_MISSING, NULL), 0,
	       "policy_goes_back");
	tap_eq(get_state()->generation, generation + 2,
	       "generation_counts_the_changes");
	close(fd);
	close(others);
	close(disabled);
	close(tcb);
}

/* What set refuses; the state is compared before and after. */
static void test_bad_input(void)
{
	static uint8_t sd[KACS_SD_MAX_BYTES + 2];
	size_t len, whole;
	uint8_t *good = sd_bytes(TEMPLATE, &whole);
	uint8_t *no_group = sd_bytes("O:SYD:(A;;FA;;;SY)", &len);
	const uint32_t no_group_len = (uint32_t)len;
	uint8_t *no_dacl = sd_bytes("O:SYG:SY", &len);
	const uint32_t no_dacl_len = (uint32_t)len;
	uint8_t *null_dacl = sd_bytes("O:SYG:SYD:NO_ACCESS_CONTROL", &len);
	const uint32_t null_dacl_len = (uint32_t)len;
	uint8_t *no_owner = sd_bytes("G:SYD:(A;;FA;;;SY)", &len);
	const uint32_t no_owner_len = (uint32_t)len;
	const uint32_t good_len = (uint32_t)whole;
	const uint64_t at = (uintptr_t)good;
	const struct {
		const char *name;
		struct kacs_mount_policy_args args;
		int expected;
	} cases[] = {
		{"policy_0", {.policy = 0}, EINVAL},
		{"policy_unmanaged", {.policy = UNMANAGED}, EINVAL},
		{"policy_5", {.policy = 5}, EINVAL},
		{"policy_of_all_bits", {.policy = ~0u}, EINVAL},
		{"flags", {.policy = EPHEMERAL, .flags = 1}, EINVAL},
		{"high_flags", {.policy = EPHEMERAL, .flags = 1u << 31}, EINVAL},
		{"generation", {.policy = EPHEMERAL, .generation = 1}, EINVAL},
		{"first_padding", {.policy = EPHEMERAL, .pad0 = 1}, EINVAL},
		{"second_padding", {.policy = EPHEMERAL, .pad1 = 1}, EINVAL},
		{"template_with_deny_missing",
		 {.policy = DENY_MISSING,
		  .template_sd_ptr = at,
		  .template_sd_len = good_len},
		 EINVAL},
		{"template_address_with_deny_missing",
		 {.policy = DENY_MISSING, .template_sd_ptr = at},
		 EINVAL},
		{"template_length_with_deny_missing",
		 {.policy = DENY_MISSING, .template_sd_len = good_len},
		 EINVAL},
		{"template_without_length",
		 {.policy = EPHEMERAL, .template_sd_ptr = at},
		 EINVAL},
		{"template_without_address",
		 {.policy = EPHEMERAL, .template_sd_len = good_len},
		 EINVAL},
		{"template_of_4_gb",
		 {.policy = EPHEMERAL,
		  .template_sd_ptr = at,
		  .template_sd_len = ~0u},
		 EINVAL},
		{"template_beyond_64_kb",
		 {.policy = EPHEMERAL,
		  .template_sd_ptr = (uintptr_t)sd,
		  .template_sd_len = 65537},
		 EINVAL},
		{"template_at_a_bad_address",
		 {.policy = EPHEMERAL,
		  .template_sd_ptr = 8,
		  .template_sd_len = good_len},
		 EFAULT},
		{"template_at_a_kernel_address",
		 {.policy = EPHEMERAL,
		  .template_sd_ptr = 0xffff888000000000,
		  .template_sd_len = good_len},
		 EFAULT},
		{"template_of_zeros",
		 {.policy = EPHEMERAL,
		  .template_sd_ptr = (uintptr_t)sd,
		  .template_sd_len = 100},
		 EINVAL},
		{"template_cut_short",
		 {.policy = PERSISTENT,
		  .template_sd_ptr = at,
		  .template_sd_len = good_len - 1},
		 EINVAL},
		{"template_without_owner",
		 {.policy = EPHEMERAL,
		  .template_sd_ptr = (uintptr_t)no_owner,
		  .template_sd_len = no_owner_len},
		 EINVAL},
		{"template_without_group",
		 {.policy = EPHEMERAL,
		  .template_sd_ptr = (uintptr_t)no_group,
		  .template_sd_len = no_group_len},
		 EINVAL},
		{"template_without_dacl",
		 {.policy = EPHEMERAL,
		  .template_sd_ptr = (uintptr_t)no_dacl,
		  .template_sd_len = no_dacl_len},
		 EINVAL},
		{"template_with_a_null_dacl",
		 {.policy = EPHEMERAL,
		  .template_sd_ptr = (uintptr_t)null_dacl,
		  .template_sd_len = null_dacl_len},
		 EINVAL},
	};
	static struct state before;
	int fd = place();
	size_t i;

	must(set_policy(EPHEMERAL, TEMPLATE));
	before = *get_state();
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		tap_errno(set_args(fd, &cases[i].args), cases[i].expected,
			  "set_refuses_%s", cases[i].name);
		tap_ok(!memcmp(get_state(), &before, sizeof(before)),
		       "policy_is_as_it_was_after_%s", cases[i].name);
	}
	must(set_policy(DENY_MISSING, NULL));
	close(fd);
	free(no_owner);
	free(null_dacl);
	free(no_dacl);
	free(no_group);
	free(good);
}

/* Sizes of the struct, of both calls. */
static void test_sizes(void)
{
	struct {
		struct kacs_mount_policy_args args;
		uint8_t more[4096];
	} large;
	int fd = place(), at_end;
	size_t i;
	static const struct {
		size_t size;
		int expected;
	} sizes[] = {
		{0, EINVAL},	{1, EINVAL},
		{15, EINVAL},	{16, 0},
		{24, 0},	{32, 0},
		{33, 0},	{4096, 0},
		{4097, EINVAL}, {SIZE_MAX, EINVAL},
	};

	for (i = 0; i < sizeof(sizes) / sizeof(*sizes); i++) {
		memset(&large, 0, sizeof(large));
		tap_errno(kacs_sys_get_mount_policy(fd, &large.args,
						    sizes[i].size),
			  sizes[i].expected, "get_with_%zu_bytes",
			  sizes[i].size);
		memset(&large, 0, sizeof(large));
		large.args.policy = DENY_MISSING;
		tap_errno(kacs_sys_set_mount_policy(fd, &large.args,
						    sizes[i].size),
			  sizes[i].expected, "set_with_%zu_bytes",
			  sizes[i].size);
	}
	for (i = 0; i < 2; i++) {
		at_end = i ? 4095 - (int)sizeof(large.args) : 0;
		memset(&large, 0, sizeof(large));
		large.args.policy = DENY_MISSING;
		large.more[at_end] = 1;
		tap_errno(kacs_sys_set_mount_policy(fd, &large.args, 4096),
			  EINVAL, "set_refuses_what_it_does_not_know_%zu", i);
		tap_errno(kacs_sys_get_mount_policy(fd, &large.args, 4096),
			  EINVAL, "get_refuses_what_it_does_not_know_%zu", i);
	}
	close(fd);
}

/* The template comes whole, or only its length does. */
static void test_template_out(void)
{
	struct kacs_mount_policy_args args = {.policy = 0};
	uint8_t buffer[512];
	size_t len;
	uint8_t *sd = sd_bytes(TEMPLATE, &len);
	int fd = place();

	must(set_policy(EPHEMERAL, TEMPLATE));
	must(kacs_sys_get_mount_policy(fd, &args, sizeof(args)));
	tap_eq(args.template_sd_len, len, "length_without_a_buffer");
	tap_eq(args.policy, EPHEMERAL, "policy_is_told");
	memset(buffer, 0xee, sizeof(buffer));
	args.template_sd_ptr = (uintptr_t)buffer;
	args.template_sd_len = (uint32_t)len - 1;
	tap_errno(kacs_sys_get_mount_policy(fd, &args, sizeof(args)), 0,
		  "small_buffer_is_no_error");
	tap_ok(args.template_sd_len == len && buffer[0] == 0xee,
	       "small_buffer_gets_nothing_but_the_length");
	must(kacs_sys_get_mount_policy(fd, &args, sizeof(args)));
	tap_ok(!memcmp(buffer, sd, len) && buffer[len] == 0xee,
	       "template_comes_back");
	must(set_policy(EPHEMERAL, NULL));
	tap_eq(get_state()->len, 0, "null_template_clears_it");
	must(set_policy(PERSISTENT, TEMPLATE));
	must(set_policy(DENY_MISSING, NULL));
	tap_eq(get_state()->len, 0, "deny_missing_clears_it");
	close(fd);
	free(sd);
}

static int set_on(const char *path, uint32_t policy)
{
	int fd = (int)must(open(path, O_PATH | O_CLOEXEC));
	int result = set_policy_of(fd, policy, NULL);
	int number = errno;

	close(fd);
	errno = number;
	return result;
}

static void test_where(void)
{
	int fds[2];

	tap_errno(set_on("/proc", DENY_MISSING), EOPNOTSUPP,
		  "unmanaged_file_system_stays_unmanaged");
	must(socketpair(AF_UNIX, SOCK_STREAM, 0, fds));
	tap_errno(set_policy_of(fds[0], EPHEMERAL, NULL), EOPNOTSUPP,
		  "sockets_stay_unmanaged");
	close(fds[0]);
	close(fds[1]);
	must(mkdir("/mnt/bound", 0755));
	must(mount(PLACE, "/mnt/bound", NULL, MS_BIND, NULL));
	must(set_on("/mnt/bound", EPHEMERAL));
	tap_eq(class_of(PLACE), EPHEMERAL,
	       "policy_is_the_superblocks_wherever_it_is_mounted");
	must(umount("/mnt/bound"));
	must(rmdir("/mnt/bound"));
	tap_errno(set_on(PLACE "/lost+found", DENY_MISSING), 0,
		  "any_object_names_its_superblock");
	tap_eq(class_of(PLACE), DENY_MISSING, "and_changes_it");
}

/* All descriptors that are on the disk now are gone, under a name each time. */
static void lose_descriptors(void)
{
	static char with[] = "peios.l0";
	struct replacement name = {.pattern = (uint8_t *)"peios.sd",
				   .with = (uint8_t *)with,
				   .len = 8};

	with[7]++;
	unmount_scratch();
	replace_on_scratch(&name, 1);
	mount_scratch();
}

static const char *sd_of(const char *path)
{
	return sd_text(path, OGD);
}

/* Deep enough for the walk from the top; made with descriptors, then lost. */
#define DEEP PLACE "/adopted/one/two/three"

static void make_tree(void)
{
	must(set_policy(EPHEMERAL, NULL));
	make_directory(PLACE "/adopted", NULL);
	make_directory(PLACE "/adopted/one", NULL);
	make_directory(PLACE "/adopted/one/two", NULL);
	make_directory(DEEP, NULL);
	make_file(DEEP "/file", NULL);
	lose_descriptors();
}

static void test_synthesis(void)
{
	make_tree();
	tap_errno(open(DEEP "/file", O_RDONLY), EACCES,
		  "nothing_is_made_up_before_the_mount_is_adopted");
	must(set_policy(EPHEMERAL, NULL));
	tap_str(sd_of(PLACE), FALLBACK, "root_has_the_fallback");
	tap_str(sd_of(DEEP "/file"), FALLBACK,
		"fallback_is_the_creator_where_nothing_is_inherited");
	tap_as(alice, open(DEEP "/file", O_RDONLY), 0,
	       "fallback_lets_everyone_read");
	tap_as(alice, open(DEEP "/file", O_RDWR), EACCES,
	       "fallback_lets_nobody_else_write");
	must(set_policy(EPHEMERAL, TEMPLATE));
	tap_str(sd_of(PLACE), TEMPLATE, "root_has_the_template");
	tap_str(sd_of(DEEP "/file"),
		"O:" ALICE "G:BAD:AI(A;ID;FA;;;SY)(A;ID;FA;;;" ALICE
		")(A;ID;FR;;;" BOB ")",
		"file_inherits_what_its_ancestors_were_given");
	tap_as(bob, open(DEEP "/file", O_RDONLY), 0,
	       "template_reaches_what_was_made_up_before");
	tap_as(carol, open(DEEP "/file", O_RDONLY), EACCES,
	       "fallback_is_gone_with_the_template");
	must(set_policy(DENY_MISSING, NULL));
	tap_as(bob, open(DEEP "/file", O_RDONLY), EACCES,
	       "what_was_made_up_goes_with_the_policy");
}

static int open_handle_survives(void)
{
	char byte;
	int fd = open(DEEP "/file", O_RDONLY);

	if (fd < 0 || set_policy(DENY_MISSING, NULL))
		return (int)OPEN_FAILED();
	return read(fd, &byte, 1) == 1 ? 0 : -1;
}

static void test_handles(void)
{
	int tcb = token_for(.user = BOB, .privileges = SE(TCB));

	must(set_policy(EPHEMERAL, TEMPLATE));
	tap_as(tcb, open_handle_survives(), 0,
	       "open_handles_keep_their_rights");
	tap_as(tcb, open(DEEP "/file", O_RDONLY), EACCES,
	       "new_ones_do_not_get_them");
	close(tcb);
}

/* The token of who looks first must not matter. */
static void test_accessor(void)
{
	must(set_policy(EPHEMERAL, "O:BAG:BAD:(A;CIOI;FA;;;WD)"));
	tap_as(mallory, open(DEEP "/file", O_RDONLY), 0, "mallory_is_first");
	tap_str(sd_of(DEEP "/file"), "O:BAG:BAD:AI(A;ID;FA;;;WD)",
		"accessor_leaves_no_trace");
	must(set_policy(DENY_MISSING, NULL));
}

static void remount(void)
{
	unmount_scratch();
	mount_scratch();
}

static void test_ephemeral(void)
{
	must(set_policy(EPHEMERAL, TEMPLATE));
	tap_as(bob, open(DEEP "/file", O_RDONLY), 0, "ephemeral_is_made_up");
	remount();
	tap_eq(class_of(PLACE), DENY_MISSING, "policy_goes_with_the_mount");
	tap_errno(open(DEEP "/file", O_RDONLY), EACCES,
		  "ephemeral_is_not_on_the_medium");
}

static void test_persistent(void)
{
	must(set_policy(PERSISTENT, TEMPLATE));
	tap_as(bob, open(DEEP "/file", O_RDONLY), 0, "persistent_is_made_up");
	must(set_policy(EPHEMERAL, NULL));
	tap_as(bob, open(DEEP "/file", O_RDONLY), 0,
	       "what_is_on_the_medium_does_not_go_with_the_policy");
	remount();
	tap_str(sd_of(DEEP "/file"),
		"O:" ALICE "G:BAD:AI(A;ID;FA;;;SY)(A;ID;FA;;;" ALICE
		")(A;ID;FR;;;" BOB ")",
		"persistent_is_on_the_medium");
	tap_str(sd_of(DEEP),
		"O:" ALICE "G:BAD:AI(A;OICIID;FA;;;SY)(A;OICIID;FA;;;" ALICE
		")(A;OICIID;FR;;;" BOB ")",
		"so_is_its_directorys");
	tap_str(sd_of(PLACE), TEMPLATE, "and_the_roots");
}

/* One directory has a descriptor of its own among others that have none. */
static void test_own_among_missing(void)
{
	lose_descriptors();
	must(set_policy(EPHEMERAL, TEMPLATE));
	give_sd(PLACE "/adopted/one", "D:PAI(A;OICI;FA;;;" ALICE ")");
	tap_as(bob, open(DEEP "/file", O_RDONLY), EACCES,
	       "set_descriptor_is_inherited_from");
	must(set_policy(EPHEMERAL, NULL));
	tap_as(bob, open(DEEP "/file", O_RDONLY), EACCES,
	       "set_descriptor_outlives_the_policy");
	must(set_policy(DENY_MISSING, NULL));
	give_sd(PLACE, "O:SYG:SYD:(A;OICI;FA;;;SY)");
}

static void *stored_sd(const char *path, size_t *len)
{
	uint8_t *sd;

	must(kacs_file_sd(AT_FDCWD, path, OGD, 0, &sd, len));
	return sd;
}

/* Reading the tree from below, when only ancestors are on the medium. */
static void test_ancestors_on_the_medium(void)
{
	size_t len;

	must(set_policy(PERSISTENT, TEMPLATE));
	free(stored_sd(PLACE "/adopted", &len));
	give_sd(PLACE "/adopted", "D:PAI(A;OICI;FA;;;" ALICE ")");
	remount();
	must(set_policy(EPHEMERAL, NULL));
	tap_as(bob, open(DEEP "/file", O_RDONLY), EACCES,
	       "ancestors_that_nobody_has_looked_at_are_read_first");
	tap_as(alice, open(DEEP "/file", O_RDWR), 0,
	       "and_what_they_say_is_inherited");
}

/*
 * Found by its handle when no path to it is known. The policy of the mount that
 * the handle is opened on has to be the one that makes descriptors up.
 */
static void test_no_path(void)
{
	union {
		struct file_handle handle;
		uint8_t room[sizeof(struct file_handle) + MAX_HANDLE_SZ];
	} found = {.handle.handle_bytes = MAX_HANDLE_SZ};
	int mount_id, fd;

	must(name_to_handle_at(AT_FDCWD, DEEP "/file", &found.handle, &mount_id,
			       0));
	remount();
	must(set_policy(EPHEMERAL, NULL));
	fd = (int)must(open(PLACE, O_RDONLY | O_CLOEXEC));
	tap_as(alice, open_by_handle_at(fd, &found.handle, O_RDONLY), EACCES,
	       "file_without_a_path_inherits_nothing");
	tap_eq(last_denial()->rule, KACS_RULE_UNREADABLE_SD,
	       "what_has_no_readable_descriptor_is_recorded");
	close(fd);
	tap_as(alice, open(DEEP "/file", O_RDWR), 0, "and_does_with_one");
}

static void test_no_xattrs(void)
{
	int fd;

	must(mount("none", "/mnt", "ramfs", 0, NULL));
	tap_errno(set_on("/mnt", PERSISTENT), EOPNOTSUPP,
		  "persistent_needs_extended_attributes");
	tap_errno(set_on("/mnt", EPHEMERAL), 0, "ephemeral_does_not");
	fd = (int)must(open("/mnt", O_PATH | O_CLOEXEC));
	must(set_policy_of(fd, EPHEMERAL, TEMPLATE));
	close(fd);
	tap_as(alice, open("/mnt/hers", O_WRONLY | O_CREAT), EACCES,
	       "template_is_not_for_what_the_kernel_made");
	must(umount("/mnt"));
}

static void test_read_only(void)
{
	must(set_policy(PERSISTENT, TEMPLATE));
	lose_descriptors();
	must(mount(NULL, PLACE, NULL, MS_REMOUNT | MS_RDONLY, NULL));
	must(set_policy(PERSISTENT, TEMPLATE));
	tap_as(bob, open(DEEP "/file", O_RDONLY), 0,
	       "read_only_medium_is_made_up_in_memory");
	must(mount(NULL, PLACE, NULL, MS_REMOUNT, NULL));
	must(set_policy(DENY_MISSING, NULL));
	tap_as(bob, open(DEEP "/file", O_RDONLY), EACCES,
	       "and_nothing_is_on_it");
}

static void test_used(void)
{
	int tcb = token_for(.privileges = SE(TCB));
	int fd = place();

	tap_as(tcb, set_policy_of(fd, DENY_MISSING, NULL), 0, "policy_is_set");
	tap_eq(privileges_of(tcb).used & SE(TCB), SE(TCB),
	       "tcb_privilege_is_marked_used");
	close(fd);
	close(tcb);
}

/* What "kacs mount" with these arguments prints, as far as its first line. */
static const char *printed(const char *arguments)
{
	static char line[1024];
	char command[512];
	FILE *output;

	snprintf(command, sizeof(command), "/usr/bin/kacs mount %s", arguments);
	output = popen(command, "r");
	if (!output)
		tap_abort("popen");
	if (!fgets(line, sizeof(line), output))
		line[0] = '\0';
	line[strcspn(line, "\n")] = '\0';
	pclose(output);
	return line;
}

static void test_command(void)
{
	tap_str(printed("set --json --template 'O:SYG:SYD:(A;;FA;;;SY)' "
			"synthesize-ephemeral " PLACE " | tr -d '\\n'"),
		"{  \"path\": \"/scratch\",  \"policy\": "
		"\"synthesize-ephemeral\",  \"generation\": 1,  "
		"\"template\": \"O:SYG:SYD:(A;;FA;;;SY)\"}",
		"command_sets_and_shows_as_json");
	tap_str(printed("show " PLACE), PLACE ": synthesize-ephemeral",
		"command_shows");
	tap_str(printed("set deny-missing " PLACE), PLACE ": deny-missing",
		"command_sets");
	tap_str(printed("show /proc"), "/proc: unmanaged",
		"command_shows_unmanaged");
	tap_str(printed("set deny-missing /proc 2>&1"),
		"kacs: /proc: its file system cannot have the policy "
		"deny-missing: it is the kernel's own, or keeps no extended "
		"attributes",
		"command_says_why_not");
}

/* For whoever uses the disk next. */
static void clean_up(void)
{
	must(set_policy(EPHEMERAL, NULL));
	must(unlink(DEEP "/file"));
	must(rmdir(DEEP));
	must(rmdir(PLACE "/adopted/one/two"));
	must(rmdir(PLACE "/adopted/one"));
	must(rmdir(PLACE "/adopted"));
	must(set_policy(DENY_MISSING, NULL));
	give_sd(PLACE, "O:SYG:SYD:(A;OICI;FA;;;SY)(A;OICI;FA;;;BA)(A;OICI;FRFX;"
		       ";;WD)");
}

int main(void)
{
	meet_people("mount_policy");
	if (!scratch_is_there()) {
		tap_skip("mount_policy", "no disk");
		return tap_done();
	}
	lose_descriptors();
	test_classes();
	test_privilege();
	test_bad_input();
	test_sizes();
	test_template_out();
	test_where();
	test_synthesis();
	test_handles();
	test_accessor();
	test_ephemeral();
	test_persistent();
	test_own_among_missing();
	test_ancestors_on_the_medium();
	test_no_path();
	test_no_xattrs();
	test_read_only();
	test_used();
	remount();
	test_command();
	clean_up();
	return tap_done();
}
