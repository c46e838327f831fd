// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Making, linking, removing and renaming names: PSD-004 14.1 "File open and
 * create" and "Link operations".
 */
#include <linux/fs.h>
#include <sys/socket.h>
#include <sys/un.h>
#include "guest.h"

#define ADD_FILE KACS_FILE_ADD_FILE
#define ADD_DIRECTORY KACS_FILE_ADD_SUBDIRECTORY
#define DELETE_CHILD KACS_FILE_DELETE_CHILD
#define DELETE KACS_DELETE

/* A directory in which Alice has these rights and nobody else any. */
static void directory_for(const char *path, uint32_t rights)
{
	make_directory_with(path, ALICE, rights);
}

static int bind_socket(const char *path)
{
	struct sockaddr_un address = {.sun_family = AF_UNIX};
	int fd = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);

	snprintf(address.sun_path, sizeof(address.sun_path), "%s", path);
	return bind(fd, (struct sockaddr *)&address, sizeof(address));
}

static int make_temporary(const char *directory)
{
	return open(directory, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
}

static void test_create(void)
{
	int bare = token_for(.user = ALICE, .bare = true,
			     .privileges = SE(CHANGE_NOTIFY));

	directory_for("files", ADD_FILE);
	directory_for("directories", ADD_DIRECTORY);
	directory_for("neither", KACS_FILE_GENERIC_READ);

	tap_as(alice, open("files/a", O_WRONLY | O_CREAT, 0600), 0,
	       "open_o_creat_needs_file_add_file");
	tap_as(alice, open("directories/a", O_WRONLY | O_CREAT, 0600), EACCES,
	       "open_o_creat_without_file_add_file");
	tap_as(alice, mkdir("directories/d", 0700), 0,
	       "mkdir_needs_file_add_subdirectory");
	tap_as(alice, mkdir("files/d", 0700), EACCES,
	       "mkdir_without_file_add_subdirectory");
	tap_as(alice, mknod("files/fifo", S_IFIFO | 0600, 0), 0,
	       "mkfifo_needs_file_add_file");
	tap_as(alice, mknod("directories/fifo", S_IFIFO | 0600, 0), EACCES,
	       "mkfifo_without_file_add_file");
	tap_as(alice, mknod("files/regular", S_IFREG | 0600, 0), 0,
	       "mknod_of_a_regular_file_needs_file_add_file");
	tap_as(alice, mknod("neither/regular", S_IFREG | 0600, 0), EACCES,
	       "mknod_of_a_regular_file_without_file_add_file");
	tap_as(alice, mknod("files/device", S_IFCHR | 0600, 0x103), EPERM,
	       "mknod_of_a_device_needs_the_privilege_for_cap_mknod");
	tap_as(alice, bind_socket("files/socket"), 0,
	       "bind_to_a_path_needs_file_add_file");
	tap_as(alice, bind_socket("neither/socket"), EACCES,
	       "bind_to_a_path_without_file_add_file");
	tap_as(alice, symlink("target", "files/link"), 0,
	       "symlink_needs_file_add_file_and_the_privilege");
	tap_as(alice, symlink("target", "neither/link"), EACCES,
	       "symlink_without_file_add_file");
	tap_as(bare, symlink("target", "files/link2"), EPERM,
	       "symlink_without_the_privilege");
	tap_as(alice, make_temporary("files"), 0,
	       "o_tmpfile_needs_file_add_file");
	tap_as(alice, make_temporary("neither"), EACCES,
	       "o_tmpfile_without_file_add_file");
	close(bare);
}

static void test_readlink(void)
{
	char target[16];

	must(symlink("target", "readlink"));
	give_rights("readlink", ALICE, KACS_FILE_READ_DATA);
	tap_as(alice, readlink("readlink", target, sizeof(target)), 0,
	       "readlink_needs_file_read_data");
	tap_as(bob, readlink("readlink", target, sizeof(target)), EACCES,
	       "readlink_without_file_read_data");
}

/* The rights that decide a removal, on the object and on its directory. */
static void test_remove(void)
{
	static const struct {
		const char *name;
		uint32_t own;
		uint32_t parent;
		int expected;
	} cases[] = {
		{"with_delete_on_the_object", DELETE, 0, 0},
		{"with_delete_child_on_the_parent", 0, DELETE_CHILD, 0},
		{"with_neither", KACS_FILE_ALL_ACCESS & ~DELETE,
		 KACS_FILE_ALL_ACCESS & ~DELETE_CHILD, EACCES},
		{"with_delete_on_the_parent", 0, DELETE, EACCES},
		{"with_delete_child_on_the_object", DELETE_CHILD, 0, EACCES},
	};
	size_t i;

	make_directory("remove", NULL);
	for (i = 0; i < sizeof(cases) / sizeof(*cases); i++) {
		remove_file("remove/file");
		rmdir("remove/directory");
		make_file_with("remove/file", ALICE, cases[i].own);
		directory_for("remove/directory", cases[i].own);
		give_rights("remove", ALICE, cases[i].parent);
		tap_as(alice, unlink("remove/file"), cases[i].expected,
		       "unlink_%s", cases[i].name);
		tap_as(alice, rmdir("remove/directory"), cases[i].expected,
		       "rmdir_%s", cases[i].name);
	}
}

static void test_sticky(void)
{
	directory_for("sticky", DELETE_CHILD);
	must(chmod("sticky", 01777));
	make_file("sticky/of_system", "O:SYG:SYD:(A;;FA;;;SY)");
	tap_as(alice, unlink("sticky/of_system"), 0,
	       "sticky_bit_has_no_effect");
	directory_for("shared", ADD_FILE);
	make_file("shared/of_alice", "O:" ALICE "G:SYD:(A;;FA;;;SY)");
	must(chown("shared/of_alice", 1001, 1001));
	tap_as(alice, unlink("shared/of_alice"), EACCES,
	       "owning_a_file_is_no_right_to_remove_it");
}

static void test_link(void)
{
	make_file_with("source", ALICE, KACS_FILE_WRITE_ATTRIBUTES);
	directory_for("links", ADD_FILE);
	tap_as(alice, link("source", "links/a"), 0,
	       "link_needs_file_add_file_and_file_write_attributes");
	give_rights("links", ALICE, KACS_FILE_ALL_ACCESS & ~ADD_FILE);
	tap_as(alice, link("source", "links/b"), EACCES,
	       "link_without_file_add_file");
	give_rights("links", ALICE, ADD_FILE);
	give_rights("source", ALICE,
		    KACS_FILE_ALL_ACCESS & ~KACS_FILE_WRITE_ATTRIBUTES);
	tap_as(alice, link("source", "links/b"), EACCES,
	       "link_without_file_write_attributes");
}

/* A file and a directory, each movable by Alice, between two directories. */
static void prepare_rename(uint32_t own, uint32_t from, uint32_t to)
{
	remove_file("from/file");
	remove_file("to/file");
	rmdir("from/directory");
	rmdir("to/directory");
	rmdir("from");
	rmdir("to");
	make_directory("from", NULL);
	make_directory("to", NULL);
	make_file_with("from/file", ALICE, own);
	directory_for("from/directory", own);
	give_rights("from", ALICE, from);
	give_rights("to", ALICE, to);
}

static void test_rename(void)
{
	prepare_rename(DELETE, 0, ADD_FILE);
	tap_as(alice, rename("from/file", "to/file"), 0,
	       "rename_needs_delete_and_file_add_file");
	prepare_rename(0, DELETE_CHILD, ADD_FILE);
	tap_as(alice, rename("from/file", "to/file"), 0,
	       "rename_takes_delete_child_on_the_source_parent");
	prepare_rename(0, ADD_FILE, ADD_FILE | DELETE_CHILD);
	tap_as(alice, rename("from/file", "to/file"), EACCES,
	       "rename_without_a_right_to_remove_the_source");
	prepare_rename(DELETE, 0, ADD_DIRECTORY);
	tap_as(alice, rename("from/file", "to/file"), EACCES,
	       "rename_of_a_file_needs_file_add_file");
	tap_as(alice, rename("from/directory", "to/directory"), 0,
	       "rename_of_a_directory_needs_file_add_subdirectory");
	prepare_rename(DELETE, 0, ADD_FILE);
	tap_as(alice, rename("from/directory", "to/directory"), EACCES,
	       "rename_of_a_directory_without_file_add_subdirectory");
	prepare_rename(DELETE, ADD_FILE, 0);
	tap_as(alice, rename("from/file", "from/other"), 0,
	       "rename_within_a_directory_needs_file_add_file_there");
	must(rename("from/other", "from/file"));
	give_rights("from", ALICE, DELETE_CHILD);
	tap_as(alice, rename("from/file", "from/other"), EACCES,
	       "rename_within_a_directory_without_file_add_file");
}

static void test_rename_overwrite(void)
{
	prepare_rename(DELETE, 0, ADD_FILE);
	make_file_with("to/file", ALICE, 0);
	tap_as(alice, rename("from/file", "to/file"), EACCES,
	       "rename_over_a_file_needs_a_right_to_remove_it");
	give_rights("to/file", ALICE, DELETE);
	tap_as(alice, rename("from/file", "to/file"), 0,
	       "rename_over_a_file_with_delete_on_it");
	prepare_rename(DELETE, 0, ADD_FILE | DELETE_CHILD);
	make_file_with("to/file", ALICE, 0);
	tap_as(alice, rename("from/file", "to/file"), 0,
	       "rename_over_a_file_with_delete_child_on_its_parent");
	prepare_rename(DELETE, 0, ADD_FILE);
	make_file_with("to/file", ALICE, 0);
	tap_as(alice,
	       renameat2(AT_FDCWD, "from/file", AT_FDCWD, "to/file",
			 RENAME_NOREPLACE),
	       EEXIST, "rename_noreplace_over_a_file_is_linux_to_refuse");
	remove_file("to/file");
	tap_as(alice,
	       renameat2(AT_FDCWD, "from/file", AT_FDCWD, "to/file",
			 RENAME_NOREPLACE),
	       0, "rename_noreplace_needs_what_rename_needs");
}

static int exchange(void)
{
	return renameat2(AT_FDCWD, "from/file", AT_FDCWD, "to/file",
			 RENAME_EXCHANGE);
}

static void test_rename_exchange(void)
{
	prepare_rename(DELETE, ADD_FILE, ADD_FILE);
	make_file_with("to/file", ALICE, DELETE);
	tap_as(alice, exchange(), 0,
	       "exchange_needs_delete_on_both_and_file_add_file_in_both");
	give_rights("from", ALICE, 0);
	tap_as(alice, exchange(), EACCES,
	       "exchange_without_file_add_file_in_the_first");
	give_rights("from", ALICE, ADD_FILE);
	give_rights("to", ALICE, 0);
	tap_as(alice, exchange(), EACCES,
	       "exchange_without_file_add_file_in_the_second");
	give_rights("to", ALICE, ADD_FILE);
	give_rights("to/file", ALICE, 0);
	tap_as(alice, exchange(), EACCES,
	       "exchange_without_delete_on_the_second");
	give_rights("to/file", ALICE, DELETE);
	give_rights("from/file", ALICE, 0);
	tap_as(alice, exchange(), EACCES,
	       "exchange_without_delete_on_the_first");
	give_rights("from", ALICE, ADD_FILE | DELETE_CHILD);
	tap_as(alice, exchange(), 0,
	       "exchange_takes_delete_child_for_one_of_them");
}

static void test_rename_rest(void)
{
	char before[512];

	prepare_rename(KACS_FILE_ALL_ACCESS, KACS_FILE_ALL_ACCESS,
		       KACS_FILE_ALL_ACCESS);
	tap_as(alice,
	       renameat2(AT_FDCWD, "from/file", AT_FDCWD, "to/file",
			 RENAME_WHITEOUT),
	       EOPNOTSUPP, "rename_whiteout_is_not_supported");
	tap_errno(renameat2(AT_FDCWD, "from/file", AT_FDCWD, "to/file",
			    RENAME_WHITEOUT),
		  EOPNOTSUPP, "rename_whiteout_is_not_supported_for_system");
	give_sd("to", "D:(A;OICI;FA;;;WD)");
	snprintf(before, sizeof(before), "%s", sd_text("from/file", OGD));
	must(rename("from/file", "to/file"));
	tap_str(sd_text("to/file", OGD), before, "rename_keeps_the_descriptor");
}

static int link_temporary(const char *directory, const char *name)
{
	int fd = make_temporary(directory);

	if (fd < 0)
		return (int)OPEN_FAILED();
	return linkat(fd, "", AT_FDCWD, name, AT_EMPTY_PATH);
}

static void test_temporary(void)
{
	make_directory("temporary", "O:SYG:SYD:(A;;FA;;;" ALICE
				    ")(A;OIIO;FA;;;CO)(A;OIIO;FR;;;BU)");
	tap_as(alice, link_temporary("temporary", "temporary/linked"), 0,
	       "linkat_gives_a_temporary_file_a_name");
	tap_str(sd_text("temporary/linked", OGD),
		"O:" ALICE "G:" ALICE "D:AI(A;ID;FA;;;" ALICE ")(A;ID;FR;;;BU)",
		"o_tmpfile_inherits_from_its_directory");
	give_sd("temporary", "D:(A;;0x3;;;" ALICE ")(A;OIIO;FR;;;BU)");
	tap_as(alice, make_temporary("temporary"), EACCES,
	       "o_tmpfile_is_opened_by_its_own_descriptor");
}

static void test_unmanaged(void)
{
	tap_as(alice, mkdir("/proc/none", 0700), ENOENT,
	       "proc_has_its_own_rules");
	tap_as(alice, mkdir("/sys/fs/cgroup/none", 0700), EACCES,
	       "unmanaged_directories_keep_their_modes");
}

int main(void)
{
	meet_people("namespace");
	test_create();
	test_readlink();
	test_remove();
	test_sticky();
	test_link();
	test_rename();
	test_rename_overwrite();
	test_rename_exchange();
	test_rename_rest();
	test_temporary();
	test_unmanaged();
	return tap_done();
}
