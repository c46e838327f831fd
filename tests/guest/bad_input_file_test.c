// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What bad input to kacs_open, and to the system calls of descriptors, of files,
 * tokens and processes, gets: the errno that is specified, and nothing changed.
 * PSD-004 11.2, 11.6, 13.1, 13.6.
 */
#include "bad_input.h"

#define HERE ((uint32_t)AT_FDCWD)
#define NEW_FILE "new"
#define NEW_SD "O:SYG:SYD:(A;;FA;;;SY)"

static char name[] = SUBJECT_FILE;
static char new_name[] = NEW_FILE;
static char empty[] = "";
static char room[512];
static uint32_t status;

/* Behind what the kernel knows, up to the largest there may be. */
#define LONGEST 4096

static struct kacs_open_how read_how = {
	.desired_access = KACS_FILE_READ_DATA,
	.create_disposition = KACS_FILE_OPEN,
};
static struct kacs_open_how overwrite_how = {
	.desired_access = KACS_FILE_WRITE_DATA,
	.create_disposition = KACS_FILE_OVERWRITE,
};
static struct kacs_open_how supersede_how = {
	.desired_access = KACS_FILE_READ_DATA,
	.create_disposition = KACS_FILE_SUPERSEDE,
};
static struct kacs_open_how create_how = {
	.desired_access = KACS_FILE_READ_DATA,
	.create_disposition = KACS_FILE_CREATE,
};
static uint32_t long_how[LONGEST / 4];

/* The file of the subject as it was. */
static void put_back(const uint64_t *arguments, long returned)
{
	int fd = (int)must(open(SUBJECT_FILE, O_WRONLY | O_TRUNC | O_CLOEXEC));

	(void)arguments;
	must(write(fd, "content\n", 8));
	close(fd);
	close((int)returned);
}

static void remove_new(const uint64_t *arguments, long returned)
{
	(void)arguments;
	must(close((int)returned));
	must(unlink(NEW_FILE));
}

#define OPEN(path, how)                                                   \
	.number = __NR_kacs_open,                                         \
	.arguments = {HERE, (uintptr_t)(path), (uintptr_t)(void *)&(how), \
		      sizeof(how), (uintptr_t)&status},                   \
	.sizes = {0, sizeof(path), sizeof(how), 0, sizeof(status)}

static struct call opening = {
	.name = "open", OPEN(name, read_how), .undo = close_returned};
static struct call overwriting = {
	.name = "overwrite", OPEN(name, overwrite_how), .undo = put_back};
static struct call superseding = {
	.name = "supersede", OPEN(name, supersede_how), .undo = put_back};
static struct call creating = {
	.name = "create", OPEN(new_name, create_how), .undo = remove_new};
static struct call opening_long = {.name = "open_of_4096_bytes",
				   OPEN(name, long_how),
				   .undo = close_returned};

/* Descriptors: of the file by its name, and of four kinds of objects. */
static uint8_t *sd_of_file, *sd_of_process, *sd_of_token, *new_sd;

#define SD_CALL(call_number, path, flags)              \
	.number = (call_number),                       \
	.arguments = {HERE,	    (uintptr_t)(path), \
		      OGD,	    (uintptr_t)room,   \
		      sizeof(room), (flags)},          \
	.sizes = {0, sizeof(path), 0, sizeof(room)}

static struct call get_named = {.name = "get_sd",
				SD_CALL(__NR_kacs_get_sd, name, 0)};
static struct call get_opened = {.name = "get_sd_of_handle",
				 SD_CALL(__NR_kacs_get_sd, empty,
					 AT_EMPTY_PATH)};
static struct call set_named = {.name = "set_sd",
				SD_CALL(__NR_kacs_set_sd, name, 0)};
static struct call set_opened = {.name = "set_sd_of_handle",
				 SD_CALL(__NR_kacs_set_sd, empty,
					 AT_EMPTY_PATH)};
static struct call set_process = {.name = "set_sd_of_process",
				  SD_CALL(__NR_kacs_set_sd, empty,
					  AT_EMPTY_PATH)};
static struct call set_token = {.name = "set_sd_of_token",
				SD_CALL(__NR_kacs_set_sd, empty,
					AT_EMPTY_PATH)};

