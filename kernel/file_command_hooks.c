// SPDX-License-Identifier: GPL-2.0-only
/*
 * ioctl() and fcntl() on a handle: which right each command needs.
 * PSD-004 11.4 "fcntl enforcement" and "ioctl enforcement".
 */
#include <linux/blkdev.h>
#include <linux/dnotify.h>
#include <linux/fcntl.h>
#include <linux/fiemap.h>
#include <linux/fs.h>
#include <linux/falloc.h>
#include <linux/fscrypt.h>
#include <linux/fsverity.h>
#include <asm/ioctls.h>
#include <uapi/linux/ext4.h>

#include "../include/uapi/kacs/access.h"
#include "credentials.h"
#include "denial.h"
#include "file.h"
#include "maker.h"
#include "signature.h"

#define KACS_ANY_DATA \
	(KACS_FILE_READ_DATA | KACS_FILE_WRITE_DATA | KACS_FILE_APPEND_DATA)
#define KACS_ANY_WRITE (KACS_FILE_WRITE_DATA | KACS_FILE_APPEND_DATA)

#define KACS_KNOWN_NOTIFY                                            \
	(DN_ACCESS | DN_MODIFY | DN_CREATE | DN_DELETE | DN_RENAME | \
	 DN_ATTRIB | DN_MULTISHOT)

/* Any of @any will do; 0: the command needs no right. */
struct kacs_command_rule {
	unsigned int command;
	u32 any;
};

static const struct kacs_command_rule kacs_ioctl_rules[] = {
	/* Local to the descriptor. */
	{FIOCLEX, 0},
	{FIONCLEX, 0},
	{FIONBIO, 0},
	{FIOASYNC, 0},
	/* The VFS's. */
	{FIBMAP, KACS_FILE_READ_DATA},
	{FIGETBSZ, KACS_FILE_READ_ATTRIBUTES},
	{FIFREEZE, KACS_FILE_WRITE_ATTRIBUTES},
	{FITHAW, KACS_FILE_WRITE_ATTRIBUTES},
	{FITRIM, KACS_FILE_WRITE_ATTRIBUTES},
	{FS_IOC_GETFSUUID, KACS_FILE_READ_ATTRIBUTES},
	{FS_IOC_GETFSSYSFSPATH, KACS_FILE_READ_ATTRIBUTES},
	/* Files and directories. */
	{FS_IOC_FIEMAP, KACS_FILE_READ_DATA},
	{FIONREAD, KACS_FILE_READ_DATA},
	{FS_IOC_GETFLAGS, KACS_FILE_READ_ATTRIBUTES},
	{FS_IOC_SETFLAGS, KACS_FILE_WRITE_ATTRIBUTES},
	{FS_IOC_GETVERSION, KACS_FILE_READ_ATTRIBUTES},
	{FS_IOC_SETVERSION, KACS_FILE_WRITE_ATTRIBUTES},
	{FS_IOC_RESVSP, KACS_ANY_WRITE},
	{FS_IOC_RESVSP64, KACS_ANY_WRITE},
	{FS_IOC_UNRESVSP, KACS_FILE_WRITE_DATA},
	{FS_IOC_UNRESVSP64, KACS_FILE_WRITE_DATA},
	{FS_IOC_ZERO_RANGE, KACS_FILE_WRITE_DATA},
	{FICLONE, KACS_FILE_WRITE_DATA},
	{FICLONERANGE, KACS_FILE_WRITE_DATA},
	{FIDEDUPERANGE, KACS_FILE_WRITE_DATA},
	{FIOQSIZE, KACS_FILE_READ_ATTRIBUTES},
	{FS_IOC_FSGETXATTR, KACS_FILE_READ_ATTRIBUTES},
	{FS_IOC_FSSETXATTR, KACS_FILE_WRITE_ATTRIBUTES},
	{FS_IOC_GETFSLABEL, KACS_FILE_READ_ATTRIBUTES},
	{FS_IOC_SETFSLABEL, KACS_FILE_WRITE_ATTRIBUTES},
	{FS_IOC_GET_ENCRYPTION_PWSALT, KACS_FILE_READ_ATTRIBUTES},
	{FS_IOC_GET_ENCRYPTION_POLICY, KACS_FILE_READ_ATTRIBUTES},
	{FS_IOC_GET_ENCRYPTION_POLICY_EX, KACS_FILE_READ_ATTRIBUTES},
	{FS_IOC_SET_ENCRYPTION_POLICY, KACS_FILE_WRITE_ATTRIBUTES},
	{FS_IOC_ADD_ENCRYPTION_KEY, KACS_FILE_WRITE_ATTRIBUTES},
	{FS_IOC_REMOVE_ENCRYPTION_KEY, KACS_FILE_WRITE_ATTRIBUTES},
	{FS_IOC_REMOVE_ENCRYPTION_KEY_ALL_USERS, KACS_FILE_WRITE_ATTRIBUTES},
	{FS_IOC_GET_ENCRYPTION_KEY_STATUS, KACS_FILE_READ_ATTRIBUTES},
	{BLKGETSIZE64, KACS_FILE_READ_ATTRIBUTES},
	{BLKFLSBUF, KACS_FILE_WRITE_DATA},
	/* Those of ext4 that change a file, whatever it was opened for. */
	{EXT4_IOC_SETVERSION, KACS_FILE_WRITE_ATTRIBUTES},
	{EXT4_IOC_MIGRATE, KACS_FILE_WRITE_DATA},
	{EXT4_IOC_ALLOC_DA_BLKS, KACS_ANY_WRITE},
	{EXT4_IOC_MOVE_EXT, KACS_FILE_WRITE_DATA},
	{EXT4_IOC_CLEAR_ES_CACHE, KACS_FILE_WRITE_ATTRIBUTES},
	{FS_IOC_ENABLE_VERITY, KACS_FILE_WRITE_DATA},
	/* 32-bit forms of the same commands. */
	{FS_IOC32_GETFLAGS, KACS_FILE_READ_ATTRIBUTES},
	{FS_IOC32_SETFLAGS, KACS_FILE_WRITE_ATTRIBUTES},
	{FS_IOC32_GETVERSION, KACS_FILE_READ_ATTRIBUTES},
	{FS_IOC32_SETVERSION, KACS_FILE_WRITE_ATTRIBUTES},
};

