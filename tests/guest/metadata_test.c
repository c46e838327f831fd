// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Attributes and extended attributes, by path and by handle: PSD-004 11.4
 * "Metadata operations", 11.5 "Xattr protection".
 */
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <sys/xattr.h>
#include "guest.h"

#define READ (KACS_FILE_READ_DATA | KACS_FILE_READ_ATTRIBUTES)
#define SD_XATTR "security.peios.sd"
#define ACL_XATTR "system.posix_acl_access"

static const struct timespec now[2] = {{.tv_nsec = UTIME_NOW},
				       {.tv_nsec = UTIME_NOW}};
static const struct timespec then[2] = {{.tv_sec = 1}, {.tv_sec = 1}};

static int do_stat(const char *path)
{
	struct stat st;

	return stat(path, &st);
}

static int do_lstat(const char *path)
{
	struct stat st;

	return lstat(path, &st);
}

static int do_statx(const char *path)
{
	struct statx st;

	return statx(AT_FDCWD, path, 0, STATX_BASIC_STATS, &st);
}

static int do_access(const char *path)
{
	return access(path, F_OK);
}

static int do_access_read(const char *path)
{
	return access(path, R_OK);
}

static int do_access_write(const char *path)
{
	return access(path, W_OK);
}

static int do_access_execute(const char *path)
{
	return access(path, X_OK);
}

static int do_faccessat2(const char *path)
{
	return (int)syscall(SYS_faccessat2, AT_FDCWD, path, R_OK, AT_EACCESS);
}

static int do_truncate(const char *path)
{
	return truncate(path, 4);
}

static int do_chmod(const char *path)
{
	return chmod(path, 0640);
}

static int do_chown(const char *path)
{
	return chown(path, 1, 1);
}

static int do_chgrp(const char *path)
{
	return lchown(path, (uid_t)-1, 1);
}

static int do_utime_now(const char *path)
{
	return utimensat(AT_FDCWD, path, now, 0);
}

static int do_utime_then(const char *path)
{
	return utimensat(AT_FDCWD, path, then, AT_SYMLINK_NOFOLLOW);
}

static int do_getxattr(const char *path)
{
	char value[16];

	return (int)getxattr(path, "user.test", value, sizeof(value));
}

static int do_setxattr(const char *path)
{
	return setxattr(path, "user.test", "new", 3, 0);
}

static int do_removexattr(const char *path)
{
	/* Present on neither side of the check. */
	return removexattr(path, "user.gone") && errno == ENODATA ? 0 : -1;
}

/* What each call needs, and nothing else. */
static const struct {
	const char *name;
	int (*call)(const char *path);
	uint32_t right;
} path_calls[] = {
	{"stat", do_stat, KACS_FILE_READ_ATTRIBUTES},
	{"lstat", do_lstat, KACS_FILE_READ_ATTRIBUTES},
	{"statx", do_statx, KACS_FILE_READ_ATTRIBUTES},
	{"access_f_ok", do_access, KACS_FILE_READ_ATTRIBUTES},
	{"access_r_ok", do_access_read, KACS_FILE_READ_DATA},
	{"access_w_ok", do_access_write, KACS_FILE_WRITE_DATA},
	{"access_x_ok", do_access_execute, KACS_FILE_EXECUTE},
	{"faccessat_eaccess", do_faccessat2, KACS_FILE_READ_DATA},
	{"truncate", do_truncate, KACS_FILE_WRITE_DATA},
	{"chmod", do_chmod, KACS_WRITE_DAC},
	{"chown", do_chown, KACS_WRITE_OWNER},
	{"lchown_of_the_group", do_chgrp, KACS_WRITE_OWNER},
	{"utimensat_now", do_utime_now, KACS_FILE_WRITE_ATTRIBUTES},
	{"utimensat_then", do_utime_then, KACS_FILE_WRITE_ATTRIBUTES},
	{"getxattr", do_getxattr, KACS_FILE_READ_EA},
	{"setxattr", do_setxattr, KACS_FILE_WRITE_EA},
	{"removexattr", do_removexattr, KACS_FILE_WRITE_EA},
};

static void test_paths(void)
{
	size_t i;

	make_file("path", NULL);
	must(setxattr("path", "user.test", "value", 5, 0));
	for (i = 0; i < sizeof(path_calls) / sizeof(*path_calls); i++) {
		must(chmod("path", 0755));
		give_rights("path", ALICE, path_calls[i].right);
		tap_as(alice, path_calls[i].call("path"), 0,
		       "%s_with_its_right", path_calls[i].name);
		give_rights("path", ALICE,
			    KACS_FILE_ALL_ACCESS & ~path_calls[i].right);
		tap_as(alice, path_calls[i].call("path"), EACCES,
		       "%s_without_its_right", path_calls[i].name);
	}
	give_rights("path", ALICE, 0);
	tap_as(alice, listxattr("path", NULL, 0), 0, "listxattr_needs_none");
}

