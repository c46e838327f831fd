// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * kacs_open: the rights that the caller names. PSD-004 11.2, 13.6.
 */
#include <sys/syscall.h>
#include "guest.h"

#define READ KACS_FILE_READ_DATA
#define WRITE KACS_FILE_WRITE_DATA
#define APPEND KACS_FILE_APPEND_DATA
#define EXECUTE KACS_FILE_EXECUTE
#define READ_ATTRIBUTES KACS_FILE_READ_ATTRIBUTES
#define MAXIMUM KACS_MAXIMUM_ALLOWED

static int native(const char *path, struct kacs_open_how how)
{
	return kacs_sys_open(AT_FDCWD, path, &how, sizeof(how), NULL);
}

#define native_open(path, access, ...)                                      \
	native(path,                                                        \
	       (struct kacs_open_how){.desired_access = (access),           \
				      .create_disposition = KACS_FILE_OPEN, \
				      ##__VA_ARGS__})

#define native_as(path, access, how_to, ...)                            \
	native(path, (struct kacs_open_how){.desired_access = (access), \
					    .create_disposition =       \
						    KACS_FILE_##how_to, \
					    ##__VA_ARGS__})

/* The status of a successful open, or -1. */
static int status_of(const char *path, struct kacs_open_how how)
{
	uint32_t status = 99;
	int fd = kacs_sys_open(AT_FDCWD, path, &how, sizeof(how), &status);

	if (fd < 0)
		return -1;
	close(fd);
	return (int)status;
}

#define native_status(path, access, how_to, ...)                           \
	status_of(path, (struct kacs_open_how){.desired_access = (access), \
					       .create_disposition =       \
						       KACS_FILE_##how_to, \
					       ##__VA_ARGS__})

static int exists(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0;
}

static ino_t inode_of(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 ? st.st_ino : 0;
}

static off_t size_of(const char *path)
{
	struct stat st;

	return lstat(path, &st) == 0 ? st.st_size : -1;
}

/* What is refused is in bad_input_file_test.c. */
static void test_input(void)
{
	struct kacs_open_how how = {.desired_access = READ,
				    .create_disposition = KACS_FILE_OPEN};
	struct {
		struct kacs_open_how how;
		uint32_t more[2];
	} longer;
	static uint64_t page[4096 / 8 + 1];
	uint32_t status;

	make_file("input", "O:SYG:SYD:(A;;FA;;;SY)(A;;FA;;;BU)");
	tap_errno(kacs_sys_open(AT_FDCWD, "input", &how, 16, NULL), 0,
		  "how_of_16_bytes_is_enough");
	memset(&longer, 0, sizeof(longer));
	longer.how = how;
	tap_errno(kacs_sys_open(AT_FDCWD, "input", (void *)&longer,
				sizeof(longer), NULL),
		  0, "unknown_trailing_zeros_are_accepted");
	longer.more[1] = 1;
	tap_errno(kacs_sys_open(AT_FDCWD, "input", (void *)&longer,
				sizeof(longer), NULL),
		  EINVAL, "unknown_trailing_bytes_are_refused");
	memcpy(page, &how, sizeof(how));
	tap_errno(kacs_sys_open(AT_FDCWD, "input", (void *)page, 4096, NULL), 0,
		  "how_of_a_page_is_read");
	tap_errno(kacs_sys_open(AT_FDCWD, "input", (void *)page, 4097, NULL),
		  EINVAL, "how_over_a_page_is_refused");
	tap_errno(native_open("input", KACS_GENERIC_ALL), 0,
		  "generic_all_opens");
	tap_errno(kacs_sys_open(AT_FDCWD, "input", &how, 32, &status), 0,
		  "status_is_reported");
	tap_eq(status, KACS_STATUS_OPENED, "status_of_an_open");
	must(symlink("input", "link"));
	tap_errno(native_open("link", READ), 0, "links_are_followed");
	tap_errno(native_open("link", READ, .flags = AT_SYMLINK_NOFOLLOW),
		  ELOOP, "nofollow_refuses_a_link");
}

static void test_rights(void)
{
	make_file("rights", "O:SYG:SYD:(A;;0x83;;;" ALICE ")(A;;FA;;;SY)");
	tap_as(alice, native_open("rights", READ), 0, "granted_rights_open");
	tap_as(alice, native_open("rights", READ | APPEND), EACCES,
	       "one_denied_right_fails_the_open");
	tap_as(alice, native_open("rights", READ | KACS_WRITE_DAC), EACCES,
	       "a_denied_standard_right_fails_the_open");
	tap_as(alice, with_fd(native_open("rights", READ), write(fd, "x", 1)),
	       EBADF, "read_handle_does_not_write");
	tap_as(alice,
	       with_fd(native_open("rights", READ | WRITE), write(fd, "x", 1)),
	       0, "read_write_handle_writes");
	tap_as(alice,
	       with_fd(native_open("rights", READ),
		       fstat(fd, &(struct stat){})),
	       EACCES, "mask_is_what_was_asked_for_and_no_more");
	tap_as(alice,
	       with_fd(native_open("rights", READ | MAXIMUM),
		       fstat(fd, &(struct stat){})),
	       0, "maximum_allowed_caches_what_there_is");
	tap_as(alice,
	       with_fd(native_open("rights", READ | MAXIMUM),
		       write(fd, "x", 1)),
	       EBADF, "maximum_allowed_does_not_widen_the_mode");
	tap_as(alice, native_open("rights", APPEND | MAXIMUM), EACCES,
	       "maximum_allowed_needs_its_concrete_rights");

	make_file("append", "O:SYG:SYD:(A;;0x84;;;" ALICE ")(A;;FA;;;SY)");
	tap_as(alice,
	       with_fd(native_open("append", APPEND),
		       write(fd, "y", 1) == 1 && (fcntl(fd, F_GETFL) & O_APPEND)
			       ? 0
			       : (errno = EDOM, -1)),
	       0, "append_handle_appends");
	tap_eq(size_of("append"), 9, "append_handle_wrote_at_the_end");
	tap_as(alice, with_fd(native_open("append", APPEND), ftruncate(fd, 0)),
	       EACCES, "append_handle_does_not_truncate");

	copy_file("/bin/busybox", "program", 0755);
	give_sd("program", "O:SYG:SYD:(A;;0x20;;;" ALICE ")(A;;FA;;;SY)");
	tap_as(alice,
	       with_fd(native_open("program", EXECUTE),
		       read(fd, (char[1]){0}, 1)),
	       EBADF, "execute_handle_does_not_read");
	tap_as(alice,
	       with_fd(native_open("program", EXECUTE),
		       syscall(SYS_execveat, fd, "", (char *[]){"true", NULL},
			       (char *[]){NULL}, AT_EMPTY_PATH)),
	       0, "execute_handle_executes");
	must(mkfifo("fifo", 0666));
	give_sd("fifo", "O:SYG:SYD:(A;;FA;;;WD)");
	tap_as(alice, native_open("fifo", READ | WRITE | EXECUTE), EACCES,
	       "special_nodes_do_not_execute");
	tap_as(alice, native_open("fifo", READ | WRITE), 0,
	       "special_nodes_open");
	give_sd("fifo", "O:SYG:SYD:(A;;0x1;;;WD)");
	tap_as(alice, native_open("fifo", READ | WRITE), EACCES,
	       "special_nodes_are_decided");

	make_directory("dir", "O:SYG:SYD:(A;;0x27;;;" ALICE ")(A;;FA;;;SY)");
	tap_as(alice, native_open("dir", KACS_FILE_LIST_DIRECTORY), 0,
	       "directory_opens_to_list");
	tap_as(alice,
	       native_open("dir",
			   KACS_FILE_LIST_DIRECTORY | KACS_FILE_ADD_FILE),
	       0, "directory_opens_with_rights_to_add");
	tap_as(alice,
	       with_fd(native_open("dir", KACS_FILE_TRAVERSE), fchdir(fd)), 0,
	       "traverse_handle_is_for_fchdir");
	tap_as(alice,
	       with_fd(native_open("dir", KACS_FILE_LIST_DIRECTORY),
		       fchdir(fd)),
	       EACCES, "list_handle_is_not_for_fchdir");
	tap_errno(native_open("rights", READ,
			      .create_options = KACS_CREATE_OPT_DIRECTORY),
		  ENOTDIR, "directory_option_refuses_a_file");
	tap_errno(native_open("dir", READ,
			      .create_options = KACS_CREATE_OPT_DIRECTORY),
		  0, "directory_option_opens_a_directory");
	tap_ok(fcntl((int)must(native_open("rights", READ)), F_GETFD) ==
		       FD_CLOEXEC,
	       "handles_close_on_exec");
}

static void test_dispositions(void)
{
	ino_t inode;
	struct stat st;

	tap_errno(native_as("d", READ, OVERWRITE), ENOENT,
		  "overwrite_needs_the_file");
	tap_eq(native_status("d", READ, CREATE), KACS_STATUS_CREATED,
	       "create_creates");
	must(stat("d", &st));
	tap_eq(st.st_mode, S_IFREG | 0600, "files_are_created_with_0600");
	tap_errno(native_as("d", READ, CREATE), EEXIST,
		  "create_refuses_what_exists");
	tap_eq(native_status("d", READ, OPEN_IF), KACS_STATUS_OPENED,
	       "open_if_opens");
	tap_eq(native_status("d2", READ, OPEN_IF), KACS_STATUS_CREATED,
	       "open_if_creates");
	tap_eq(native_status("d3", READ, OVERWRITE_IF), KACS_STATUS_CREATED,
	       "overwrite_if_creates");
	make_file("d4", "O:SYG:SYD:(A;;FA;;;SY)(A;;0x3;;;" ALICE
			")(A;;0x1;;;" BOB ")");
	inode = inode_of("d4");
	tap_as(bob, native_as("d4", READ, OVERWRITE), EACCES,
	       "overwrite_needs_write_data");
	tap_eq(size_of("d4"), 8, "refused_overwrite_leaves_the_data");
	tap_as(alice, native_as("d4", READ, OVERWRITE), 0,
	       "overwrite_by_a_reader_with_the_right");
	tap_eq(size_of("d4"), 0, "overwrite_truncates");
	tap_eq(inode_of("d4"), inode, "overwrite_keeps_the_inode");
	tap_as(alice,
	       with_fd(native_as("d4", READ, OVERWRITE), ftruncate(fd, 0)),
	       EINVAL, "write_data_to_overwrite_is_not_cached");
	tap_eq(native_status("d4", WRITE, OVERWRITE_IF),
	       KACS_STATUS_OVERWRITTEN, "overwrite_reports");
	tap_eq(native_status("d5", READ, CREATE, .create_options = 1),
	       KACS_STATUS_CREATED, "directory_is_created");
	must(stat("d5", &st));
	tap_eq(st.st_mode, S_IFDIR | 0700, "directories_are_created_with_0700");
	tap_eq(native_status("d5", READ, OPEN_IF, .create_options = 1),
	       KACS_STATUS_OPENED, "directory_is_opened");
	tap_errno(native_as("d5", READ, OVERWRITE), EISDIR,
		  "directories_are_not_emptied");
	tap_errno(native_as("d5", READ, SUPERSEDE), EISDIR,
		  "directories_are_not_superseded");
	must(symlink("nowhere", "dangling"));
	tap_errno(native_as("dangling", READ, OPEN_IF), ENOENT,
		  "nothing_is_created_through_a_link");
	tap_ok(!exists("nowhere"), "nothing_was_created_through_a_link");
	tap_errno(native_as("dangling", READ, CREATE), EEXIST,
		  "a_link_is_a_name_that_exists");
	tap_errno(native_as("no/such", READ, OPEN_IF), ENOENT,
		  "create_needs_its_directory");

	make_directory("closed", "O:SYG:SYD:(A;;0x1200a9;;;BU)(A;;FA;;;SY)");
	tap_as(alice, native_as("closed/x", READ, CREATE), EACCES,
	       "create_needs_add_file");
	tap_as(alice, native_as("closed/x", READ, CREATE, .create_options = 1),
	       EACCES, "mkdir_needs_add_subdirectory");

	/* Whoever creates here may not read what he created. */
	make_directory(
		"dropbox",
		"O:SYG:SYD:(A;OI;FA;;;SY)(A;OICIIO;0x2;;;BU)(A;;0x26;;;BU)");
	tap_as(alice, native_as("dropbox/x", READ, CREATE), EACCES,
	       "the_new_descriptor_decides");
	tap_ok(!exists("dropbox/x"), "a_refused_creation_is_rolled_back");
	tap_as(alice,
	       native_as("dropbox/dir", READ, CREATE, .create_options = 1),
	       EACCES, "the_new_descriptor_decides_for_directories");
	tap_ok(!exists("dropbox/dir"), "a_refused_directory_is_rolled_back");
	tap_as(alice, native_as("dropbox/x", WRITE, CREATE), 0,
	       "what_the_new_descriptor_grants_opens");
}

static int native_sd(const char *path, uint32_t access, uint32_t disposition,
		     const char *sddl)
{
	size_t len;
	uint8_t *sd = sd_bytes(sddl, &len);
	struct kacs_open_how how = {.desired_access = access,
				    .create_disposition = disposition,
				    .sd_ptr = (uintptr_t)sd,
				    .sd_len = (uint32_t)len};
	int fd = native(path, how);
	int saved = errno;

	free(sd);
	errno = saved;
	return fd;
}

static void test_creator_sd(void)
{
	int low = token_for(.user = ALICE, .integrity = "medium",
			    .privileges = SE(SECURITY));
	int restore = token_for(.user = ALICE, .privileges = SE(RESTORE));
	int owners = token_for(.user = ALICE,
			       .groups = GROUP_WITH(CONTRACTORS,
						    "\"enabled\",\"owner\""));

	make_directory("csd", "O:SYG:SYD:(A;OICI;FA;;;BU)(A;OICI;FA;;;SY)");
	tap_as(alice,
	       native_sd("csd/a", READ, KACS_FILE_CREATE,
			 "D:P(A;;FA;;;" ALICE ")(A;;FA;;;SY)"),
	       0, "creator_descriptor_without_owner");
	tap_str(sd_text("csd/a", OGD),
		"O:" ALICE "G:" ALICE "D:P(A;;FA;;;" ALICE ")(A;;FA;;;SY)",
		"creator_descriptor_gets_the_creators_owner");
	tap_as(bob, native_open("csd/a", READ), EACCES,
	       "creator_descriptor_decides");
	tap_as(alice,
	       native_sd("csd/b", READ, KACS_FILE_CREATE,
			 "O:" BOB "D:(A;;FA;;;BU)"),
	       EPERM, "foreign_owner_is_refused");
	tap_as(restore,
	       native_sd("csd/b", READ, KACS_FILE_CREATE,
			 "O:" BOB "D:(A;;FA;;;BU)"),
	       0, "restore_privilege_lifts_the_owner_rule");
	tap_as(owners,
	       native_sd("csd/c", READ, KACS_FILE_CREATE,
			 "O:" CONTRACTORS "D:(A;;FA;;;BU)"),
	       0, "owner_group_may_own");
	tap_as(alice,
	       native_sd("csd/d", READ, KACS_FILE_CREATE,
			 "D:(A;;FA;;;BU)S:(ML;;NW;;;LW)"),
	       EPERM, "sacl_needs_the_security_privilege");
	tap_as(low,
	       native_sd("csd/d", READ, KACS_FILE_CREATE,
			 "D:(A;;FA;;;BU)S:(ML;;NW;;;LW)"),
	       0, "security_privilege_gives_a_sacl");
	tap_as(low,
	       native_sd("csd/e", READ, KACS_FILE_CREATE,
			 "D:(A;;FA;;;BU)S:(ML;;NW;;;HI)"),
	       EPERM, "label_above_the_own_level_is_refused");
	tap_ok(!exists("csd/e"), "refused_label_creates_nothing");
	tap_as(alice,
	       native_sd("csd/a", READ, KACS_FILE_OPEN_IF, "D:(A;;FA;;;BU)"),
	       EINVAL, "creator_descriptor_for_an_existing_file");
	tap_as(alice,
	       native_sd("csd/c", READ, KACS_FILE_OVERWRITE_IF,
			 "D:(A;;FA;;;BU)"),
	       EINVAL, "creator_descriptor_to_overwrite");
	tap_as(alice,
	       native_sd("csd/a", READ, KACS_FILE_OPEN, "D:(A;;FA;;;BU)"),
	       EINVAL, "creator_descriptor_to_open");
	tap_as(alice,
	       native_sd("csd/f", READ, KACS_FILE_CREATE,
			 "D:(A;;0x2;;;BU)(D;;FA;;;OW)"),
	       EACCES, "creator_descriptor_is_checked");
	tap_ok(!exists("csd/f"), "creator_descriptor_refused_rolls_back");
}

static void test_supersede(void)
{
	ino_t inode;
	int fd;

	make_directory(
		"sup",
		"O:SYG:SYD:(A;OICI;FA;;;SY)(A;OICI;0x1200a9;;;BU)(A;;0x2;;;BU)");
	make_file("sup/a", "O:SYG:SYD:(A;;0x10001;;;" ALICE ")(A;;0x1;;;" BOB
			   ")(A;;FA;;;SY)");
	must(link("sup/a", "sup/hard"));
	inode = inode_of("sup/a");
	tap_as(bob, native_as("sup/a", READ, SUPERSEDE), EACCES,
	       "supersede_needs_delete");
	tap_eq(inode_of("sup/a"), inode, "refused_supersede_keeps_the_file");
	tap_as(alice, native_as("sup/a", KACS_FILE_WRITE_DATA, SUPERSEDE),
	       EACCES, "the_successor_must_grant_the_handle");
	tap_eq(inode_of("sup/a"), inode, "refused_successor_keeps_the_file");
	tap_eq(size_of("sup/a"), 8, "refused_successor_keeps_the_data");
	fd = (int)must(open("sup/a", O_RDONLY));
	tap_as(alice, native_as("sup/a", READ, SUPERSEDE), 0,
	       "supersede_with_delete");
	tap_ok(inode_of("sup/a") != inode, "supersede_makes_a_new_inode");
	tap_eq(inode_of("sup/hard"), inode, "other_names_keep_the_old_inode");
	tap_eq(size_of("sup/a"), 0, "the_successor_is_empty");
	tap_eq(read(fd, (char[8]){0}, 8), 8, "open_handles_keep_the_old_file");
	close(fd);
	tap_eq(native_status("sup/a", READ, SUPERSEDE), KACS_STATUS_SUPERSEDED,
	       "supersede_reports");
	tap_eq(native_status("sup/new", READ, SUPERSEDE), KACS_STATUS_CREATED,
	       "supersede_of_nothing_creates");
	tap_eq(system("test $(ls -a sup | grep -c kacs-) = 0"), 0,
	       "no_temporary_names_are_left");
}

static int claim(const char *path, uint32_t disposition)
{
	return native(path, (struct kacs_open_how){
				    .desired_access = READ | WRITE,
				    .create_disposition = disposition,
				    .create_options =
					    KACS_CREATE_OPT_DELETE_ON_CLOSE});
}

static void test_delete_on_close(void)
{
	int fd, copy;

	make_directory(
		"doc",
		"O:SYG:SYD:(A;OICI;FA;;;SY)(A;OICI;0x3;;;BU)(A;;0x2;;;BU)");
	tap_errno(claim("doc", KACS_FILE_OPEN), EOPNOTSUPP,
		  "directories_are_not_deleted_on_close");
	make_file("doc/a", "O:SYG:SYD:(A;;0x3;;;BU)(A;;FA;;;SY)");
	tap_as(alice, claim("doc/a", KACS_FILE_OPEN), EACCES,
	       "delete_on_close_needs_delete");
	tap_ok(exists("doc/a"), "refused_delete_on_close_keeps_the_file");
	fd = claim("doc/a", KACS_FILE_OPEN);
	tap_errno(fd, 0, "delete_on_close_opens");
	tap_ok(exists("doc/a"), "the_file_stays_while_open");
	tap_errno(open("doc/a", O_RDONLY), EACCES, "later_opens_are_refused");
	tap_errno(native_open("doc/a", READ), EACCES,
		  "later_native_opens_are_refused");
	tap_errno(claim("doc/a", KACS_FILE_OPEN), EACCES,
		  "a_second_claim_is_refused");
	copy = dup(fd);
	close(fd);
	tap_ok(exists("doc/a"), "a_duplicate_keeps_the_file");
	close(copy);
	tap_ok(!exists("doc/a"), "the_last_close_deletes");
	fd = claim("doc/t", KACS_FILE_CREATE);
	tap_errno(fd, 0, "a_temporary_file");
	tap_errno(write(fd, "x", 1), 0, "a_temporary_file_is_written");
	close(fd);
	tap_ok(!exists("doc/t"), "a_temporary_file_is_deleted");
	fd = claim("doc/r", KACS_FILE_CREATE);
	must(fd);
	must(rename("doc/r", "doc/renamed"));
	close(fd);
	tap_ok(exists("doc/renamed"), "a_name_that_is_gone_is_not_deleted");
	tap_errno(open("doc/renamed", O_RDONLY), 0, "a_closed_claim_is_over");
	fd = claim("doc/u", KACS_FILE_CREATE);
	must(unlink("doc/u"));
	make_file("doc/u", "O:SYG:SYD:(A;;FA;;;SY)");
	close(fd);
	tap_ok(exists("doc/u"), "another_file_of_the_name_is_not_deleted");
	make_file("doc/s", "O:SYG:SYD:(A;;FA;;;SY)");
	fd = claim("doc/s", KACS_FILE_SUPERSEDE);
	tap_errno(fd, 0, "a_successor_that_goes");
	close(fd);
	tap_ok(!exists("doc/s"), "a_successor_is_deleted");
	make_directory(
		"doc2",
		"O:SYG:SYD:(A;OICI;FA;;;SY)(A;OICI;0x3;;;BU)(A;;0x42;;;BU)");
	make_file("doc2/a", "O:SYG:SYD:(A;;0x3;;;BU)(A;;FA;;;SY)");
	tap_as(alice, claim("doc2/a", KACS_FILE_OPEN), 0,
	       "delete_child_is_enough");
	tap_ok(!exists("doc2/a"), "exit_closes_and_deletes");
}

int main(void)
{
	meet_people("native_open");
	test_input();
	test_rights();
	test_dispositions();
	test_creator_sd();
	test_supersede();
	test_delete_on_close();
	return tap_done();
}
