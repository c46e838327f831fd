// SPDX-License-Identifier: GPL-2.0-only
/*
 * Views of the kernel's own state.
 */
#include <linux/cred.h>
#include <linux/fs.h>
#include <linux/magic.h>
#include <linux/sched/signal.h>
#include <proc/internal.h>

#include "credentials.h"
#include "denial.h"
#include "maker.h"
#include "proc_files.h"
#include "sd_object.h"
#include "unmanaged.h"

/* The bits of the mode of the class that the projected ids are in, as rwx. */
static unsigned int kacs_unmanaged_class(const struct inode *inode)
{
	if (kacs_has_uid(inode->i_uid))
		return inode->i_mode >> 6;
	if (kacs_has_gid(inode->i_gid))
		return inode->i_mode >> 3;
	return inode->i_mode;
}

/*
 * Those that count: as far as the token may act as its user, or others may as
 * well.
 */
static unsigned int kacs_unmanaged_mode(const struct inode *inode,
					unsigned int wanted)
{
	unsigned int others = inode->i_mode;
	unsigned int own = kacs_unmanaged_class(inode);

	if (likely(!(wanted & ~(own & others))) ||
	    kacs_acts_as_user(kacs_maker_rights(wanted & ~others)))
		return own;
	return own & others;
}

/* Which rule has refused these bits? */
static u32 kacs_unmanaged_rule(const struct inode *inode, unsigned int refused)
{
	return !(refused & ~kacs_unmanaged_class(inode)) && kacs_in_sandbox()
		       ? KACS_RULE_SANDBOX
		       : KACS_RULE_MODE;
}

/*
 * /proc/PID of the own process. Its files turn root's when the process is not
 * dumpable, as after installing a token; Linux lets a process keep them.
 */
static bool kacs_is_own_process(struct inode *inode)
{
	struct task_struct *task;
	bool own;

	if (inode->i_sb->s_magic != PROC_SUPER_MAGIC || !PROC_I(inode)->pid)
		return false;
	rcu_read_lock();
	task = pid_task(proc_pid(inode), PIDTYPE_PID);
	own = task && same_thread_group(task, current);
	rcu_read_unlock();
	return own;
}

int kacs_unmanaged_permission(struct inode *inode, int mask)
{
	unsigned int wanted = mask & (MAY_READ | MAY_WRITE | MAY_EXEC);
	u32 missing = 0;
	int error;

	if (kacs_proc_decides(inode, mask, &error))
		return error;
	wanted &= ~kacs_unmanaged_mode(inode, wanted);
	if (likely(!wanted) || kacs_is_own_process(inode) ||
	    kacs_administers(kacs_maker_rights(wanted)))
		return 0;
	if (mask & MAY_NOT_BLOCK)
		return -ECHILD;
	if (wanted & MAY_READ)
		missing |= KACS_FILE_READ_DATA;
	if (wanted & MAY_WRITE)
		missing |= KACS_FILE_WRITE_DATA;
	if (wanted & MAY_EXEC)
		missing |= KACS_FILE_EXECUTE;
	return kacs_record_file_rule(kacs_unmanaged_rule(inode, wanted), inode,
				     NULL, missing, -EACCES);
}

int kacs_unmanaged_change(struct inode *inode)
{
	if (kacs_administers(KACS_MAKER_WRITE) ||
	    (kacs_has_uid(inode->i_uid) && kacs_acts_as_user(KACS_MAKER_WRITE)))
		return 0;
	return kacs_record_file_rule(
		kacs_has_uid(inode->i_uid) && kacs_in_sandbox()
			? KACS_RULE_SANDBOX
			: KACS_RULE_OWNER,
		inode, NULL, KACS_FILE_WRITE_ATTRIBUTES, -EACCES);
}

/* CAP_FOWNER is everybody's, so Linux's own rule never holds (12.2). */
int kacs_unmanaged_remove(const struct inode *dir, struct inode *inode)
{
	if (likely(!(dir->i_mode & S_ISVTX)) || kacs_has_uid(dir->i_uid))
		return 0;
	return kacs_unmanaged_change(inode);
}