static int do_fstat(int fd)
{
	struct stat st;

	return fstat(fd, &st);
}

static int do_fstatx(int fd)
{
	struct statx st;

	return statx(fd, "", AT_EMPTY_PATH, STATX_BASIC_STATS, &st);
}

static int do_fstatfs(int fd)
{
	struct statfs st;

	return fstatfs(fd, &st);
}

static int do_fchmod(int fd)
{
	return fchmod(fd, 0640);
}

static int do_fchown(int fd)
{
	return fchown(fd, 1, 1);
}

static int do_futimens(int fd)
{
	return futimens(fd, now);
}

static int do_fgetxattr(int fd)
{
	char value[16];

	return (int)fgetxattr(fd, "user.test", value, sizeof(value));
}

static int do_fsetxattr(int fd)
{
	return fsetxattr(fd, "user.test", "new", 3, 0);
}

static int do_fremovexattr(int fd)
{
	return fremovexattr(fd, "user.gone") && errno == ENODATA ? 0 : -1;
}

static const struct {
	const char *name;
	int (*call)(int fd);
	uint32_t right;
} handle_calls[] = {
	{"fchmod", do_fchmod, KACS_WRITE_DAC},
	{"fchown", do_fchown, KACS_WRITE_OWNER},
	{"futimens", do_futimens, KACS_FILE_WRITE_ATTRIBUTES},
	{"fgetxattr", do_fgetxattr, KACS_FILE_READ_EA},
	{"fsetxattr", do_fsetxattr, KACS_FILE_WRITE_EA},
	{"fremovexattr", do_fremovexattr, KACS_FILE_WRITE_EA},
};

/* A call on a handle whose file has lost all its rights since. */
static int after_loss(int (*call)(int fd))
{
	int fd = open("handle", O_RDONLY | O_CLOEXEC);

	if (fd < 0 || set_sd("handle", "D:"))
		return (int)OPEN_FAILED();
	return call(fd);
}

static void test_handles(void)
{
	char sddl[128];
	size_t i;

	make_file("handle", NULL);
	must(setxattr("handle", "user.test", "value", 5, 0));
	for (i = 0; i < sizeof(handle_calls) / sizeof(*handle_calls); i++) {
		/* The owner may always change the DACL back. */
		snprintf(sddl, sizeof(sddl),
			 "O:" ALICE "G:SYD:(A;;0x%x;;;" ALICE ")",
			 READ | handle_calls[i].right);
		give_sd("handle", sddl);
		tap_as(alice, after_loss(handle_calls[i].call), 0,
		       "%s_is_decided_by_the_handle", handle_calls[i].name);
		give_rights("handle", ALICE,
			    KACS_FILE_ALL_ACCESS & ~handle_calls[i].right);
		tap_as(alice,
		       with_open("handle", O_RDONLY, handle_calls[i].call(fd)),
		       EACCES, "%s_without_its_right", handle_calls[i].name);
	}
	give_rights("handle", ALICE, READ);
	tap_as(alice, with_open("handle", O_RDONLY, flistxattr(fd, NULL, 0)), 0,
	       "flistxattr_needs_none");
}

/* A native handle may lack FILE_READ_ATTRIBUTES. */
static int native(int (*call)(int fd))
{
	struct kacs_open_how how = {
		.desired_access = KACS_FILE_READ_DATA,
		.create_disposition = KACS_FILE_OPEN,
	};
	int fd = kacs_sys_open(AT_FDCWD, "handle", &how, sizeof(how), NULL);

	return fd < 0 ? (int)OPEN_FAILED() : call(fd);
}

static void test_native_handles(void)
{
	give_rights("handle", ALICE, KACS_FILE_ALL_ACCESS);
	tap_as(alice, native(do_fstat), EACCES,
	       "fstat_needs_file_read_attributes_on_the_handle");
	tap_as(alice, native(do_fstatx), EACCES,
	       "fd_statx_needs_file_read_attributes_on_the_handle");
	tap_as(alice, native(do_fstatfs), EACCES,
	       "fstatfs_needs_file_read_attributes_on_the_handle");
}

static int fd_xattr(const char *name, int operation)
{
	int fd = open("xattr", O_RDWR | O_CLOEXEC);
	char value[16];

	if (fd < 0)
		return (int)OPEN_FAILED();
	switch (operation) {
	case 'g':
		return (int)fgetxattr(fd, name, value, sizeof(value));
	case 's':
		return fsetxattr(fd, name, "value", 5, 0);
	default:
		return fremovexattr(fd, name);
	}
}

