// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What a descriptor decides when a file is opened: PSD-004 10.2, 11.3.
 */
#include <dirent.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include "guest.h"

#define READ_DATA KACS_FILE_READ_DATA
#define WRITE_DATA KACS_FILE_WRITE_DATA
#define APPEND_DATA KACS_FILE_APPEND_DATA
#define READ_ATTRIBUTES KACS_FILE_READ_ATTRIBUTES
#define TRAVERSE KACS_FILE_TRAVERSE

static void test_dacl(void)
{
	make_file("deny", "O:SYG:SYD:(D;;FW;;;" CONTRACTORS ")(A;;FA;;;BU)");
	tap_as(mallory, open("deny", O_WRONLY), EACCES,
	       "deny_ace_refuses_open_though_a_later_ace_allows");
	tap_as(mallory, open("deny", O_RDONLY), 0,
	       "deny_of_generic_write_leaves_reading");
	tap_as(bob, open("deny", O_RDWR), 0,
	       "deny_ace_for_others_leaves_the_allow");

	make_file("order", "O:SYG:SYD:(A;;FA;;;BU)(D;;FA;;;" CONTRACTORS ")");
	tap_as(mallory, open("order", O_RDWR), 0, "dacl_first_writer_wins");

	make_file("parts", "O:SYG:SYD:(A;;0x81;;;BU)(A;;0x2;;;" ALICE ")");
	tap_as(alice, open("parts", O_RDWR), 0,
	       "rights_from_several_aces_add_up");
	tap_as(bob, open("parts", O_RDWR), EACCES,
	       "rights_of_another_user_do_not");

	make_file("empty", "O:SYG:SYD:");
	tap_as(alice, open("empty", O_RDONLY), EACCES,
	       "empty_dacl_denies_everybody");

	make_file("null", "O:SYG:SYD:NO_ACCESS_CONTROL");
	tap_as(alice, open("null", O_RDWR), 0, "null_dacl_allows_everybody");

	make_file("inherit_only", "O:SYG:SYD:(A;OICIIO;FA;;;BU)");
	tap_as(alice, open("inherit_only", O_RDONLY), EACCES,
	       "inherit_only_ace_does_not_count_on_the_object_itself");
}

static void test_owner(void)
{
	make_file("owned", "O:" ALICE "G:SYD:");
	tap_as(alice, open("owned", O_RDONLY), EACCES,
	       "ownership_alone_does_not_open");
	tap_as(alice, set_sd("owned", "D:(A;;FA;;;" ALICE ")"), 0,
	       "owner_may_always_change_the_dacl");
	tap_as(alice, open("owned", O_RDWR), 0,
	       "changed_dacl_decides_the_next_open");

	make_file("owner_rights",
		  "O:" ALICE "G:SYD:(A;;0x81;;;OW)(A;;FA;;;" BOB ")");
	tap_as(alice, open("owner_rights", O_RDONLY), 0,
	       "owner_rights_ace_matches_the_owner");
	tap_as(alice, set_sd("owner_rights", "D:(A;;FA;;;" ALICE ")"), EACCES,
	       "owner_rights_ace_suppresses_what_owners_have");
	tap_as(bob, open("owner_rights", O_RDWR), 0,
	       "owner_rights_ace_leaves_others_alone");
}

/* Alice is a group of nobody: privileges decide, not names. */
static void test_privileges(void)
{
	int backup = token_for(.user = BOB, .privileges = SE(BACKUP));
	int restore = token_for(.user = BOB, .privileges = SE(RESTORE));
	int asleep = token_for(.user = BOB, .disabled = SE(BACKUP));

	make_file("private", "O:SYG:SYD:(D;;FA;;;WD)");
	tap_as(backup, open("private", O_RDONLY), 0,
	       "backup_privilege_reads_in_spite_of_a_deny");
	tap_as(backup, open("private", O_WRONLY), EACCES,
	       "backup_privilege_does_not_write");
	tap_as(restore, open("private", O_RDONLY), EACCES,
	       "restore_privilege_does_not_read");
	tap_as(asleep, open("private", O_RDONLY), EACCES,
	       "disabled_privilege_is_no_privilege");
	tap_as(carol, open("private", O_RDONLY), EACCES,
	       "administrators_have_no_rights_of_their_own");
	close(backup);
	close(restore);
	close(asleep);
}