static const struct call *const calls_of_open[] = {
	&opening, &overwriting, &superseding, &creating, &opening_long,
};

static const struct call *const calls_of_sds[] = {
	&get_named,  &get_opened,  &set_named,
	&set_opened, &set_process, &set_token,
};

static void use_sd_of(struct call *call, int fd, uint8_t **sd)
{
	size_t len;

	call->arguments[0] = (uint64_t)fd;
	must(kacs_file_sd(fd, "", OGD, AT_EMPTY_PATH, sd, &len));
	call->arguments[3] = (uintptr_t)*sd;
	call->arguments[4] = len;
	call->sizes[3] = len;
}

static void use_file(void)
{
	int fd = (int)must(open(SUBJECT_FILE, O_RDWR | O_CLOEXEC));

	get_opened.arguments[0] = (uint64_t)fd;
	use_sd_of(&set_opened, fd, &sd_of_file);
	set_named.arguments[3] = set_opened.arguments[3];
	set_named.arguments[4] = set_opened.arguments[4];
	set_named.sizes[3] = set_opened.sizes[3];
}

static void fill_calls_of_open(void)
{
	size_t len;

	new_sd = sd_bytes(NEW_SD, &len);
	create_how.sd_ptr = (uintptr_t)new_sd;
	create_how.sd_len = (uint32_t)len;
	memcpy(long_how, &read_how, sizeof(read_how));
}

/* Of the file that FILE_SUPERSEDE has left. */
static void fill_calls_of_sds(void)
{
	use_file();
	use_sd_of(&set_process, (int)must(syscall(SYS_pidfd_open, getpid(), 0)),
		  &sd_of_process);
	use_sd_of(&set_token, subject, &sd_of_token);
}

#define SD_LEN 20 /* of the header, which all have */
#define ADDRESS(name, call, index, size, use)                        \
	{                                                            \
		name, &(call), ARGUMENT(index), size, use, EFAULT, 0 \
	}

static const struct address addresses[] = {
	ADDRESS("path", opening, 1, sizeof(name), READ),
	ADDRESS("how", opening, 2, sizeof(read_how), READ),
	{"status", &opening, ARGUMENT(4), sizeof(status), WRITTEN, 0, 0},
	ADDRESS("path", overwriting, 1, sizeof(name), READ),
	{"status", &overwriting, ARGUMENT(4), sizeof(status), WRITTEN, 0, 0},
	ADDRESS("path", superseding, 1, sizeof(name), READ),
	{"status", &superseding, ARGUMENT(4), sizeof(status), WRITTEN, 0, 0},
	ADDRESS("path", creating, 1, sizeof(new_name), READ),
	{"sd_ptr", &creating, FIELD(2, kacs_open_how, sd_ptr), SD_LEN, READ,
	 EINVAL, 0},
	{"status", &creating, ARGUMENT(4), sizeof(status), WRITTEN, 0, 0},
	ADDRESS("how", opening_long, 2, LONGEST, READ),
	ADDRESS("path", get_named, 1, sizeof(name), READ),
	ADDRESS("buf", get_named, 3, SD_LEN, WRITTEN),
	ADDRESS("buf", get_opened, 3, SD_LEN, WRITTEN),
	ADDRESS("path", set_named, 1, sizeof(name), READ),
	ADDRESS("sd_buf", set_named, 3, SD_LEN, READ),
	ADDRESS("sd_buf", set_opened, 3, SD_LEN, READ),
	ADDRESS("sd_buf", set_process, 3, SD_LEN, READ),
	ADDRESS("sd_buf", set_token, 3, SD_LEN, READ),
};

/* Calls that may be made any number of times. */
static const struct address odd_addresses[] = {
	ADDRESS("path", opening, 1, sizeof(name), READ),
	ADDRESS("how", opening, 2, sizeof(read_how), READ),
	ADDRESS("status", opening, 4, sizeof(status), WRITTEN),
	{"sd_ptr", &creating, FIELD(2, kacs_open_how, sd_ptr), 64, READ, 0, 0},
	ADDRESS("buf", get_named, 3, sizeof(room), WRITTEN),
	ADDRESS("sd_buf", set_named, 3, 64, READ),
};

