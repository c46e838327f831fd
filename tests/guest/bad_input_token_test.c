// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What bad input to the ioctls of tokens gets: the errno that is
 * specified, and nothing changed. PSD-004 13.2, 13.6.
 */
#include <sys/ioctl.h>
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

/* What a command has made, in its argument. */
static void close_result(const uint64_t *arguments, long returned)
{
	const void *argument = (void *)arguments[2];

	(void)returned;
	if (arguments[1] == KACS_IOC_DUPLICATE)
		close(((const struct kacs_duplicate_args *)argument)->result_fd);
	if (arguments[1] == KACS_IOC_RESTRICT)
		close(((const struct kacs_restrict_args *)argument)->result_fd);
	if (arguments[1] == KACS_IOC_GET_LINKED_TOKEN)
		close(((const struct kacs_get_linked_token_args *)argument)
			      ->result_fd);
}

/* The handle that each is called on comes later. */
#define COMMAND(command, argument)                                   \
	.number = SYS_ioctl,                                         \
	.arguments = {0, (command), (uintptr_t)(void *)&(argument)}, \
	.sizes = {0, 0, sizeof(argument)}, .undo = close_result

static struct call query = {.name = "query",
			    COMMAND(KACS_IOC_QUERY, good_query)};
static struct call adjust_privs = {.name = "adjust_privs",
				   COMMAND(KACS_IOC_ADJUST_PRIVS, good_adjust)};
static struct call duplicating = {.name = "duplicate",
				  COMMAND(KACS_IOC_DUPLICATE, good_duplicate)};
static struct call restricting = {.name = "restrict",
				  COMMAND(KACS_IOC_RESTRICT, good_restrict)};
static struct call linking = {.name = "link_tokens",
			      COMMAND(KACS_IOC_LINK_TOKENS, good_link)};
static struct call get_linked = {.name = "get_linked_token",
				 COMMAND(KACS_IOC_GET_LINKED_TOKEN,
					 good_linked)};
static struct call adjust_groups = {.name = "adjust_groups",
				    COMMAND(KACS_IOC_ADJUST_GROUPS,
					    good_adjust_groups)};
static struct call adjust_default = {.name = "adjust_default",
				     COMMAND(KACS_IOC_ADJUST_DEFAULT,
					     good_default)};
static struct call adjust_sessionid = {.name = "adjust_sessionid",
				       COMMAND(KACS_IOC_ADJUST_SESSIONID,
					       good_session)};
static struct call install = {.name = "install",
			      .number = SYS_ioctl,
			      .arguments = {0, KACS_IOC_INSTALL}};
static struct call impersonate = {.name = "impersonate",
				  .number = SYS_ioctl,
				  .arguments = {0, KACS_IOC_IMPERSONATE}};

/* All of them, with the right that the handle needs; 0: none. */
static const struct {
	struct call *call;
	uint32_t right;
} commands[] = {
	{&query, KACS_TOKEN_QUERY},
	{&adjust_privs, KACS_TOKEN_ADJUST_PRIVS},
	{&duplicating, KACS_TOKEN_DUPLICATE},
	{&restricting, KACS_TOKEN_DUPLICATE},
	{&linking, 0},
	{&get_linked, KACS_TOKEN_QUERY},
	{&adjust_groups, KACS_TOKEN_ADJUST_GROUPS},
	{&adjust_default, KACS_TOKEN_ADJUST_DEFAULT},
	{&adjust_sessionid, KACS_TOKEN_ADJUST_SESSIONID},
	{&install, KACS_TOKEN_ASSIGN_PRIMARY},
	{&impersonate, KACS_TOKEN_IMPERSONATE},
};

/* Those of the table that take an argument come first. */
#define WITH_ARGUMENT 9

#define WHOLE(call, type, use)                                                 \
	{                                                                      \
		"argument", &(call), ARGUMENT(2), sizeof(type), use, EFAULT, 0 \
	}

