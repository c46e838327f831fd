// SPDX-License-Identifier: GPL-2.0-only
/*
 * Which file systems the handle model covers, and what it makes of files
 * without a descriptor. PSD-004 11.1, 11.5.
 */
#include <linux/fs.h>
#include <linux/spinlock.h>
#include <linux/string.h>

#include "mount_policy.h"
#include "sd_object.h"

static DEFINE_SPINLOCK(kacs_mount_lock);

struct kacs_classification {
	const char *type; /* file system type name */
	u8 policy;
	bool in_memory;
};

/* What is not listed keeps descriptors: KACS_MOUNT_POLICY_DENY_MISSING, on a
 * medium. */
static const struct kacs_classification kacs_classifications[] = {
	/* Views of the kernel's own state. */
	{"autofs", KACS_MOUNT_POLICY_UNMANAGED, true},
	{"binfmt_misc", KACS_MOUNT_POLICY_UNMANAGED, true},
	{"bpf", KACS_MOUNT_POLICY_UNMANAGED, true},
	{"cgroup", KACS_MOUNT_POLICY_UNMANAGED, true},
	{"cgroup2", KACS_MOUNT_POLICY_UNMANAGED, true},
	{"configfs", KACS_MOUNT_POLICY_UNMANAGED, true},
	{"debugfs", KACS_MOUNT_POLICY_UNMANAGED, true},
	{"efivarfs", KACS_MOUNT_POLICY_UNMANAGED, true},
	{"fusectl", KACS_MOUNT_POLICY_UNMANAGED, true},
	{"nsfs", KACS_MOUNT_POLICY_UNMANAGED, true},
	{"proc", KACS_MOUNT_POLICY_UNMANAGED, true},
	{"pstore", KACS_MOUNT_POLICY_UNMANAGED, true},
	{"resctrl", KACS_MOUNT_POLICY_UNMANAGED, true},
	{"rpc_pipefs", KACS_MOUNT_POLICY_UNMANAGED, true},
	{"securityfs", KACS_MOUNT_POLICY_UNMANAGED, true},
	{"selinuxfs", KACS_MOUNT_POLICY_UNMANAGED, true},
	{"sysfs", KACS_MOUNT_POLICY_UNMANAGED, true},
	{"tracefs", KACS_MOUNT_POLICY_UNMANAGED, true},
	/* Made empty by the kernel: nothing on them can have had a descriptor. */
	{"devpts", KACS_MOUNT_POLICY_DENY_MISSING, true},
	{"devtmpfs", KACS_MOUNT_POLICY_DENY_MISSING, true},
	{"hugetlbfs", KACS_MOUNT_POLICY_DENY_MISSING, true},
	{"mqueue", KACS_MOUNT_POLICY_DENY_MISSING, true},
	{"ramfs", KACS_MOUNT_POLICY_DENY_MISSING, true},
	{"rootfs", KACS_MOUNT_POLICY_DENY_MISSING, true},
	{"tmpfs", KACS_MOUNT_POLICY_DENY_MISSING, true},
	/* Foreign media and remote file systems: no place for a descriptor. */
	{"9p", KACS_MOUNT_POLICY_SYNTHESIZE_EPHEMERAL, false},
	{"afs", KACS_MOUNT_POLICY_SYNTHESIZE_EPHEMERAL, false},
	{"cifs", KACS_MOUNT_POLICY_SYNTHESIZE_EPHEMERAL, false},
	{"exfat", KACS_MOUNT_POLICY_SYNTHESIZE_EPHEMERAL, false},
	{"hfs", KACS_MOUNT_POLICY_SYNTHESIZE_EPHEMERAL, false},
	{"hfsplus", KACS_MOUNT_POLICY_SYNTHESIZE_EPHEMERAL, false},
	{"iso9660", KACS_MOUNT_POLICY_SYNTHESIZE_EPHEMERAL, false},
	{"msdos", KACS_MOUNT_POLICY_SYNTHESIZE_EPHEMERAL, false},
	{"nfs", KACS_MOUNT_POLICY_SYNTHESIZE_EPHEMERAL, false},
	{"nfs4", KACS_MOUNT_POLICY_SYNTHESIZE_EPHEMERAL, false},
	{"ntfs3", KACS_MOUNT_POLICY_SYNTHESIZE_EPHEMERAL, false},
	{"smb3", KACS_MOUNT_POLICY_SYNTHESIZE_EPHEMERAL, false},
	{"udf", KACS_MOUNT_POLICY_SYNTHESIZE_EPHEMERAL, false},
	{"vfat", KACS_MOUNT_POLICY_SYNTHESIZE_EPHEMERAL, false},
};

