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
#include "proc_files.h"
#include "sd_object.h"
#include "unmanaged.h"

bool kacs_current_administers(void)
{
	struct kacs_token_object *object = kacs_current_token();
	struct kacs_token token;
	struct kacs_sid sid;

	if (unlikely(!object))
		return false;
	if (kacs_token_identifies_only(object))
		return false;
	kacs_token_snapshot(object, &token);
	kacs_sid_well_known(KACS_SID_SYSTEM, &sid);
	if (kacs_token_has_sid(&token, &sid, true))
		return true;
	kacs_sid_well_known(KACS_SID_ADMINISTRATORS, &sid);
	return kacs_token_has_sid(&token, &sid, true);
}

/* The class of the mode that the projected ids fall into, as rwx bits. */
static unsigned int kacs_unmanaged_mode(const struct inode *inode)
{
	if (!kacs_current_acts())
		return inode->i_mode;
	if (uid_eq(current_fsuid(), inode->i_uid))
		return inode->i_mode >> 6;
	if (in_group_p(inode->i_gid))
		return inode->i_mode >> 3;
	return inode->i_mode;
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

static int kacs_unmanaged_refuse(struct inode *inode, u32 missing)
{
	const bool acts = kacs_current_acts();
	struct kacs_denial_place where = {
		.object_type = S_ISDIR(inode->i_mode) ? KACS_OBJECT_DIRECTORY
						      : KACS_OBJECT_FILE,
		.inode = inode,
		.rule = acts ? KACS_RULE_MODE : KACS_RULE_NONE,
	};

	if (!kacs_current_token())
		return -EACCES;
	return kacs_record_denial(kacs_current_token(), &kacs_sd_unmanaged,
				  &kacs_file_mapping, missing, missing, &where,
				  acts ? KACS_STEP_FIXED_RULE : KACS_STEP_GATE);
}

int kacs_unmanaged_permission(struct inode *inode, int mask)
{
	unsigned int wanted = mask & (MAY_READ | MAY_WRITE | MAY_EXEC);
	u32 missing = 0;
	int error;

	if (kacs_proc_decides(inode, mask, &error))
		return error;
	if (likely(!(wanted & ~kacs_unmanaged_mode(inode))) ||
	    kacs_is_own_process(inode) || kacs_current_administers())
		return 0;
	if (mask & MAY_NOT_BLOCK)
		return -ECHILD;
	wanted &= ~kacs_unmanaged_mode(inode);
	if (wanted & MAY_READ)
		missing |= KACS_FILE_READ_DATA;
	if (wanted & MAY_WRITE)
		missing |= KACS_FILE_WRITE_DATA;
	if (wanted & MAY_EXEC)
		missing |= KACS_FILE_EXECUTE;
	return kacs_unmanaged_refuse(inode, missing);
}

int kacs_unmanaged_change(struct inode *inode)
{
	if (kacs_current_acts() && (uid_eq(current_fsuid(), inode->i_uid) ||
				    kacs_current_administers()))
		return 0;
	return kacs_unmanaged_refuse(inode, KACS_FILE_WRITE_ATTRIBUTES);
}
