// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What bad input to the ioctls of tokens gets: the errno that is
 * specified, and nothing changed. PSD-004 13.2, 13.6.
 */
#include <sys/ioctl.h>
#include <sys/mman.h>
#include "bad_input.h"

/* The ioctls that take an argument, each with one that succeeds. */
static const struct kacs_priv_entry good_privileges[] = {
	{KACS_SE_CHANGE_NOTIFY, KACS_SE_PRIVILEGE_ENABLED},
	{KACS_SE_BACKUP, 0},
};
static const struct kacs_group_entry good_groups[] = {{OPTIONAL, 0},
						      {OWNER, 1}};
static const uint8_t good_acl[8] = {2, 0, 8};
static uint8_t restriction[128]; /* two indices and one SID */
static uint8_t answer_room[512];

static struct kacs_query_args good_query;
static struct kacs_adjust_privs_args good_adjust;
static struct kacs_duplicate_args good_duplicate;
static struct kacs_restrict_args good_restrict;
static struct kacs_link_tokens_args good_link;
static struct kacs_get_linked_token_args good_linked;
static struct kacs_adjust_groups_args good_adjust_groups;
static struct kacs_adjust_default_args good_default;
static uint32_t good_session;

struct command {
	const char *name;
	unsigned long number;
	void *good;
	size_t size;
	uint32_t right; /* that the handle needs; 0: none */
	bool writes;	/* into its argument */
};

static const struct command commands[] = {
	{"query", KACS_IOC_QUERY, &good_query, sizeof(good_query),
	 KACS_TOKEN_QUERY, true},
	{"adjust_privs", KACS_IOC_ADJUST_PRIVS, &good_adjust,
	 sizeof(good_adjust), KACS_TOKEN_ADJUST_PRIVS, true},
	{"duplicate", KACS_IOC_DUPLICATE, &good_duplicate,
	 sizeof(good_duplicate), KACS_TOKEN_DUPLICATE, true},
	{"restrict", KACS_IOC_RESTRICT, &good_restrict, sizeof(good_restrict),
	 KACS_TOKEN_DUPLICATE, true},
	{"link_tokens", KACS_IOC_LINK_TOKENS, &good_link, sizeof(good_link), 0,
	 false},
	{"get_linked_token", KACS_IOC_GET_LINKED_TOKEN, &good_linked,
	 sizeof(good_linked), KACS_TOKEN_QUERY, true},
	{"adjust_groups", KACS_IOC_ADJUST_GROUPS, &good_adjust_groups,
	 sizeof(good_adjust_groups), KACS_TOKEN_ADJUST_GROUPS, true},
	{"adjust_default", KACS_IOC_ADJUST_DEFAULT, &good_default,
	 sizeof(good_default), KACS_TOKEN_ADJUST_DEFAULT, false},
	{"adjust_sessionid", KACS_IOC_ADJUST_SESSIONID, &good_session,
	 sizeof(good_session), KACS_TOKEN_ADJUST_SESSIONID, false},
};

static const struct {
	const char *name;
	unsigned long number;
	uint32_t right;
} bare_commands[] = {
	{"install", KACS_IOC_INSTALL, KACS_TOKEN_ASSIGN_PRIMARY},
	{"impersonate", KACS_IOC_IMPERSONATE, KACS_TOKEN_IMPERSONATE},
};

static void put_restriction(void)
{
	static const uint32_t indices[] = {0, OPTIONAL};
	size_t len;

	memcpy(restriction, indices, sizeof(indices));
	must(kacs_sid_from_text("S-1-5-12", restriction + sizeof(indices), &len,
				NULL));
	good_restrict = (struct kacs_restrict_args){
		.privs_to_delete = SE(BACKUP),
		.num_deny_indices = COUNT(indices),
		.num_restrict_sids = 1,
		.data_len = (uint32_t)(sizeof(indices) + len),
		.data_ptr = (uintptr_t)restriction,
	};
}

