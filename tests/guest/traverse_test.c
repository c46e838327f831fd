// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Walking paths: PSD-004 11.4 "Directory traversal", 11.5 "Missing SDs".
 */
#include <sys/syscall.h>
#include "guest.h"

#define READ (KACS_FILE_READ_DATA | KACS_FILE_READ_ATTRIBUTES)
#define TRAVERSE KACS_FILE_TRAVERSE

static int walker, stopper; /* Alice with and without SeChangeNotify */

static void make_tree(void)
{
	walker = token_for(.user = ALICE);
	stopper = token_for(.user = ALICE, .bare = true);
	give_sd(".", "D:(A;;FA;;;SY)(A;;FRFX;;;WD)");
	make_directory("a", NULL);
	make_directory("a/b", NULL);
	make_file_with("a/b/file", ALICE, READ);
	give_rights("a/b", ALICE, TRAVERSE);
	give_rights("a", ALICE, TRAVERSE);
}

static void test_walk(void)
{
	tap_as(stopper, open("a/b/file", O_RDONLY), 0,
	       "path_walk_with_file_traverse");
	give_rights("a", ALICE, KACS_FILE_ALL_ACCESS & ~TRAVERSE);
	tap_as(stopper, open("a/b/file", O_RDONLY), EACCES,
	       "path_walk_without_file_traverse_is_refused");
	tap_as(walker, open("a/b/file", O_RDONLY), 0,
	       "change_notify_privilege_bypasses_traverse_checks");
	give_rights("a", ALICE, TRAVERSE);
	give_rights("a/b", ALICE, 0);
	tap_as(stopper, open("a/b/file", O_RDONLY), EACCES,
	       "path_walk_checks_every_directory");
	tap_as(stopper, access("a/b/file", R_OK), EACCES,
	       "access_walks_like_open");
	tap_as(stopper, open("a/b/../b/file", O_RDONLY), EACCES,
	       "dot_dot_is_walked_as_well");
	tap_as(stopper, open("a/b/none", O_RDONLY), EACCES,
	       "names_in_a_barred_directory_are_not_told");
	tap_as(walker, open("a/b/none", O_RDONLY), ENOENT,
	       "names_are_told_to_those_who_may_walk");
}

/* SeChangeNotify on the token but not enabled. */
static void test_disabled_privilege(void)
{
	int asleep = token_for(.user = ALICE, .bare = true,
			       .disabled = SE(CHANGE_NOTIFY));

	tap_as(asleep, open("a/b/file", O_RDONLY), EACCES,
	       "disabled_change_notify_privilege_does_not_bypass");
	close(asleep);
}

static int change_with(const char *path, int flags)
{
	int fd = open(path, flags | O_CLOEXEC);

	return fd < 0 ? (int)OPEN_FAILED() : fchdir(fd);
}

/* The final directory is no intermediate one: the privilege does not help. */
static void test_chdir(void)
{
	give_rights("a/b", ALICE, TRAVERSE);
	tap_as(walker, chdir("a/b"), 0, "chdir_needs_file_traverse");
	give_rights("a/b", ALICE, KACS_FILE_ALL_ACCESS & ~TRAVERSE);
	tap_as(walker, chdir("a/b"), EACCES,
	       "chdir_is_not_bypassed_by_change_notify");
	tap_as(walker, change_with("a/b", O_PATH), EACCES,
	       "fchdir_of_o_path_is_not_bypassed_by_change_notify");
	give_rights("a/b", ALICE, TRAVERSE);
	tap_as(walker, change_with("a/b", O_PATH), 0,
	       "fchdir_of_o_path_needs_file_traverse");
}

static int fchdir_after_loss(void)
{
	int fd = open("a/b", O_RDONLY | O_CLOEXEC);

	if (fd < 0 || set_sd("a/b", "D:"))
		return (int)OPEN_FAILED();
	return fchdir(fd);
}

static int native_fchdir(void)
{
	struct kacs_open_how how = {
		.desired_access = KACS_FILE_LIST_DIRECTORY,
		.create_disposition = KACS_FILE_OPEN,
		.create_options = KACS_CREATE_OPT_DIRECTORY,
	};
	int fd = kacs_sys_open(AT_FDCWD, "a/b", &how, sizeof(how), NULL);

	return fd < 0 ? (int)OPEN_FAILED() : fchdir(fd);
}

static void test_fchdir(void)
{
	give_sd("a/b", "O:" ALICE "G:SYD:(A;;FRFX;;;" ALICE ")");
	tap_as(walker, fchdir_after_loss(), 0, "fchdir_asks_the_handle");
	give_rights("a/b", ALICE, KACS_FILE_ALL_ACCESS);
	tap_as(walker, native_fchdir(), EACCES,
	       "fchdir_without_file_traverse_on_the_handle");
}

static void test_chroot(void)
{
	int trusted = token_for(.user = ALICE, .privileges = SE(TCB));

	give_rights("a/b", ALICE, KACS_FILE_ALL_ACCESS & ~TRAVERSE);
	tap_as(walker, chroot("a/b"), EACCES,
	       "chroot_is_not_bypassed_by_change_notify");
	tap_as(trusted, chroot("a/b"), EACCES, "chroot_is_not_bypassed_by_tcb");
	give_rights("a/b", ALICE, TRAVERSE);
	tap_as(walker, chroot("a/b"), EPERM,
	       "chroot_needs_the_privilege_for_cap_sys_chroot");
	tap_as(trusted, chroot("a/b"), 0, "chroot_needs_file_traverse");
	close(trusted);
}

static void test_symbolic_links(void)
{
	give_rights("a/b", ALICE, TRAVERSE);
	must(symlink("a/b/file", "link"));
	give_rights("link", ALICE, 0);
	tap_as(stopper, open("link", O_RDONLY), 0,
	       "following_a_link_needs_no_right_to_it");
	give_rights("a/b", ALICE, 0);
	tap_as(stopper, open("link", O_RDONLY), EACCES,
	       "path_of_a_link_is_walked_too");
}

static void test_handles(void)
{
	char handle[sizeof(struct file_handle) + MAX_HANDLE_SZ];
	struct file_handle *name = (struct file_handle *)handle;
	int mount_id, mount;

	name->handle_bytes = MAX_HANDLE_SZ;
	give_rights("a/b/file", ALICE, READ);
	must(name_to_handle_at(AT_FDCWD, "a/b/file", name, &mount_id, 0));
	mount = (int)must(open("/tmp", O_RDONLY | O_DIRECTORY | O_CLOEXEC));
	tap_as(walker, open_by_handle_at(mount, name, O_RDONLY), 0,
	       "open_by_handle_needs_change_notify_and_the_files_rights");
	tap_as(stopper, open_by_handle_at(mount, name, O_RDONLY), EPERM,
	       "open_by_handle_without_change_notify");
	tap_as(walker, open_by_handle_at(mount, name, O_RDWR), EACCES,
	       "open_by_handle_without_the_files_rights");
	close(mount);
}

int main(void)
{
	meet_people("traverse");
	make_tree();
	test_walk();
	test_disabled_privilege();
	test_chdir();
	test_fchdir();
	test_chroot();
	test_symbolic_links();
	test_handles();
	return tap_done();
}
