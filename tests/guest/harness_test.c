// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * That the guest itself is what the other programs take for granted.
 */
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>
#include "tap.h"

#define PROC_MAGIC 0x9fa0
#define SYSFS_MAGIC 0x62656572
#define SECURITYFS_MAGIC 0x73636673
#define TMPFS_MAGIC 0x01021994

static long magic_of(const char *path)
{
	struct statfs fs;

	return statfs(path, &fs) ? -1 : (long)fs.f_type;
}

int main(void)
{
	char cwd[16] = "";

	tap_eq(magic_of("/proc"), PROC_MAGIC, "proc_is_mounted");
	tap_eq(magic_of("/sys"), SYSFS_MAGIC, "sysfs_is_mounted");
	tap_eq(magic_of("/sys/kernel/security"), SECURITYFS_MAGIC,
	       "securityfs_is_mounted");
	tap_eq(magic_of("/tmp"), TMPFS_MAGIC, "tmp_is_a_tmpfs");
	tap_str(getcwd(cwd, sizeof(cwd)), "/tmp", "tests_start_in_tmp");
	tap_errno(access("/dev/null", R_OK | W_OK), 0, "dev_null_is_there");
	return tap_done();
}