static void make_arguments(void)
{
	good_query = (struct kacs_query_args){
		.token_class = KACS_TOKEN_CLASS_STATISTICS,
		.buf_len = sizeof(answer_room),
		.buf_ptr = (uintptr_t)answer_room,
	};
	good_adjust = (struct kacs_adjust_privs_args){
		.count = COUNT(good_privileges),
		.data_ptr = (uintptr_t)good_privileges,
	};
	good_duplicate = (struct kacs_duplicate_args){
		.access_mask = KACS_TOKEN_QUERY,
		.token_type = KACS_TOKEN_PRIMARY,
	};
	put_restriction();
	good_link = (struct kacs_link_tokens_args){subject, other, session};
	good_adjust_groups = (struct kacs_adjust_groups_args){
		.count = COUNT(good_groups),
		.data_ptr = (uintptr_t)good_groups,
	};
	good_default = (struct kacs_adjust_default_args){
		.dacl_ptr = (uintptr_t)good_acl,
		.dacl_len = sizeof(good_acl),
		.owner_index = OWNER + 1,
		.group_index = MANDATORY + 1,
	};
	good_session = 9;
}

/* The descriptor that a command has made, if it makes one. */
static void close_result(const struct command *command, const void *argument)
{
	if (command->number == KACS_IOC_DUPLICATE)
		close(((const struct kacs_duplicate_args *)argument)->result_fd);
	if (command->number == KACS_IOC_RESTRICT)
		close(((const struct kacs_restrict_args *)argument)->result_fd);
	if (command->number == KACS_IOC_GET_LINKED_TOKEN)
		close(((const struct kacs_get_linked_token_args *)argument)
			      ->result_fd);
}

/*
 * Each succeeds on a token like the subject, so what is refused below is
 * refused for what is wrong with it. It also uses every privilege that is used
 * below, and makes the pair that GET_LINKED_TOKEN is about.
 */
static void test_good(void)
{
	int copy = (int)must(duplicate(subject, KACS_TOKEN_ALL_ACCESS,
				       KACS_TOKEN_PRIMARY, 0));
	_Alignas(8) uint8_t argument[64];
	size_t i;

	for (i = 0; i < COUNT(commands); i++) {
		bool linked = commands[i].number == KACS_IOC_GET_LINKED_TOKEN;

		memcpy(argument, commands[i].good, commands[i].size);
		tap_errno(ioctl(linked ? subject : copy, commands[i].number,
				argument),
			  0, "good_%s_succeeds", commands[i].name);
		close_result(&commands[i], argument);
	}
	close(copy);
}

static void *mapped;

/* A page that is there and one that is not behind it. */
static uint8_t *edge_of_memory(void)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);

	mapped = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE,
		      MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (mapped == MAP_FAILED)
		tap_abort("mmap");
	must(munmap((uint8_t *)mapped + page, page));
	return (uint8_t *)mapped + page;
}

/* The argument itself. */
static void test_addresses(void)
{
	static const struct {
		const char *name;
		uint64_t address;
	} addresses[] = {{"null", 0},
			 {"unmapped", NOT_MAPPED},
			 {"kernel", IN_KERNEL},
			 {"not_canonical", NOT_CANONICAL},
			 {"last", UINT64_MAX}};
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	uint8_t *edge = edge_of_memory(), *at;
	size_t i, j;

	for (i = 0; i < COUNT(commands); i++) {
		const struct command *command = &commands[i];

		for (j = 0; j < COUNT(addresses); j++)
			refused(ioctl(subject, command->number,
				      addresses[j].address),
				EFAULT, "%s_at_%s", command->name,
				addresses[j].name);
		at = edge - command->size + 1;
		memcpy(at, command->good, command->size - 1);
		refused(ioctl(subject, command->number, at), EFAULT,
			"%s_across_the_edge_of_memory", command->name);
		if (!command->writes)
			continue;
		memcpy(mapped, command->good, command->size);
		must(mprotect(mapped, page, PROT_READ));
		refused(ioctl(subject, command->number, mapped), EFAULT,
			"%s_in_memory_for_reading_only", command->name);
		must(mprotect(mapped, page, PROT_READ | PROT_WRITE));
	}
	munmap(mapped, page);
}