struct open_case {
	const char *name;
	uint32_t rights;
	int flags;
	int expected;
};

static const struct open_case file_cases[] = {
	{"read", READ_DATA | READ_ATTRIBUTES, O_RDONLY, 0},
	{"read_without_attributes", READ_DATA, O_RDONLY, EACCES},
	{"read_without_data", READ_ATTRIBUTES, O_RDONLY, EACCES},
	{"write", WRITE_DATA | READ_ATTRIBUTES, O_WRONLY, 0},
	{"write_without_attributes", WRITE_DATA, O_WRONLY, EACCES},
	{"write_with_read_data", READ_DATA | READ_ATTRIBUTES, O_WRONLY, EACCES},
	{"write_with_append_data", APPEND_DATA | READ_ATTRIBUTES, O_WRONLY,
	 EACCES},
	{"both", READ_DATA | WRITE_DATA | READ_ATTRIBUTES, O_RDWR, 0},
	{"both_without_write", READ_DATA | READ_ATTRIBUTES, O_RDWR, EACCES},
	{"both_without_read", WRITE_DATA | READ_ATTRIBUTES, O_RDWR, EACCES},
	{"append", APPEND_DATA | READ_ATTRIBUTES, O_WRONLY | O_APPEND, 0},
	{"append_with_write_data", WRITE_DATA | READ_ATTRIBUTES,
	 O_WRONLY | O_APPEND, EACCES},
	{"append_and_read", READ_DATA | APPEND_DATA | READ_ATTRIBUTES,
	 O_RDWR | O_APPEND, 0},
	{"read_with_append_flag", READ_DATA | READ_ATTRIBUTES,
	 O_RDONLY | O_APPEND, 0},
	{"truncate_for_append", APPEND_DATA | READ_ATTRIBUTES,
	 O_WRONLY | O_APPEND | O_TRUNC, EACCES},
	{"truncate_for_append_with_both",
	 APPEND_DATA | WRITE_DATA | READ_ATTRIBUTES,
	 O_WRONLY | O_APPEND | O_TRUNC, 0},
	{"truncate_for_append_needs_append_too", WRITE_DATA | READ_ATTRIBUTES,
	 O_WRONLY | O_APPEND | O_TRUNC, EACCES},
	{"truncate_for_write", WRITE_DATA | READ_ATTRIBUTES, O_WRONLY | O_TRUNC,
	 0},
	{"truncate_for_read", READ_DATA | WRITE_DATA | READ_ATTRIBUTES,
	 O_RDONLY | O_TRUNC, 0},
	{"truncate_for_read_without_write", READ_DATA | READ_ATTRIBUTES,
	 O_RDONLY | O_TRUNC, EACCES},
	{"access_mode_3", READ_DATA | WRITE_DATA | READ_ATTRIBUTES, O_ACCMODE,
	 0},
	{"access_mode_3_without_write", READ_DATA | READ_ATTRIBUTES, O_ACCMODE,
	 EACCES},
	{"access_mode_3_without_read", WRITE_DATA | READ_ATTRIBUTES, O_ACCMODE,
	 EACCES},
	{"existing_with_o_creat", READ_DATA | READ_ATTRIBUTES,
	 O_RDONLY | O_CREAT, 0},
	{"existing_with_o_creat_without_rights", READ_ATTRIBUTES,
	 O_RDONLY | O_CREAT, EACCES},
	{"o_path", 0, O_PATH, 0},
};

static const struct open_case directory_cases[] = {
	{"directory", READ_ATTRIBUTES | TRAVERSE, O_RDONLY, 0},
	{"directory_without_traverse", READ_ATTRIBUTES | READ_DATA, O_RDONLY,
	 EACCES},
	{"directory_without_attributes", TRAVERSE | READ_DATA, O_RDONLY,
	 EACCES},
	{"directory_o_path", 0, O_PATH, 0},
};

static void test_core_rights(void)
{
	const struct open_case *c;
	size_t i;

	for (i = 0; i < sizeof(file_cases) / sizeof(*file_cases); i++) {
		c = &file_cases[i];
		remove_file("core");
		make_file_with("core", ALICE, c->rights);
		tap_as(alice, open("core", c->flags), c->expected,
		       "core_rights_%s", c->name);
	}
	make_directory("core_directory", NULL);
	for (i = 0; i < sizeof(directory_cases) / sizeof(*directory_cases);
	     i++) {
		c = &directory_cases[i];
		give_rights("core_directory", ALICE, c->rights);
		tap_as(alice, open("core_directory", c->flags), c->expected,
		       "core_rights_%s", c->name);
	}
}