#define HOW(name, call, field, value, expected)                                \
	{                                                                      \
		name, &(call), FIELD(2, kacs_open_how, field), value, expected \
	}
#define PATH(name, call, path, expected)                                \
	{                                                               \
		name, &(call), ARGUMENT(1), (uintptr_t)(path), expected \
	}

static char missing[] = "missing", through_file[] = SUBJECT_FILE "/x",
	    of_proc[] = "/proc/version", here[] = ".";
static char longest[4097]; /* without an end that is near enough */

static const struct wrong opens[] = {
	PATH("path_empty", opening, empty, ENOENT),
	PATH("path_missing", opening, missing, ENOENT),
	PATH("path_through_a_file", opening, through_file, ENOTDIR),
	PATH("path_too_long", opening, longest, ENAMETOOLONG),
	PATH("path_unmanaged", opening, of_proc, EOPNOTSUPP),
	PATH("path_missing", overwriting, missing, ENOENT),
	PATH("path_of_a_directory", overwriting, here, EISDIR),
	PATH("path_of_a_directory", superseding, here, EISDIR),
	PATH("path_through_a_file", creating, through_file, ENOTDIR),
	PATH("path_that_is_there", creating, name, EEXIST),
	{"howsize_0", &opening, ARGUMENT(3), 0, EINVAL},
	{"howsize_15", &opening, ARGUMENT(3), 15, EINVAL},
	{"howsize_4097", &opening, ARGUMENT(3), 4097, EINVAL},
	{"howsize_4_gib", &opening, ARGUMENT(3), (1ull << 32) + 32, EINVAL},
	{"howsize_largest", &opening, ARGUMENT(3), UINT64_MAX, EINVAL},
	{"byte_behind_the_known_ones", &opening_long, 2, 32, 1, 1, EINVAL},
	{"last_byte", &opening_long, 2, LONGEST - 1, 1, 1, EINVAL},
	HOW("no_right", opening, desired_access, 0, EINVAL),
	HOW("no_right_to_data", opening, desired_access,
	    KACS_FILE_READ_ATTRIBUTES, EINVAL),
	HOW("maximum_allowed_alone", opening, desired_access,
	    KACS_MAXIMUM_ALLOWED, EINVAL),
	HOW("delete_child", opening, desired_access,
	    KACS_FILE_READ_DATA | KACS_FILE_DELETE_CHILD, EOPNOTSUPP),
	HOW("disposition_6", opening, create_disposition, 6, EINVAL),
	HOW("disposition_largest", opening, create_disposition, UINT32_MAX,
	    EINVAL),
	HOW("directory", overwriting, create_options, KACS_CREATE_OPT_DIRECTORY,
	    EINVAL),
	HOW("directory", superseding, create_options, KACS_CREATE_OPT_DIRECTORY,
	    EINVAL),
	HOW("directory", opening, create_options, KACS_CREATE_OPT_DIRECTORY,
	    ENOTDIR),
	HOW("directory_and_delete_on_close", creating, create_options, 3,
	    EOPNOTSUPP),
	HOW("sd_ptr_without_len", opening, sd_ptr, (uintptr_t)room, EINVAL),
	HOW("sd_len_without_ptr", opening, sd_len, SD_LEN, EINVAL),
	HOW("sd_len_0", creating, sd_len, 0, EINVAL),
	HOW("sd_len_1", creating, sd_len, 1, EINVAL),
	HOW("sd_len_19", creating, sd_len, 19, EINVAL),
	HOW("sd_len_of_a_header", creating, sd_len, 20, EINVAL),
	HOW("sd_len_65536", creating, sd_len, 65536, EINVAL),
	HOW("sd_len_largest", creating, sd_len, UINT32_MAX, EINVAL),
	HOW("sd", overwriting, sd_len, SD_LEN, EINVAL),
};