static const struct address addresses[] = {
	WHOLE(query, good_query, READ | WRITTEN),
	{"buf_ptr", &query, FIELD(2, kacs_query_args, buf_ptr), 40, WRITTEN, 0,
	 EINVAL},
	WHOLE(adjust_privs, good_adjust, READ | WRITTEN),
	{"data_ptr", &adjust_privs, FIELD(2, kacs_adjust_privs_args, data_ptr),
	 sizeof(good_privileges), READ, EFAULT, 0},
	WHOLE(duplicating, good_duplicate, READ | WRITTEN),
	WHOLE(restricting, good_restrict, READ | WRITTEN),
	{"data_ptr", &restricting, FIELD(2, kacs_restrict_args, data_ptr), 20,
	 READ, EFAULT, 0},
	WHOLE(linking, good_link, READ),
	WHOLE(get_linked, good_linked, WRITTEN),
	WHOLE(adjust_groups, good_adjust_groups, READ | WRITTEN),
	{"data_ptr", &adjust_groups,
	 FIELD(2, kacs_adjust_groups_args, data_ptr), sizeof(good_groups), READ,
	 EFAULT, 0},
	WHOLE(adjust_default, good_default, READ),
	{"dacl_ptr", &adjust_default,
	 FIELD(2, kacs_adjust_default_args, dacl_ptr), sizeof(good_acl), READ,
	 EINVAL, 0},
	WHOLE(adjust_sessionid, good_session, READ),
};

static const struct bits bits[] = {
	{"access_mask", &duplicating,
	 FIELD(2, kacs_duplicate_args, access_mask),
	 0xffffffff & ~KACS_RESERVED_ACCESS_MASK, EINVAL},
	{"flags", &restricting, FIELD(2, kacs_restrict_args, flags),
	 KACS_RESTRICT_WRITE_RESTRICTED, EINVAL},
	{"pad", &adjust_privs, FIELD(2, kacs_adjust_privs_args, pad), 0,
	 EINVAL},
	{"pad", &adjust_groups, FIELD(2, kacs_adjust_groups_args, pad), 0,
	 EINVAL},
};

#define OTHER_FILES                                                         \
	{                                                                   \
		[MINUS_ONE] = EBADF, [LEAST] = EBADF, [LARGEST] = EBADF,    \
		[NOT_OPEN] = EBADF, [BY_PATH] = EBADF,                      \
		[A_TOKEN] = EACCES, /* pidfds have ioctls of their own */   \
			[A_PROCESS] = ACCEPTED, [A_DEAD_PROCESS] = ACCEPTED \
	}
#define HANDLE(call)                                                \
	{                                                           \
		"handle", &(call), ARGUMENT(0), ENOTTY, OTHER_FILES \
	}

static const struct descriptor descriptors[] = {
	HANDLE(query),
	HANDLE(adjust_privs),
	HANDLE(duplicating),
	HANDLE(restricting),
	{"handle",
	 &linking,
	 ARGUMENT(0),
	 ENOTTY,
	 {[MINUS_ONE] = EBADF,
	  [LEAST] = EBADF,
	  [LARGEST] = EBADF,
	  [NOT_OPEN] = EBADF,
	  [BY_PATH] = EBADF,
	  [A_TOKEN] = ACCEPTED,
	  [A_PROCESS] = ACCEPTED,
	  [A_DEAD_PROCESS] = ACCEPTED}},
	{"elevated_fd",
	 &linking,
	 FIELD(2, kacs_link_tokens_args, elevated_fd),
	 EBADF,
	 {[A_TOKEN] = EACCES}},
	{"filtered_fd",
	 &linking,
	 FIELD(2, kacs_link_tokens_args, filtered_fd),
	 EBADF,
	 {[A_TOKEN] = EACCES}},
	HANDLE(get_linked),
	HANDLE(adjust_groups),
	HANDLE(adjust_default),
	HANDLE(adjust_sessionid),
	HANDLE(install),
	HANDLE(impersonate),
};

#define OF(name, call, type, field, value, expected)                  \
	{                                                             \
		name, &(call), FIELD(2, type, field), value, expected \
	}
#define QUERY(name, field, value, expected) \
	OF(name, query, kacs_query_args, field, value, expected)
#define PRIVS(name, field, value, expected) \
	OF(name, adjust_privs, kacs_adjust_privs_args, field, value, expected)
#define DUPLICATE(name, field, value, expected) \
	OF(name, duplicating, kacs_duplicate_args, field, value, expected)
#define RESTRICT(name, field, value, expected) \
	OF(name, restricting, kacs_restrict_args, field, value, expected)
#define LINK(name, field, value, expected) \
	OF(name, linking, kacs_link_tokens_args, field, value, expected)