static void test_refused_truncation(void)
{
	struct stat st;

	make_file_with("kept", ALICE,
		       READ_DATA | APPEND_DATA | READ_ATTRIBUTES);
	as(alice, open("kept", O_RDONLY | O_TRUNC));
	as(alice, open("kept", O_WRONLY | O_APPEND | O_TRUNC));
	must(stat("kept", &st));
	tap_eq(st.st_size, 8, "refused_open_does_not_truncate");
}

static int list(int fd)
{
	char buffer[1024];

	return (int)syscall(SYS_getdents64, fd, buffer, sizeof(buffer));
}

static void test_compat_rights(void)
{
	const struct timespec now[2] = {{.tv_nsec = UTIME_NOW},
					{.tv_nsec = UTIME_NOW}};
	char value[8];

	make_file_with("bare", ALICE, READ_DATA | READ_ATTRIBUTES);
	must(setxattr("bare", "user.test", "value", 5, 0));
	tap_as(alice,
	       with_open("bare", O_RDONLY,
			 fgetxattr(fd, "user.test", value, sizeof(value))),
	       EACCES, "omitted_file_read_ea_refuses_fgetxattr");
	tap_as(alice,
	       with_open("bare", O_RDONLY,
			 fsetxattr(fd, "user.test", "v", 1, 0)),
	       EACCES, "omitted_file_write_ea_refuses_fsetxattr");
	tap_as(alice, with_open("bare", O_RDONLY, fchmod(fd, 0600)), EACCES,
	       "omitted_write_dac_refuses_fchmod");
	tap_as(alice, with_open("bare", O_RDONLY, fchown(fd, 1, 1)), EACCES,
	       "omitted_write_owner_refuses_fchown");
	tap_as(alice, with_open("bare", O_RDONLY, futimens(fd, now)), EACCES,
	       "omitted_file_write_attributes_refuses_futimens");
	tap_as(alice,
	       with_open("bare", O_RDONLY,
			 kacs_sys_get_sd(fd, "", KACS_DACL_SECURITY_INFORMATION,
					 NULL, 0, AT_EMPTY_PATH)),
	       EACCES, "omitted_read_control_refuses_get_sd");

	make_file_with("full", ALICE, KACS_FILE_ALL_ACCESS);
	must(setxattr("full", "user.test", "value", 5, 0));
	tap_as(alice,
	       with_open("full", O_RDONLY,
			 fgetxattr(fd, "user.test", value, sizeof(value))),
	       0, "compat_file_read_ea_allows_fgetxattr");
	tap_as(alice,
	       with_open("full", O_RDONLY,
			 fsetxattr(fd, "user.test", "v", 1, 0)),
	       0, "compat_file_write_ea_allows_fsetxattr");
	tap_as(alice, with_open("full", O_RDONLY, fchmod(fd, 0600)), 0,
	       "compat_write_dac_allows_fchmod");
	tap_as(alice, with_open("full", O_RDONLY, fchown(fd, 1, 1)), 0,
	       "compat_write_owner_allows_fchown");
	tap_as(alice, with_open("full", O_RDONLY, futimens(fd, now)), 0,
	       "compat_file_write_attributes_allows_futimens");
	tap_as(alice,
	       with_open("full", O_RDONLY,
			 kacs_sys_get_sd(fd, "", KACS_DACL_SECURITY_INFORMATION,
					 NULL, 0, AT_EMPTY_PATH)),
	       0, "compat_read_control_allows_get_sd");

	make_file_with("append", ALICE, APPEND_DATA | READ_ATTRIBUTES);
	tap_as(alice,
	       with_open("append", O_WRONLY | O_APPEND, ftruncate(fd, 0)),
	       EACCES, "omitted_file_write_data_refuses_ftruncate");
	give_rights("append", ALICE,
		    APPEND_DATA | WRITE_DATA | READ_ATTRIBUTES);
	tap_as(alice,
	       with_open("append", O_WRONLY | O_APPEND, ftruncate(fd, 0)), 0,
	       "compat_file_write_data_allows_ftruncate");
}