/* Bytes of a descriptor: revision, control, offsets of owner and DACL. */
#define SD_BYTES(call)                                                        \
	{"sd_len_0", &(call), ARGUMENT(4), 0, EINVAL},                        \
		{"sd_len_1", &(call), ARGUMENT(4), 1, EINVAL},                \
		{"sd_len_19", &(call), ARGUMENT(4), 19, EINVAL},              \
		{"sd_len_of_a_header", &(call), ARGUMENT(4), 20, EINVAL},     \
		{"sd_len_65536", &(call), ARGUMENT(4), 65536, EINVAL},        \
		{"sd_len_largest", &(call), ARGUMENT(4), UINT32_MAX, EINVAL}, \
		{"revision_0", &(call), 3, 0, 1, 0, EINVAL},                  \
		{"revision_2", &(call), 3, 0, 1, 2, EINVAL},                  \
		{"not_self_relative", &(call), 3, 3, 1, 0, EINVAL},           \
		{"owner_in_the_header", &(call), 3, 4, 4, 19, EINVAL},        \
		{"owner_behind_the_end", &(call), 3, 4, 4, 65535, EINVAL},    \
		{"owner_at_the_largest_offset",                               \
		 &(call),                                                     \
		 3,                                                           \
		 4,                                                           \
		 4,                                                           \
		 UINT32_MAX,                                                  \
		 EINVAL},                                                     \
		{"group_behind_the_end", &(call), 3, 8, 4, 65535, EINVAL},    \
		{"dacl_in_the_header", &(call), 3, 16, 4, 16, EINVAL},        \
		{"dacl_behind_the_end", &(call), 3, 16, 4, 65535, EINVAL},    \
		{"information_0", &(call), ARGUMENT(2), 0, EINVAL},           \
	{                                                                     \
		"sacl_and_label", &(call), ARGUMENT(2), 0x18, EINVAL          \
	}

static const struct wrong descriptors_of_objects[] = {
	{"information_0", &get_named, ARGUMENT(2), 0, EINVAL},
	{"sacl_and_label", &get_named, ARGUMENT(2), 0x18, EINVAL},
	{"all_information", &get_named, ARGUMENT(2), 0x1f, EINVAL},
	{"path_empty", &get_named, ARGUMENT(1), (uintptr_t)empty, ENOENT},
	{"path_missing", &get_named, ARGUMENT(1), (uintptr_t)missing, ENOENT},
	{"path_too_long", &get_named, ARGUMENT(1), (uintptr_t)longest,
	 ENAMETOOLONG},
	{"path_unmanaged", &get_named, ARGUMENT(1), (uintptr_t)of_proc,
	 EOPNOTSUPP},
	{"no_at_empty_path", &get_opened, ARGUMENT(5), 0, ENOENT},
	{"path_empty", &set_named, ARGUMENT(1), (uintptr_t)empty, ENOENT},
	{"path_missing", &set_named, ARGUMENT(1), (uintptr_t)missing, ENOENT},
	{"path_too_long", &set_named, ARGUMENT(1), (uintptr_t)longest,
	 ENAMETOOLONG},
	{"path_unmanaged", &set_named, ARGUMENT(1), (uintptr_t)of_proc,
	 EOPNOTSUPP},
	{"no_at_empty_path", &set_opened, ARGUMENT(5), 0, ENOENT},
	SD_BYTES(set_named),
	SD_BYTES(set_opened),
	SD_BYTES(set_process),
	SD_BYTES(set_token),
};

#define BITS(call, field, meaning)                                        \
	{                                                                 \
#field, &(call), FIELD(2, kacs_open_how, field), meaning, \
			EINVAL                                            \
	}
#define FLAGS (AT_EMPTY_PATH | AT_SYMLINK_NOFOLLOW)

static const struct bits bits[] = {
	BITS(opening, desired_access, 0xffffffff & ~KACS_RESERVED_ACCESS_MASK),
	BITS(opening, create_options, 3),
	BITS(opening, flags, AT_SYMLINK_NOFOLLOW),
	BITS(opening, pad, 0),
	BITS(overwriting, create_options, 3),
	BITS(superseding, create_options, 3),
	BITS(creating, pad, 0),
	{"security_info", &get_named, ARGUMENT(2), 0x1f, EINVAL},
	{"flags", &get_named, ARGUMENT(5), FLAGS, EINVAL},
	{"security_info", &set_named, ARGUMENT(2), 0x1f, EINVAL},
	{"flags", &set_named, ARGUMENT(5), FLAGS, EINVAL},
	{"security_info", &set_process, ARGUMENT(2), 0x1f, EINVAL},
	{"flags", &set_process, ARGUMENT(5), FLAGS, EINVAL},
	{"security_info", &set_token, ARGUMENT(2), 0x1f, EINVAL},
	{"flags", &set_token, ARGUMENT(5), FLAGS, EINVAL},
};