/* fcntl() commands but F_SETFL and F_NOTIFY; what is not here is refused. */
static const struct kacs_command_rule kacs_fcntl_rules[] = {
	/* Local to the descriptor or to the handle. */
	{F_CREATED_QUERY, 0},
	{F_DUPFD, 0},
	{F_DUPFD_CLOEXEC, 0},
	{F_DUPFD_QUERY, 0},
	{F_GETFD, 0},
	{F_SETFD, 0},
	{F_GETFL, 0},
	{F_GETOWN, 0},
	{F_GETOWN_EX, 0},
	{F_GETOWNER_UIDS, 0},
	{F_GETSIG, 0},
	{F_SETOWN, 0},
	{F_SETOWN_EX, 0},
	{F_SETSIG, 0},
	/* Decided by the file_lock hook, which sees the type of the lock. */
	{F_SETLK, 0},
	{F_SETLKW, 0},
	{F_OFD_SETLK, 0},
	{F_OFD_SETLKW, 0},
	{F_SETLEASE, 0},
	/* The state of the object. */
	{F_GETLK, KACS_ANY_DATA},
	{F_OFD_GETLK, KACS_ANY_DATA},
	{F_GETLEASE, KACS_FILE_READ_ATTRIBUTES},
	{F_GETPIPE_SZ, KACS_FILE_READ_ATTRIBUTES},
	{F_SETPIPE_SZ, KACS_FILE_WRITE_ATTRIBUTES},
	{F_GET_SEALS, KACS_FILE_READ_ATTRIBUTES},
	{F_ADD_SEALS, KACS_FILE_WRITE_ATTRIBUTES},
	{F_GET_RW_HINT, KACS_FILE_READ_ATTRIBUTES},
	{F_GET_FILE_RW_HINT, KACS_FILE_READ_ATTRIBUTES},
	{F_SET_RW_HINT, KACS_FILE_WRITE_ATTRIBUTES},
	{F_SET_FILE_RW_HINT, KACS_FILE_WRITE_ATTRIBUTES},
};

static const struct kacs_command_rule *
kacs_find_rule(const struct kacs_command_rule *rules, u32 count,
	       unsigned int command)
{
	u32 i;

	for (i = 0; i < count; i++)
		if (rules[i].command == command)
			return &rules[i];
	return NULL;
}

static int kacs_apply_rule(struct file *file,
			   const struct kacs_command_rule *rule,
			   const char *operation)
{
	return rule->any ? kacs_file_check_any(file, rule->any, operation) : 0;
}

/* Commands that take a right to write, but change nothing of the one file. */
static const unsigned int kacs_harmless_ioctls[] = {
	FIFREEZE,
	FITHAW,
	FITRIM,
	FS_IOC_SETFSLABEL,
	FS_IOC_ADD_ENCRYPTION_KEY,
	FS_IOC_REMOVE_ENCRYPTION_KEY,
	FS_IOC_REMOVE_ENCRYPTION_KEY_ALL_USERS,
	/* Of terminals: programs ask every file whether it is one. */
	TCGETS,
	TIOCGWINSZ,
};