#define GROUPS_OF(name, field, value, expected) \
	OF(name, adjust_groups, kacs_adjust_groups_args, field, value, expected)
#define DEFAULT(name, field, value, expected)                            \
	OF(name, adjust_default, kacs_adjust_default_args, field, value, \
	   expected)

static const struct wrong wrongs[] = {
	QUERY("class_0", token_class, 0, EINVAL),
	QUERY("class_behind_the_last", token_class, 0x19, EINVAL),
	QUERY("class_before_ours", token_class, 0x3f, EINVAL),
	QUERY("class_behind_ours", token_class, 0x41, EINVAL),
	QUERY("class_largest", token_class, UINT32_MAX, EINVAL),
	QUERY("buf_len_1", buf_len, 1, ERANGE),
	QUERY("buf_len_one_too_small", buf_len, 39, ERANGE),
	QUERY("buf_ptr_that_wraps", buf_ptr, UINT64_MAX - 7, EINVAL),
	PRIVS("count_0", count, 0, EINVAL),
	PRIVS("count_65", count, 65, EINVAL),
	PRIVS("count_largest", count, UINT32_MAX, EINVAL),
	PRIVS("pad", pad, 1, EINVAL),
	DUPLICATE("type_0", token_type, 0, EINVAL),
	DUPLICATE("type_3", token_type, 3, EINVAL),
	DUPLICATE("type_largest", token_type, UINT32_MAX, EINVAL),
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
	LINK("session_0", session_id, 0, EINVAL),
	LINK("session_that_is_none", session_id, UINT64_MAX, EINVAL),
	GROUPS_OF("count_0", count, 0, EINVAL),
	GROUPS_OF("count_65", count, 65, EINVAL),
	GROUPS_OF("count_largest", count, UINT32_MAX, EINVAL),
	GROUPS_OF("pad", pad, 0x80000000, EINVAL),
	DEFAULT("length_without_address", dacl_ptr, 0, EINVAL),
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

static void call_them_on(int token)
{
	size_t i;

	for (i = 0; i < COUNT(commands); i++)
		commands[i].call->arguments[0] = (uint64_t)token;
	get_linked.arguments[0] = (uint64_t)subject;
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
	const struct call *calls[WITH_ARGUMENT];
	size_t i;

	for (i = 0; i < WITH_ARGUMENT; i++)
		calls[i] = commands[i].call;
	call_them_on(copy);
	accept_calls(calls, COUNT(calls));
	accept_odd_addresses(addresses, COUNT(addresses));
	call_them_on(subject);
	close(copy);
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

/* Handles that can only be queried, and one that lacks the right alone. */
static void test_handle(const struct call *call, uint32_t right)
{
	static const char *const views[] = {"/sys/kernel/security/kacs/self",
					    "/proc/self/token",
					    "/proc/thread-self/token"};
	unsigned long command = call->arguments[1];
	void *argument = (void *)call->arguments[2];
	int narrow =
		(int)must(duplicate(subject, KACS_TOKEN_ALL_ACCESS & ~right,
				    KACS_TOKEN_PRIMARY, 0));
	int view;
	size_t i;

	expect_descriptors(1);
	if (right)
		refused(ioctl(narrow, command, argument), EACCES,
			"%s_without_its_right", call->name);
	for (i = 0; i < COUNT(views) && command != KACS_IOC_QUERY; i++) {
		view = (int)must(open(views[i], O_RDONLY | O_CLOEXEC));
		expect_descriptors(1);
		refused(ioctl(view, command, argument), ENOTTY, "%s_by_%s",
			call->name, views[i]);
		expect_descriptors(-1);
		close(view);
	}
	expect_descriptors(-1);
	close(narrow);
}

static void test_handles(void)
{
	size_t i;

	for (i = 0; i < COUNT(commands); i++)
		test_handle(commands[i].call, commands[i].right);
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
	make_subject("bad_input_token");
	make_arguments();
	test_good();
	use_assign_primary();
	remember_state();
	refuse_addresses(addresses, COUNT(addresses));
	refuse_wrongs(wrongs, COUNT(wrongs));
	refuse_bits(bits, COUNT(bits));
	refuse_descriptors(descriptors, COUNT(descriptors));
	test_levels();
	test_privilege_entries();
	test_group_entries();
	test_restriction();
	test_dacl();
	test_handles();
	test_numbers();
	test_types();
	return bad_input_done();
}