/* One field of an argument that is otherwise good. */
struct damage {
	const char *name;
	unsigned long number;
	size_t offset;
	size_t size;
	uint64_t value;
	int expected;
};

#define AT(type, field) \
	offsetof(struct type, field), sizeof(((struct type *)0)->field)
#define QUERY(name, field, value, expected)                              \
	{                                                                \
		name, KACS_IOC_QUERY, AT(kacs_query_args, field), value, \
			expected                                         \
	}
#define PRIVS(name, field, value, expected)                                \
	{                                                                  \
		name, KACS_IOC_ADJUST_PRIVS,                               \
			AT(kacs_adjust_privs_args, field), value, expected \
	}
#define DUPLICATE(name, field, value, expected)                           \
	{                                                                 \
		name, KACS_IOC_DUPLICATE, AT(kacs_duplicate_args, field), \
			value, expected                                   \
	}
#define RESTRICT(name, field, value, expected)                                 \
	{                                                                      \
		name, KACS_IOC_RESTRICT, AT(kacs_restrict_args, field), value, \
			expected                                               \
	}
#define LINK(name, field, value, expected)                                    \
	{                                                                     \
		name, KACS_IOC_LINK_TOKENS, AT(kacs_link_tokens_args, field), \
			value, expected                                       \
	}
#define GROUPS_(name, field, value, expected)                               \
	{                                                                   \
		name, KACS_IOC_ADJUST_GROUPS,                               \
			AT(kacs_adjust_groups_args, field), value, expected \
	}
#define DEFAULT(name, field, value, expected)                                \
	{                                                                    \
		name, KACS_IOC_ADJUST_DEFAULT,                               \
			AT(kacs_adjust_default_args, field), value, expected \
	}

