// SPDX-License-Identifier: GPL-2.0-only
/*
 * The module: whether it runs, its blobs, its hooks.
 */
#define pr_fmt(fmt) "kacs: " fmt

#include <linux/kacs.h>
#include <linux/lsm_hooks.h>
#include <uapi/linux/lsm.h>

#include "credentials.h"
#include "file.h"
#include "inode_sd.h"
#include "ipc.h"
#include "key.h"
#include "kmes.h"
#include "lsm.h"
#include "mount_policy.h"
#include "process.h"
#include "session.h"
#include "socket.h"
#include "token.h"

DEFINE_STATIC_KEY_FALSE(kacs_active);

bool kacs_enabled __ro_after_init;

const struct lsm_id kacs_lsm_id = {
	.name = "kacs",
	.id = LSM_ID_KACS,
};

/*
 * Sizes before security_init(), offsets after. Nothing for credentials, which
 * have the token beside their blob, and nothing for tasks: few have anything to
 * remember, and every fork would pay for the memory. Who does uses
 * task->security for it, which is nobody else's: the other modules that keep
 * anything there are among those beside which this one does not run.
 */
struct lsm_blob_sizes kacs_blob_sizes __ro_after_init = {
	.lbs_file = sizeof(struct kacs_file),
	.lbs_inode = sizeof(struct kacs_inode),
	.lbs_superblock = sizeof(struct kacs_superblock),
	.lbs_ipc = sizeof(struct kacs_ipc),
	.lbs_key = sizeof(struct kacs_key),
	.lbs_sock = sizeof(struct kacs_socket),
	.lbs_xattr_count = 1,
};

/* Modules that decide access by another model (12.2 "LSM stack invariant"). */
static const char *const kacs_rivals[] __initconst = {
	"selinux", "apparmor", "smack", "tomoyo", "bpf",
};

static bool __init kacs_is_rival(const struct lsm_info *lsm)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(kacs_rivals); i++)
		if (!strcmp(lsm->name, kacs_rivals[i]))
			return true;
	return false;
}

/* security_init() has settled who runs before it initialises anybody. */
static const struct lsm_info *__init kacs_active_rival(void)
{
	const struct lsm_info *lsm;

	for (lsm = __start_lsm_info; lsm < __end_lsm_info; lsm++)
		if (kacs_is_rival(lsm) && lsm->enabled && *lsm->enabled)
			return lsm;
	return NULL;
}

static int __init kacs_init(void)
{
	const struct lsm_info *rival = kacs_active_rival();

	if (rival) {
		pr_err("not started: %s is active and decides access by another model\n",
		       rival->name);
		return 0;
	}
	if (current->security) {
		pr_err("not started: another module keeps data of tasks\n");
		return 0;
	}
	kmes_init();
	kacs_sessions_init();
	kacs_tokens_init();
	kacs_credentials_init();
	kacs_add_credential_hooks();
	kacs_add_capability_hooks();
	kacs_add_process_hooks();
	kacs_add_mount_hooks();
	kacs_add_inode_hooks();
	kacs_add_traverse_hooks();
	kacs_add_file_hooks();
	kacs_add_file_command_hooks();
	kacs_add_delete_on_close_hooks();
	kacs_add_namespace_hooks();
	kacs_add_metadata_hooks();
	kacs_add_exec_hooks();
	kacs_add_mitigation_hooks();
	kacs_add_ipc_hooks();
	kacs_add_key_hooks();
	kacs_add_lockdown_hooks();
	kacs_add_socket_hooks();
	kacs_add_sigio_hooks();
	kacs_add_stacked_hooks();
	kacs_enabled = true;
	static_branch_enable(&kacs_active);
	pr_info("AccessCheck decides\n");
	return 0;
}

DEFINE_LSM(kacs) = {
	.name = "kacs",
	.init = kacs_init,
	.blobs = &kacs_blob_sizes,
};