#define NO_FILE \
	[MINUS_ONE] = EBADF, [LEAST] = EBADF, [LARGEST] = EBADF, [NOT_OPEN] = EBADF
#define DIRFD(call)                                       \
	{                                                 \
		"dirfd", &(call), ARGUMENT(0), ENOTDIR,   \
		{                                         \
			NO_FILE, [A_DIRECTORY] = ACCEPTED \
		}                                         \
	}
/* Of what is no file there is no descriptor, and no policy to be set. */
#define OBJECT(name, call, process, dead)                                       \
	{                                                                       \
		name, &(call), ARGUMENT(0), EOPNOTSUPP,                         \
		{                                                               \
			NO_FILE, [A_FILE] = ACCEPTED, [A_DIRECTORY] = ACCEPTED, \
				 [BY_PATH] = ACCEPTED, [A_TOKEN] = (process),   \
				 [A_PROCESS] = (process),                       \
				 [A_DEAD_PROCESS] = (dead)                      \
		}                                                               \
	}

static const struct descriptor descriptors[] = {
	DIRFD(opening),
	DIRFD(overwriting),
	DIRFD(superseding),
	DIRFD(creating),
	DIRFD(get_named),
	DIRFD(set_named),
	OBJECT("object", get_opened, ACCEPTED, ESRCH),
	OBJECT("object", set_opened, ACCEPTED, ESRCH),
};

/* Parts that the new descriptor does not have, or has too many of. */
static void test_parts(void)
{
	uint8_t *sd;
	size_t len;

	sd = sd_bytes("D:(A;;FA;;;SY)S:(AU;SA;FA;;;WD)", &len);
	refused(kacs_sys_set_sd(AT_FDCWD, SUBJECT_FILE,
				KACS_OWNER_SECURITY_INFORMATION, sd,
				(uint32_t)len, 0),
		EINVAL, "set_sd_of_an_owner_without_one");
	refused(kacs_sys_set_sd(AT_FDCWD, SUBJECT_FILE,
				KACS_LABEL_SECURITY_INFORMATION, sd,
				(uint32_t)len, 0),
		EINVAL, "set_sd_of_a_label_with_what_is_none");
	free(sd);
	sd = sd_bytes("S:(ML;;NW;;;LW)(ML;;NW;;;HI)", &len);
	refused(kacs_sys_set_sd(AT_FDCWD, SUBJECT_FILE,
				KACS_LABEL_SECURITY_INFORMATION, sd,
				(uint32_t)len, 0),
		EINVAL, "set_sd_of_two_labels");
	free(sd);
}

/* Who may not, changes nothing either. */
static void test_gates(void)
{
	refused_as(alice,
		   kacs_sys_open(AT_FDCWD, SUBJECT_FILE, &overwrite_how,
				 sizeof(overwrite_how), NULL),
		   EACCES, "overwrite_without_the_right");
	refused_as(alice,
		   kacs_sys_open(AT_FDCWD, SUBJECT_FILE, &supersede_how,
				 sizeof(supersede_how), NULL),
		   EACCES, "supersede_without_the_right");
	refused_as(alice, set_sd(SUBJECT_FILE, "D:(A;;FA;;;WD)"), EACCES,
		   "set_sd_without_the_right");
}

int main(void)
{
	make_subject("bad_input_file");
	memset(longest, 'x', sizeof(longest) - 1);
	fill_calls_of_open();
	accept_calls(calls_of_open, COUNT(calls_of_open));
	fill_calls_of_sds();
	accept_calls(calls_of_sds, COUNT(calls_of_sds));
	accept_odd_addresses(odd_addresses, COUNT(odd_addresses));
	refuse_addresses(addresses, COUNT(addresses));
	refuse_wrongs(opens, COUNT(opens));
	refuse_wrongs(descriptors_of_objects, COUNT(descriptors_of_objects));
	refuse_bits(bits, COUNT(bits));
	refuse_descriptors(descriptors, COUNT(descriptors));
	test_parts();
	test_gates();
	return bad_input_done();
}