static const struct damage damages[] = {
	QUERY("class_0", token_class, 0, EINVAL),
	QUERY("class_behind_the_last", token_class, 0x19, EINVAL),
	QUERY("class_before_ours", token_class, 0x3f, EINVAL),
	QUERY("class_behind_ours", token_class, 0x41, EINVAL),
	QUERY("class_largest", token_class, UINT32_MAX, EINVAL),
	QUERY("buf_len_1", buf_len, 1, ERANGE),
	QUERY("buf_len_one_too_small", buf_len, 39, ERANGE),
	QUERY("buf_ptr_unmapped", buf_ptr, NOT_MAPPED, EFAULT),
	QUERY("buf_ptr_in_the_kernel", buf_ptr, IN_KERNEL, EFAULT),
	QUERY("buf_ptr_not_canonical", buf_ptr, NOT_CANONICAL, EFAULT),
	QUERY("buf_ptr_that_wraps", buf_ptr, UINT64_MAX - 7, EINVAL),
	PRIVS("count_0", count, 0, EINVAL),
	PRIVS("count_65", count, 65, EINVAL),
	PRIVS("count_largest", count, UINT32_MAX, EINVAL),
	PRIVS("pad", pad, 1, EINVAL),
	PRIVS("data_ptr_null", data_ptr, 0, EFAULT),
	PRIVS("data_ptr_unmapped", data_ptr, NOT_MAPPED, EFAULT),
	PRIVS("data_ptr_in_the_kernel", data_ptr, IN_KERNEL, EFAULT),
	PRIVS("data_ptr_not_canonical", data_ptr, NOT_CANONICAL, EFAULT),
	DUPLICATE("access_reserved_bit", access_mask, 0x00200000, EINVAL),
	DUPLICATE("type_0", token_type, 0, EINVAL),
	DUPLICATE("type_3", token_type, 3, EINVAL),
	DUPLICATE("type_largest", token_type, UINT32_MAX, EINVAL),
	RESTRICT("flags_2", flags, 2, EINVAL),
	RESTRICT("flags_largest", flags, UINT32_MAX, EINVAL),
	RESTRICT("no_indices_declared", num_deny_indices, 0, EINVAL),
	RESTRICT("one_index_too_few", num_deny_indices, 1, EINVAL),
	RESTRICT("one_index_too_many", num_deny_indices, 3, EINVAL),
	RESTRICT("indices_that_wrap", num_deny_indices, 0x40000000, EINVAL),
	RESTRICT("indices_largest", num_deny_indices, UINT32_MAX, EINVAL),
	RESTRICT("no_sids_declared", num_restrict_sids, 0, EINVAL),
	RESTRICT("one_sid_too_many", num_restrict_sids, 2, EINVAL),
	RESTRICT("sids_largest", num_restrict_sids, UINT32_MAX, EINVAL),
	RESTRICT("data_len_0", data_len, 0, EINVAL),
	RESTRICT("data_len_short", data_len, 19, EINVAL),
	RESTRICT("data_len_long", data_len, 21, EINVAL),
	RESTRICT("data_len_65537", data_len, 65537, EINVAL),
	RESTRICT("data_len_largest", data_len, UINT32_MAX, EINVAL),
	RESTRICT("data_ptr_null", data_ptr, 0, EFAULT),
	RESTRICT("data_ptr_unmapped", data_ptr, NOT_MAPPED, EFAULT),
	RESTRICT("data_ptr_in_the_kernel", data_ptr, IN_KERNEL, EFAULT),
	RESTRICT("data_ptr_not_canonical", data_ptr, NOT_CANONICAL, EFAULT),
	LINK("elevated_fd_negative", elevated_fd, UINT32_MAX, EBADF),
	LINK("elevated_fd_closed", elevated_fd, 1000, EBADF),
	LINK("elevated_fd_no_token", elevated_fd, 0, EBADF),
	LINK("filtered_fd_negative", filtered_fd, UINT32_MAX, EBADF),
	LINK("filtered_fd_closed", filtered_fd, 1000, EBADF),
	LINK("filtered_fd_no_token", filtered_fd, 0, EBADF),
	LINK("session_0", session_id, 0, EINVAL),
	LINK("session_that_is_none", session_id, UINT64_MAX, EINVAL),
	GROUPS_("count_0", count, 0, EINVAL),
	GROUPS_("count_65", count, 65, EINVAL),
	GROUPS_("count_largest", count, UINT32_MAX, EINVAL),
	GROUPS_("pad", pad, 0x80000000, EINVAL),
	GROUPS_("data_ptr_null", data_ptr, 0, EFAULT),
	GROUPS_("data_ptr_unmapped", data_ptr, NOT_MAPPED, EFAULT),
	GROUPS_("data_ptr_in_the_kernel", data_ptr, IN_KERNEL, EFAULT),
	GROUPS_("data_ptr_not_canonical", data_ptr, NOT_CANONICAL, EFAULT),
	DEFAULT("length_without_address", dacl_ptr, 0, EINVAL),
	DEFAULT("dacl_ptr_unmapped", dacl_ptr, NOT_MAPPED, EFAULT),
	DEFAULT("dacl_ptr_in_the_kernel", dacl_ptr, IN_KERNEL, EFAULT),
	DEFAULT("dacl_ptr_not_canonical", dacl_ptr, NOT_CANONICAL, EFAULT),
	DEFAULT("dacl_len_1", dacl_len, 1, EINVAL),
	DEFAULT("dacl_len_7", dacl_len, 7, EINVAL),
	DEFAULT("dacl_len_65537", dacl_len, 65537, EINVAL),
	DEFAULT("dacl_len_largest", dacl_len, UINT32_MAX, EINVAL),
	DEFAULT("owner_without_se_group_owner", owner_index, OPTIONAL + 1,
		EINVAL),
	DEFAULT("owner_logon_sid", owner_index, LOGON + 1, EINVAL),
	DEFAULT("owner_outside", owner_index, GROUPS + 1, EINVAL),
	DEFAULT("owner_largest", owner_index, 0xfffe, EINVAL),
	DEFAULT("group_outside", group_index, GROUPS + 1, EINVAL),
	DEFAULT("group_largest", group_index, 0xfffe, EINVAL),
};

