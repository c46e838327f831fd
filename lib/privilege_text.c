// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* What each privilege is for, in a few words: 7.2. */
#include "enums.h"

#include <kacs/names.h>
#include <kacs/privilege.h>

/* clang-format off */
static const struct kacs_enum summaries[] = {
	{ KACS_SE_CREATE_TOKEN, "make tokens of anybody" },
	{ KACS_SE_ASSIGN_PRIMARY_TOKEN, "give a process another token" },
	{ KACS_SE_LOCK_MEMORY, "keep memory from being swapped out" },
	{ KACS_SE_INCREASE_QUOTA, "pass limits of resources" },
	{ KACS_SE_MACHINE_ACCOUNT, "add computers to the domain" },
	{ KACS_SE_TCB, "be part of the system itself: sessions, linked tokens, policies, mounts" },
	{ KACS_SE_SECURITY, "read and change SACLs, and read what is audited" },
	{ KACS_SE_TAKE_OWNERSHIP, "become the owner of anything" },
	{ KACS_SE_LOAD_DRIVER, "load and unload modules of the kernel" },
	{ KACS_SE_SYSTEM_PROFILE, "nothing so far; SeProfileSingleProcessPrivilege does it" },
	{ KACS_SE_SYSTEMTIME, "set the clock" },
	{ KACS_SE_PROFILE_SINGLE_PROCESS, "measure performance with perf" },
	{ KACS_SE_INCREASE_BASE_PRIORITY, "raise priorities, and choose CPUs for others" },
	{ KACS_SE_CREATE_PAGEFILE, "nothing so far; SeTcbPrivilege does it" },
	{ KACS_SE_CREATE_PERMANENT, "nothing so far" },
	{ KACS_SE_BACKUP, "read everything, to save it" },
	{ KACS_SE_RESTORE, "write everything, owners and descriptors included, to bring it back" },
	{ KACS_SE_SHUTDOWN, "shut down or restart the system" },
	{ KACS_SE_DEBUG, "look into any process that is not protected" },
	{ KACS_SE_AUDIT, "write events" },
	{ KACS_SE_SYSTEM_ENVIRONMENT, "nothing so far; descriptors guard the firmware's variables" },
	{ KACS_SE_CHANGE_NOTIFY, "pass through directories without a right to" },
	{ KACS_SE_REMOTE_SHUTDOWN, "shut down or restart the system over the network" },
	{ KACS_SE_UNDOCK, "nothing so far" },
	{ KACS_SE_SYNC_AGENT, "read all of the directory service" },
	{ KACS_SE_ENABLE_DELEGATION, "let accounts be trusted for delegation" },
	{ KACS_SE_MANAGE_VOLUME, "nothing so far; SeTcbPrivilege does it" },
	{ KACS_SE_IMPERSONATE, "act for clients that are somebody else" },
	{ KACS_SE_CREATE_GLOBAL, "nothing so far" },
	{ KACS_SE_TRUSTED_CREDMAN_ACCESS, "nothing so far" },
	{ KACS_SE_RELABEL, "change integrity labels, also to higher ones" },
	{ KACS_SE_INCREASE_WORKING_SET, "nothing so far" },
	{ KACS_SE_TIME_ZONE, "nothing so far" },
	{ KACS_SE_CREATE_SYMBOLIC_LINK, "make symbolic links" },
	{ KACS_SE_CREATE_JOB, "nothing so far" },
	{ KACS_SE_BIND_PRIVILEGED_PORT, "listen on ports below 1024" },
	{ 0, NULL },
};
/* clang-format on */

const char *kacs_privilege_summary(unsigned int bit)
{
	return kacs_enum_name(summaries, bit);
}