static struct kacs_classification kacs_classify(const struct super_block *sb)
{
	struct kacs_classification other = {
		.policy = KACS_MOUNT_POLICY_DENY_MISSING,
	};
	int i;

	/* Pipes, sockets, memfds: reached by handle, never by path. */
	if (sb->s_flags & SB_NOUSER)
		return (struct kacs_classification){
			.policy = KACS_MOUNT_POLICY_UNMANAGED,
			.in_memory = true,
		};
	for (i = 0; i < ARRAY_SIZE(kacs_classifications); i++)
		if (!strcmp(sb->s_type->name, kacs_classifications[i].type))
			return kacs_classifications[i];
	return other;
}

/*
 * Racing classifiers write the same answer; the policy is written last, and
 * never over one that has been set.
 */
u32 kacs_mount_classify(const struct super_block *sb)
{
	struct kacs_superblock *blob = kacs_superblock(sb);
	struct kacs_classification answer = kacs_classify(sb);
	u8 other;

	blob->in_memory = answer.in_memory;
	other = cmpxchg(&blob->policy, 0, answer.policy);
	return other ? other : answer.policy;
}

void kacs_mount_rules_get(const struct super_block *sb,
			  struct kacs_mount_rules *rules)
{
	const struct kacs_superblock *blob = kacs_superblock(sb);

	kacs_mount_policy(sb);
	spin_lock(&kacs_mount_lock);
	rules->policy = blob->policy;
	rules->generation = blob->generation;
	rules->template = blob->template ? kacs_sd_get(blob->template) : NULL;
	spin_unlock(&kacs_mount_lock);
}

void kacs_mount_rules_put(struct kacs_mount_rules *rules)
{
	kacs_sd_put(rules->template);
}

int kacs_mount_set_policy(struct super_block *sb, u32 policy,
			  struct kacs_sd_object *template)
{
	struct kacs_superblock *blob = kacs_superblock(sb);
	struct kacs_sd_object *old = NULL;
	int error = 0;

	if (kacs_mount_policy(sb) == KACS_MOUNT_POLICY_UNMANAGED)
		return -EOPNOTSUPP;
	if (policy == KACS_MOUNT_POLICY_SYNTHESIZE_PERSISTENT && !sb->s_xattr)
		return -EOPNOTSUPP;
	spin_lock(&kacs_mount_lock);
	if (blob->generation == U32_MAX) {
		error = -ENOSPC;
	} else {
		old = blob->template;
		blob->template = template ? kacs_sd_get(template) : NULL;
		smp_store_release(&blob->policy, policy);
		WRITE_ONCE(blob->generation, blob->generation + 1);
	}
	spin_unlock(&kacs_mount_lock);
	kacs_sd_put(old);
	return error;
}

static void kacs_sb_free_security(struct super_block *sb)
{
	kacs_sd_put(kacs_superblock(sb)->template);
}

static struct security_hook_list kacs_mount_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(sb_free_security, kacs_sb_free_security),
};

void __init kacs_add_mount_hooks(void)
{
	security_add_hooks(kacs_mount_hooks, ARRAY_SIZE(kacs_mount_hooks),
			   &kacs_lsm_id);
}