static const struct command *command_of(unsigned long number)
{
	size_t i;

	for (i = 0; i < COUNT(commands); i++)
		if (commands[i].number == number)
			return &commands[i];
	tap_abort("a command that is in no table");
}

static void test_fields(void)
{
	_Alignas(8) uint8_t argument[64];
	size_t i;

	for (i = 0; i < COUNT(damages); i++) {
		const struct damage *damage = &damages[i];
		const struct command *command = command_of(damage->number);

		memcpy(argument, command->good, command->size);
		if (memcmp(argument + damage->offset, &damage->value,
			   damage->size) == 0)
			tap_abort(damage->name);
		memcpy(argument + damage->offset, &damage->value, damage->size);
		refused(ioctl(subject, damage->number, argument),
			damage->expected, "%s_%s", command->name, damage->name);
	}
}

/* A copy for impersonation may have no level but the four. */
static void test_levels(void)
{
	struct kacs_duplicate_args args = good_duplicate;

	args.token_type = KACS_TOKEN_IMPERSONATION;
	args.impersonation_level = 4;
	refused(ioctl(subject, KACS_IOC_DUPLICATE, &args), EINVAL,
		"duplicate_level_4");
	args.impersonation_level = UINT32_MAX;
	refused(ioctl(subject, KACS_IOC_DUPLICATE, &args), EINVAL,
		"duplicate_level_largest");
}

/* Entries that the argument points to: the second is wrong. */
static void test_privilege_entries(void)
{
	static const struct {
		const char *name;
		struct kacs_priv_entry entry;
	} rows[] = {
		{"privilege_64", {64, 0}},
		{"privilege_largest", {UINT32_MAX, 0}},
		{"attribute_1", {KACS_SE_DEBUG, 1}},
		{"attribute_unknown", {KACS_SE_DEBUG, 8}},
		{"enabled_and_removed", {KACS_SE_BACKUP, 6}},
		{"attributes_all", {KACS_SE_BACKUP, UINT32_MAX}},
		{"enabling_what_is_absent",
		 {KACS_SE_TCB, KACS_SE_PRIVILEGE_ENABLED}},
		{"the_same_twice",
		 {KACS_SE_CHANGE_NOTIFY, KACS_SE_PRIVILEGE_REMOVED}},
		{"reset_behind_another", {0, KACS_PRIV_RESET_ALL_DEFAULTS}},
	};
	struct kacs_priv_entry entries[2] = {
		{KACS_SE_CHANGE_NOTIFY, KACS_SE_PRIVILEGE_REMOVED}};
	struct kacs_adjust_privs_args args = good_adjust;
	size_t i;

	args.data_ptr = (uintptr_t)entries;
	for (i = 0; i < COUNT(rows); i++) {
		entries[1] = rows[i].entry;
		refused(ioctl(subject, KACS_IOC_ADJUST_PRIVS, &args), EINVAL,
			"privilege_entry_%s", rows[i].name);
	}
	args.count = 1;
	entries[0] = (struct kacs_priv_entry){1, KACS_PRIV_RESET_ALL_DEFAULTS};
	refused(ioctl(subject, KACS_IOC_ADJUST_PRIVS, &args), EINVAL,
		"privilege_reset_of_one");
	entries[0] = (struct kacs_priv_entry){
		0, KACS_PRIV_RESET_ALL_DEFAULTS | KACS_SE_PRIVILEGE_ENABLED};
	refused(ioctl(subject, KACS_IOC_ADJUST_PRIVS, &args), EINVAL,
		"privilege_reset_with_another_bit");
}