static void test_directory_handle(void)
{
	make_directory_with("unlisted", ALICE, READ_ATTRIBUTES | TRAVERSE);
	tap_as(alice, with_open("unlisted", O_RDONLY, list(fd)), EACCES,
	       "listing_needs_file_list_directory");
	tap_as(alice, with_open("unlisted", O_RDONLY, fchdir(fd)), 0,
	       "fchdir_needs_no_listing");
	give_rights("unlisted", ALICE, READ_ATTRIBUTES | TRAVERSE | READ_DATA);
	tap_as(alice, with_open("unlisted", O_RDONLY, list(fd)), 0,
	       "compat_file_list_directory_allows_listing");
}

/* Opening what exists is the file's affair, making it the directory's. */
static void test_creation(void)
{
	make_directory("read_only_children",
		       "O:SYG:SYD:(A;;FA;;;" ALICE ")(A;OIIO;FR;;;" ALICE ")");
	tap_as(alice, open("read_only_children/new", O_WRONLY | O_CREAT, 0644),
	       EACCES, "new_files_descriptor_decides_its_first_open");
	make_directory("children", "O:SYG:SYD:(A;OICI;FA;;;" ALICE ")");
	tap_as(alice, open("children/new", O_RDWR | O_CREAT | O_EXCL, 0), 0,
	       "mode_bits_of_a_new_file_decide_nothing");
	tap_as(alice, open("children/new", O_RDWR), 0,
	       "mode_bits_of_a_file_decide_nothing");
	tap_as(bob, open("children/none", O_RDWR | O_CREAT, 0666), EACCES,
	       "creating_needs_file_add_file");
}

static int write_through(const char *path)
{
	int fd = open(path, O_PATH | O_CLOEXEC);
	char link[64];

	if (fd < 0)
		return OPEN_FAILED();
	snprintf(link, sizeof(link), "/proc/self/fd/%d", fd);
	return open(link, O_WRONLY | O_CLOEXEC);
}

static int fd_call_on_path(const char *path, int (*call)(int fd))
{
	int fd = open(path, O_PATH | O_CLOEXEC);

	return fd < 0 ? (int)OPEN_FAILED() : call(fd);
}

static int do_fstat(int fd)
{
	struct stat st;

	return fstat(fd, &st);
}

static int do_fchmod(int fd)
{
	return fchmod(fd, 0600);
}

static int do_fgetxattr(int fd)
{
	char value[8];

	return (int)fgetxattr(fd, "user.test", value, sizeof(value));
}

static int do_read(int fd)
{
	char byte;

	return (int)read(fd, &byte, 1);
}

static int do_get_sd(int fd)
{
	return (int)kacs_sys_get_sd(fd, "", KACS_DACL_SECURITY_INFORMATION,
				    NULL, 0, AT_EMPTY_PATH);
}

static void test_o_path(void)
{
	make_file_with("secret", ALICE, 0);
	tap_as(alice, fd_call_on_path("secret", do_fstat), 0,
	       "o_path_fstat_is_unconditional");
	tap_as(alice, fd_call_on_path("secret", do_fchmod), EBADF,
	       "o_path_cannot_fchmod");
	tap_as(alice, fd_call_on_path("secret", do_fgetxattr), EBADF,
	       "o_path_cannot_fgetxattr");
	tap_as(alice, fd_call_on_path("secret", do_read), EBADF,
	       "o_path_cannot_read");
	tap_as(alice, fd_call_on_path("secret", do_get_sd), EACCES,
	       "o_path_get_sd_is_checked_live");
	tap_as(alice, write_through("secret"), EACCES,
	       "o_path_reopened_is_checked");
	give_rights("secret", ALICE, KACS_FILE_ALL_ACCESS);
	tap_as(alice, write_through("secret"), 0,
	       "o_path_reopened_has_the_rights_of_the_file");
	make_directory_with("barred", ALICE, READ_ATTRIBUTES);
	tap_as(alice, fd_call_on_path("barred", fchdir), EACCES,
	       "o_path_fchdir_needs_file_traverse");
	give_rights("barred", ALICE, TRAVERSE);
	tap_as(alice, fd_call_on_path("barred", fchdir), 0,
	       "o_path_fchdir_is_checked_live");
}

int main(void)
{
	meet_people("open");
	test_dacl();
	test_owner();
	test_privileges();
	test_core_rights();
	test_refused_truncation();
	test_compat_rights();
	test_directory_handle();
	test_creation();
	test_o_path();
	return tap_done();
}
