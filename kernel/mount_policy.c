// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which file systems the handle model covers. PSD-004 11.1.
 */
#include <linux/fs.h>
#include <linux/string.h>

#include "mount_policy.h"

struct kacs_classification {
	const char *type; /* file system type name */
	u8 policy;
	bool in_memory;
};

/* What is not listed keeps descriptors: KACS_MOUNT_DENY_MISSING, on a medium. */
static const struct kacs_classification kacs_classifications[] = {
	/* Views of the kernel's own state. */
	{"autofs", KACS_MOUNT_UNMANAGED, true},
	{"binfmt_misc", KACS_MOUNT_UNMANAGED, true},
	{"bpf", KACS_MOUNT_UNMANAGED, true},
	{"cgroup", KACS_MOUNT_UNMANAGED, true},
	{"cgroup2", KACS_MOUNT_UNMANAGED, true},
	{"configfs", KACS_MOUNT_UNMANAGED, true},
	{"debugfs", KACS_MOUNT_UNMANAGED, true},
	{"efivarfs", KACS_MOUNT_UNMANAGED, true},
	{"fusectl", KACS_MOUNT_UNMANAGED, true},
	{"nsfs", KACS_MOUNT_UNMANAGED, true},
	{"proc", KACS_MOUNT_UNMANAGED, true},
	{"pstore", KACS_MOUNT_UNMANAGED, true},
	{"resctrl", KACS_MOUNT_UNMANAGED, true},
	{"rpc_pipefs", KACS_MOUNT_UNMANAGED, true},
	{"securityfs", KACS_MOUNT_UNMANAGED, true},
	{"selinuxfs", KACS_MOUNT_UNMANAGED, true},
	{"sysfs", KACS_MOUNT_UNMANAGED, true},
	{"tracefs", KACS_MOUNT_UNMANAGED, true},
	/* Made empty by the kernel: nothing on them can have had a descriptor. */
	{"devpts", KACS_MOUNT_DENY_MISSING, true},
	{"devtmpfs", KACS_MOUNT_DENY_MISSING, true},
	{"hugetlbfs", KACS_MOUNT_DENY_MISSING, true},
	{"mqueue", KACS_MOUNT_DENY_MISSING, true},
	{"ramfs", KACS_MOUNT_DENY_MISSING, true},
	{"rootfs", KACS_MOUNT_DENY_MISSING, true},
	{"tmpfs", KACS_MOUNT_DENY_MISSING, true},
	/* Foreign media and remote file systems: no place for a descriptor. */
	{"9p", KACS_MOUNT_SYNTHESIZE_EPHEMERAL, false},
	{"afs", KACS_MOUNT_SYNTHESIZE_EPHEMERAL, false},
	{"cifs", KACS_MOUNT_SYNTHESIZE_EPHEMERAL, false},
	{"exfat", KACS_MOUNT_SYNTHESIZE_EPHEMERAL, false},
	{"hfs", KACS_MOUNT_SYNTHESIZE_EPHEMERAL, false},
	{"hfsplus", KACS_MOUNT_SYNTHESIZE_EPHEMERAL, false},
	{"iso9660", KACS_MOUNT_SYNTHESIZE_EPHEMERAL, false},
	{"msdos", KACS_MOUNT_SYNTHESIZE_EPHEMERAL, false},
	{"nfs", KACS_MOUNT_SYNTHESIZE_EPHEMERAL, false},
	{"nfs4", KACS_MOUNT_SYNTHESIZE_EPHEMERAL, false},
	{"ntfs3", KACS_MOUNT_SYNTHESIZE_EPHEMERAL, false},
	{"smb3", KACS_MOUNT_SYNTHESIZE_EPHEMERAL, false},
	{"udf", KACS_MOUNT_SYNTHESIZE_EPHEMERAL, false},
	{"vfat", KACS_MOUNT_SYNTHESIZE_EPHEMERAL, false},
};

static struct kacs_classification kacs_classify(const struct super_block *sb)
{
	struct kacs_classification other = {
		.policy = KACS_MOUNT_DENY_MISSING,
	};
	int i;

	/* Pipes, sockets, memfds: reached by handle, never by path. */
	if (sb->s_flags & SB_NOUSER)
		return (struct kacs_classification){
			.policy = KACS_MOUNT_UNMANAGED,
			.in_memory = true,
		};
	for (i = 0; i < ARRAY_SIZE(kacs_classifications); i++)
		if (!strcmp(sb->s_type->name, kacs_classifications[i].type))
			return kacs_classifications[i];
	return other;
}

/* Racing classifiers write the same answer; the policy is written last. */
enum kacs_mount_policy kacs_mount_classify(const struct super_block *sb)
{
	struct kacs_superblock *blob = kacs_superblock(sb);
	struct kacs_classification answer = kacs_classify(sb);

	blob->in_memory = answer.in_memory;
	smp_store_release(&blob->policy, answer.policy);
	return answer.policy;
}