static void test_group_entries(void)
{
	static const struct {
		const char *name;
		struct kacs_group_entry entry;
	} rows[] = {
		{"mandatory_disabled", {MANDATORY, 0}},
		{"mandatory_enabled", {MANDATORY, 1}},
		{"deny_only_enabled", {DENY_ONLY, 1}},
		{"logon_disabled", {LOGON, 0}},
		{"index_outside", {GROUPS, 0}},
		{"index_64", {64, 0}},
		{"index_next_to_reset", {UINT32_MAX - 1, 0}},
		{"enable_2", {OWNER, 2}},
		{"enable_largest", {OWNER, UINT32_MAX}},
		{"the_same_twice", {OPTIONAL, 1}},
		{"reset_behind_another", {KACS_GROUP_RESET_ALL, 0}},
	};
	struct kacs_group_entry entries[2] = {{OPTIONAL, 0}};
	struct kacs_adjust_groups_args args = good_adjust_groups;
	size_t i;

	args.data_ptr = (uintptr_t)entries;
	for (i = 0; i < COUNT(rows); i++) {
		entries[1] = rows[i].entry;
		refused(ioctl(subject, KACS_IOC_ADJUST_GROUPS, &args), EINVAL,
			"group_entry_%s", rows[i].name);
	}
	entries[0] = (struct kacs_group_entry){KACS_GROUP_RESET_ALL, 0};
	entries[1] = (struct kacs_group_entry){OPTIONAL, 0};
	refused(ioctl(subject, KACS_IOC_ADJUST_GROUPS, &args), EINVAL,
		"group_reset_before_another");
	args.count = 1;
	entries[0].enable = 1;
	refused(ioctl(subject, KACS_IOC_ADJUST_GROUPS, &args), EINVAL,
		"group_reset_with_enable");
}

/* The bytes that KACS_IOC_RESTRICT points to. */
static void test_restriction(void)
{
	static const struct {
		const char *name;
		size_t at;
		uint8_t value;
	} rows[] = {
		{"index_outside", 4, GROUPS},
		{"index_64", 4, 64},
		{"index_largest", 7, 0xff},
		{"index_twice", 4, 0},
		{"sid_revision_0", 8, 0},
		{"sid_revision_2", 8, 2},
		{"sid_longer_than_the_data", 9, 2},
		{"sid_shorter_than_the_data", 9, 0},
		{"sid_of_16_parts", 9, 16},
	};
	struct kacs_restrict_args args = good_restrict;
	uint8_t data[sizeof(restriction)];
	size_t i;

	args.data_ptr = (uintptr_t)data;
	for (i = 0; i < COUNT(rows); i++) {
		memcpy(data, restriction, sizeof(data));
		data[rows[i].at] = rows[i].value;
		refused(ioctl(subject, KACS_IOC_RESTRICT, &args), EINVAL,
			"restriction_%s", rows[i].name);
	}
}

/* The bytes that KACS_IOC_ADJUST_DEFAULT points to. */
static void test_dacl(void)
{
	static const struct {
		const char *name;
		size_t at;
		uint8_t value;
	} rows[] = {
		{"revision_1", 0, 1},	   {"revision_5", 0, 5},
		{"size_of_7", 2, 7},	   {"size_beyond", 2, 12},
		{"an_ace_too_many", 4, 1}, {"size_huge", 3, 0xff},
	};
	struct kacs_adjust_default_args args = good_default;
	uint8_t acl[sizeof(good_acl)];
	size_t i;

	args.dacl_ptr = (uintptr_t)acl;
	for (i = 0; i < COUNT(rows); i++) {
		memcpy(acl, good_acl, sizeof(acl));
		acl[rows[i].at] = rows[i].value;
		refused(ioctl(subject, KACS_IOC_ADJUST_DEFAULT, &args), EINVAL,
			"default_dacl_%s", rows[i].name);
	}
}

