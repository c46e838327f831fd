// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * SELinux, enforcing Debian's policy: the program runs in user_t, the domain
 * of an ordinary login, on files that such a user makes.
 */
#include <stdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/xattr.h>
#include <unistd.h>

#include "guest.h"
#include "guest_init.h"

#define SELINUX_FS "/sys/fs/selinux"
#define USER_DOMAIN "user_u:user_r:user_t:s0"
#define USER_FILE "user_u:object_r:user_tmp_t:s0"
#define PROGRAM "system_u:object_r:bin_t:s0"
#define SHADOW "system_u:object_r:shadow_t:s0"

static int policy_loaded;

static void label(const char *path, const char *context)
{
	if (setxattr(path, "security.selinux", context, strlen(context) + 1,
		     0) != 0)
		fail(path);
}

/* Without a policy SELinux allows everything; the host says so then. */
static void load(void)
{
	size_t size;
	void *policy;

	if (mount("selinuxfs", SELINUX_FS, "selinuxfs", 0, NULL) != 0)
		fail(SELINUX_FS);
	if (access("/selinux.policy", R_OK) != 0)
		return;
	policy = load_file("/selinux.policy", &size);
	write_file(SELINUX_FS "/load", policy, size);
	policy_loaded = 1;
}

static void label_root(void)
{
	if (policy_loaded)
		label(BENCH_ROOT, USER_FILE);
}

static void label_tree(void)
{
	static const char *const files[] = {BENCH_DIR1, BENCH_DIR, BENCH_FILE};

	if (!policy_loaded)
		return;
	for (size_t i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		label(files[i], USER_FILE);
	label(BENCH_PROGRAM, PROGRAM);
	label(BENCH_TARGET, PROGRAM);
	label(BENCH_REFUSED, SHADOW);
}

/*
 * Before execve, not by it: what is open must have been opened in the domain
 * that it is used in, the program's own file too.
 */
static void enter_domain(void)
{
	if (policy_loaded)
		write_file("/proc/self/attr/current", USER_DOMAIN,
			   strlen(USER_DOMAIN));
}

/*
 * Only now: the policy has no way from the kernel's own domain straight to an
 * ordinary user's, which a login would take in steps.
 */
static void enforce(void)
{
	if (policy_loaded)
		write_file(SELINUX_FS "/enforce", "1", 1);
}

static void describe(void)
{
	char enforcing[8];

	read_file(SELINUX_FS "/enforce", enforcing, sizeof(enforcing));
	printf("bench: mode\t%s\n", !policy_loaded	  ? "no policy"
				    : enforcing[0] == '1' ? "enforcing"
							  : "permissive");
}

const struct module module_selinux = {
	.name = "selinux",
	.load = load,
	.label_root = label_root,
	.label_tree = label_tree,
	.enter_domain = enter_domain,
	.enforce = enforce,
	.describe = describe,
};