/* Of what is pinned only commands that are known to leave it alone (6.1). */
static bool kacs_may_change(unsigned int command,
			    const struct kacs_command_rule *rule)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(kacs_harmless_ioctls); i++)
		if (kacs_harmless_ioctls[i] == command)
			return false;
	return !rule ||
	       (rule->any & (KACS_ANY_WRITE | KACS_FILE_WRITE_ATTRIBUTES));
}

/* What nobody knows, or can look into, is refused (11.4). */
static int kacs_refuse_command(struct file *file)
{
	return kacs_record_file_rule(KACS_RULE_UNKNOWN_COMMAND,
				     file_inode(file), file->f_path.dentry, 0,
				     -EACCES);
}

/*
 * It overwrites a second file, by a handle that is named in memory of the
 * caller's: nobody could look at that one but ext4, which takes it for any that
 * writes. Defragmenting is left to administrators.
 */
static bool kacs_writes_elsewhere(unsigned int command)
{
	return command == EXT4_IOC_MOVE_EXT &&
	       !kacs_administers(KACS_MAKER_WRITE);
}

/* What is not classified takes any right to the data (11.4). */
static int kacs_file_ioctl(struct file *file, unsigned int command,
			   unsigned long arg)
{
	const struct kacs_command_rule *rule;
	struct inode *inode = file_inode(file);

	if (unlikely(kacs_is_pinned(inode)) &&
	    kacs_may_change(command,
			    kacs_find_rule(kacs_ioctl_rules,
					   ARRAY_SIZE(kacs_ioctl_rules),
					   command)))
		return kacs_check_pinned(inode, file->f_path.dentry);
	if (!(kacs_file(file)->flags & KACS_FILE_MANAGED))
		return 0;
	if (unlikely(kacs_writes_elsewhere(command)))
		return kacs_refuse_command(file);
	rule = kacs_find_rule(kacs_ioctl_rules, ARRAY_SIZE(kacs_ioctl_rules),
			      command);
	return rule ? kacs_apply_rule(file, rule, "file.ioctl")
		    : kacs_file_check_any(file, KACS_ANY_DATA, "file.ioctl");
}

/* A handle that may only append keeps O_APPEND; O_NOATIME hides reading. */
static int kacs_set_flags(struct file *file, unsigned long flags)
{
	int error = 0;

	if ((file->f_flags & O_APPEND) && !(flags & O_APPEND) &&
	    (kacs_file(file)->granted & KACS_ANY_WRITE))
		error = kacs_file_check(file, KACS_FILE_WRITE_DATA,
					"file.fcntl");
	if (!error && !(file->f_flags & O_NOATIME) && (flags & O_NOATIME))
		error = kacs_file_check(file, KACS_FILE_WRITE_ATTRIBUTES,
					"file.fcntl");
	return error;
}

static int kacs_notify(struct file *file, unsigned long events)
{
	if (events & ~(unsigned long)KACS_KNOWN_NOTIFY)
		return kacs_refuse_command(file);
	if (!(events & ~(unsigned long)DN_MULTISHOT))
		return 0;
	return kacs_file_check(file, KACS_FILE_LIST_DIRECTORY, "file.fcntl");
}

static int kacs_file_fcntl(struct file *file, unsigned int command,
			   unsigned long arg)
{
	const struct kacs_command_rule *rule;

	if (!(kacs_file(file)->flags & KACS_FILE_MANAGED))
		return 0;
	if (command == F_SETFL)
		return kacs_set_flags(file, arg);
	if (command == F_NOTIFY)
		return kacs_notify(file, arg);
	rule = kacs_find_rule(kacs_fcntl_rules, ARRAY_SIZE(kacs_fcntl_rules),
			      command);
	return rule ? kacs_apply_rule(file, rule, "file.fcntl")
		    : kacs_refuse_command(file);
}

static struct security_hook_list kacs_file_command_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(file_ioctl, kacs_file_ioctl),
	LSM_HOOK_INIT(file_ioctl_compat, kacs_file_ioctl),
	LSM_HOOK_INIT(file_fcntl, kacs_file_fcntl),
};

void __init kacs_add_file_command_hooks(void)
{
	security_add_hooks(kacs_file_command_hooks,
			   ARRAY_SIZE(kacs_file_command_hooks), &kacs_lsm_id);
}