/* Handles: none, no token, one that can only be queried, one too narrow. */
static void test_handle(const char *name, unsigned long number, void *argument,
			uint32_t right)
{
	static const char *const views[] = {"/sys/kernel/security/kacs/self",
					    "/proc/self/token",
					    "/proc/thread-self/token"};
	int null = (int)must(open("/dev/null", O_RDWR | O_CLOEXEC));
	int narrow =
		(int)must(duplicate(subject, KACS_TOKEN_ALL_ACCESS & ~right,
				    KACS_TOKEN_PRIMARY, 0));
	int fds[COUNT(views)];
	size_t i;

	for (i = 0; i < COUNT(views); i++)
		fds[i] = (int)must(open(views[i], O_RDONLY | O_CLOEXEC));
	expect_descriptors(2 + COUNT(views));
	refused(ioctl(-1, number, argument), EBADF, "%s_on_no_handle", name);
	refused(ioctl(1000, number, argument), EBADF, "%s_on_a_closed_handle",
		name);
	refused(ioctl(null, number, argument), ENOTTY, "%s_on_no_token", name);
	for (i = 0; i < COUNT(views); i++)
		if (number != KACS_IOC_QUERY)
			refused(ioctl(fds[i], number, argument), ENOTTY,
				"%s_by_%s", name, views[i]);
	if (right)
		refused(ioctl(narrow, number, argument), EACCES,
			"%s_without_its_right", name);
	expect_descriptors(-2 - (int)COUNT(views));
	for (i = 0; i < COUNT(views); i++)
		close(fds[i]);
	close(narrow);
	close(null);
}

static void test_handles(void)
{
	_Alignas(8) uint8_t argument[64];
	size_t i;

	for (i = 0; i < COUNT(commands); i++) {
		memcpy(argument, commands[i].good, commands[i].size);
		test_handle(commands[i].name, commands[i].number, argument,
			    commands[i].right);
	}
	for (i = 0; i < COUNT(bare_commands); i++)
		test_handle(bare_commands[i].name, bare_commands[i].number,
			    NULL, bare_commands[i].right);
}

static void test_numbers(void)
{
	_Alignas(8) uint8_t argument[64] = {0};
	unsigned int number, odd = 0;

	for (number = 11; number < 256; number++)
		if (ioctl(subject, _IO(KACS_IOC_MAGIC, number)) != -1 ||
		    errno != ENOTTY)
			odd++;
	for (number = 0; number <= 10; number++)
		if (ioctl(subject, _IOC(_IOC_READ, KACS_IOC_MAGIC, number, 1),
			  argument) != -1 ||
		    errno != ENOTTY)
			odd++;
	refused(odd ? -1 : 0, 0, "commands_of_other_numbers_or_sizes");
	refused(ioctl(subject, _IOC(_IOC_WRITE, 'L', 0, 16), argument), ENOTTY,
		"command_of_another_kind_of_file");
}

/* That a privilege has been used is remembered, whatever came of it. */
static void use_assign_primary(void)
{
	int copy = (int)must(duplicate(subject, KACS_TOKEN_ALL_ACCESS,
				       KACS_TOKEN_IMPERSONATION,
				       KACS_LEVEL_IMPERSONATION));

	ioctl(copy, KACS_IOC_INSTALL);
	close(copy);
}

/* Tokens of the wrong type, and callers without the privilege. */
static void test_types(void)
{
	int copy = (int)must(duplicate(subject, KACS_TOKEN_ALL_ACCESS,
				       KACS_TOKEN_IMPERSONATION,
				       KACS_LEVEL_IMPERSONATION));
	uint32_t number = 5;

	expect_descriptors(1);
	refused(ioctl(copy, KACS_IOC_INSTALL), EINVAL,
		"install_of_an_impersonation_token");
	refused(ioctl(subject, KACS_IOC_IMPERSONATE), EINVAL,
		"impersonate_a_primary_token");
	expect_descriptors(-1);
	close(copy);
	refused_as(alice, ioctl(subject, KACS_IOC_INSTALL), EPERM,
		   "install_without_the_privilege");
	refused_as(alice, ioctl(subject, KACS_IOC_LINK_TOKENS, &good_link),
		   EPERM, "link_without_the_privilege");
	refused_as(alice, ioctl(subject, KACS_IOC_ADJUST_SESSIONID, &number),
		   EPERM, "adjust_sessionid_without_the_privilege");
}

int main(void)
{
	meet_people("bad_input_token");
	make_subject();
	make_arguments();
	test_good();
	use_assign_primary();
	remember_state();
	test_addresses();
	test_fields();
	test_levels();
	test_privilege_entries();
	test_group_entries();
	test_restriction();
	test_dacl();
	test_handles();
	test_numbers();
	test_types();
	return tap_done();
}