static void test_sd_xattr(void)
{
	char before[256], value[256];

	make_file("xattr", "O:" ALICE "G:SYD:(A;;FA;;;WD)");
	snprintf(before, sizeof(before), "%s", sd_text("xattr", OGD));
	tap_as(alice, getxattr("xattr", SD_XATTR, value, sizeof(value)), EACCES,
	       "descriptor_cannot_be_read_by_getxattr");
	tap_as(alice, setxattr("xattr", SD_XATTR, "value", 5, 0), EACCES,
	       "descriptor_cannot_be_written_by_setxattr");
	tap_as(alice, removexattr("xattr", SD_XATTR), EACCES,
	       "descriptor_cannot_be_removed_by_removexattr");
	tap_as(alice, fd_xattr(SD_XATTR, 'g'), EACCES,
	       "descriptor_cannot_be_read_by_fgetxattr");
	tap_as(alice, fd_xattr(SD_XATTR, 's'), EACCES,
	       "descriptor_cannot_be_written_by_fsetxattr");
	tap_as(alice, fd_xattr(SD_XATTR, 'r'), EACCES,
	       "descriptor_cannot_be_removed_by_fremovexattr");
	tap_errno(setxattr("xattr", SD_XATTR, "value", 5, 0), EACCES,
		  "descriptor_cannot_be_written_by_system_either");
	tap_errno(getxattr("xattr", SD_XATTR, value, sizeof(value)), EACCES,
		  "descriptor_cannot_be_read_by_system_either");
	tap_errno(removexattr("xattr", SD_XATTR), EACCES,
		  "descriptor_cannot_be_removed_by_system_either");
	tap_str(sd_text("xattr", OGD), before, "refused_xattrs_change_nothing");
}

/* An empty access ACL: the owner's, the group's and other entries. */
static int set_posix_acl(const char *name)
{
	static const unsigned char acl[] = {
		2, 0, 0,   0,	1,   0,	  6,  0, 255, 255, 255, 255, 4,	  0,
		4, 0, 255, 255, 255, 255, 32, 0, 4,   0,   255, 255, 255, 255,
	};

	return setxattr("acl", name, acl, sizeof(acl), 0);
}

static void test_posix_acl(void)
{
	make_directory("acl", "O:SYG:SYD:(A;;FA;;;WD)");
	tap_as(alice, set_posix_acl(ACL_XATTR), EOPNOTSUPP,
	       "posix_acls_are_refused");
	tap_as(alice, set_posix_acl("system.posix_acl_default"), EOPNOTSUPP,
	       "default_posix_acls_are_refused");
	tap_as(alice, removexattr("acl", ACL_XATTR), EOPNOTSUPP,
	       "removing_posix_acls_is_refused");
	tap_errno(set_posix_acl(ACL_XATTR), EOPNOTSUPP,
		  "posix_acls_are_refused_to_system");
	tap_ok(getxattr("acl", ACL_XATTR, NULL, 0) < 0,
	       "refused_posix_acl_is_not_there");
}

/* A capability on a file: version 2, CAP_SETUID permitted and effective. */
static int set_file_capability(void)
{
	static const unsigned char capability[20] = {1, 0, 0, 2, 128};

	return setxattr("acl", "security.capability", capability,
			sizeof(capability), 0);
}

static void test_file_capability(void)
{
	tap_as(alice, set_file_capability(), EPERM,
	       "file_capabilities_cannot_be_set");
	tap_errno(set_file_capability(), EPERM,
		  "file_capabilities_cannot_be_set_by_system");
}

static void test_writing_drops_setuid(void)
{
	struct stat st;

	make_file_with("setuid", ALICE,
		       READ | KACS_FILE_WRITE_DATA | KACS_FILE_APPEND_DATA);
	must(chmod("setuid", 04755));
	tap_as(alice, with_open("setuid", O_RDWR, write(fd, "x", 1)), 0,
	       "writing_a_setuid_file_needs_no_write_dac");
	must(stat("setuid", &st));
	tap_eq(st.st_mode & 07000, 04000,
	       "writing_keeps_the_cosmetic_setuid_bit");
}

static void test_combined_changes(void)
{
	struct stat st;

	make_file_with("combined", ALICE, KACS_WRITE_OWNER);
	must(chmod("combined", 06755));
	tap_as(alice, chown("combined", 5, 5), 0,
	       "chown_drops_setuid_without_write_dac");
	must(stat("combined", &st));
	tap_eq(st.st_uid, 5, "chown_changes_the_cosmetic_owner");
	tap_as(bob, open("combined", O_RDONLY), EACCES,
	       "cosmetic_owner_decides_nothing");
}

int main(void)
{
	meet_people("metadata");
	test_paths();
	test_handles();
	test_native_handles();
	test_sd_xattr();
	test_posix_acl();
	test_file_capability();
	test_writing_drops_setuid();
	test_combined_changes();
	return tap_done();
}
