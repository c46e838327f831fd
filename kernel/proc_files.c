// SPDX-License-Identifier: GPL-2.0-only
/*
 * The files of processes in /proc: PSD-004 5.3, 8.2 "/proc metadata".
 */
#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/magic.h>
#include <linux/sched/coredump.h>
#include <linux/sched/signal.h>
#include <proc/internal.h>

#include "../include/uapi/kacs/access.h"
#include "credentials.h"
#include "decision.h"
#include "denial.h"
#include "proc_files.h"
#include "process.h"

#define QUERY_LIMITED KACS_PROCESS_QUERY_LIMITED
#define QUERY KACS_PROCESS_QUERY_INFORMATION
#define SET KACS_PROCESS_SET_INFORMATION
#define VM_READ_RIGHT KACS_PROCESS_VM_READ
#define VM_WRITE_RIGHT KACS_PROCESS_VM_WRITE

struct kacs_proc_file {
	const char *name;
	u32 read;
	u32 write;   /* 0: what Linux lets only the process itself do */
	bool shared; /* the write reaches all processes with this memory */
	bool forces; /* the write reaches memory that is not writable */
};

/*
 * The last ones Linux asks ptrace about, too; they are here so that their mode
 * does not decide first. What is not here stays with mode and owner.
 */
static const struct kacs_proc_file kacs_proc_files[] = {
	{"stat", QUERY_LIMITED},
	{"statm", QUERY_LIMITED},
	{"comm", QUERY_LIMITED},
	{"wchan", QUERY_LIMITED},
	{"schedstat", QUERY_LIMITED},
	{"cpuset", QUERY_LIMITED},
	{"cgroup", QUERY_LIMITED},
	{"cpu_resctrl_groups", QUERY_LIMITED},
	{"oom_score", QUERY_LIMITED},
	{"sessionid", QUERY_LIMITED},
	{"patch_state", QUERY_LIMITED},
	{"stack_depth", QUERY_LIMITED},
	{"arch_status", QUERY_LIMITED},
	{"children", QUERY_LIMITED},

	{"cmdline", QUERY},
	{"status", QUERY},
	{"io", QUERY},
	{"limits", QUERY},
	{"personality", QUERY},
	{"syscall", QUERY},
	{"timers", QUERY},
	{"mounts", QUERY},
	{"mountinfo", QUERY},
	{"mountstats", QUERY},
	{"loginuid", QUERY},
	{"seccomp_cache", QUERY},
	{"ksm_merging_pages", QUERY},
	{"ksm_stat", QUERY},
	{"fd", QUERY},

	{"sched", QUERY, SET},
	{"autogroup", QUERY, SET},
	{"timens_offsets", QUERY, SET},
	{"timerslack_ns", QUERY, SET},
	{"coredump_filter", QUERY, SET},
	{"oom_adj", QUERY, SET, true},
	{"oom_score_adj", QUERY, SET, true},
	{"make-it-fail", QUERY, SET},
	{"fail-nth", QUERY, SET},
	{"latency", QUERY, SET},
	{"clear_refs", QUERY, SET},
	{"uid_map", QUERY, SET},
	{"gid_map", QUERY, SET},
	{"projid_map", QUERY, SET},
	{"setgroups", QUERY, SET},

	{"environ", VM_READ_RIGHT},
	{"auxv", VM_READ_RIGHT},
	{"pagemap", VM_READ_RIGHT},
	{"map_files", VM_READ_RIGHT},
	{"mem", VM_READ_RIGHT, VM_WRITE_RIGHT, .forces = true},
};

/* Only the files themselves, and directories that are for their owner alone. */
static bool kacs_is_process_file(const struct inode *inode)
{
	if (inode->i_sb->s_magic != PROC_SUPER_MAGIC || !PROC_I(inode)->pid)
		return false;
	return S_ISREG(inode->i_mode) ||
	       (S_ISDIR(inode->i_mode) &&
		(inode->i_mode & 0777) == (S_IRUSR | S_IXUSR));
}

/* Names in /proc never change. */
static const struct kacs_proc_file *kacs_proc_find(const struct dentry *dentry)
{
	int i;

	for (i = 0; i < ARRAY_SIZE(kacs_proc_files); i++)
		if (!strcmp(kacs_proc_files[i].name, dentry->d_name.name))
			return &kacs_proc_files[i];
	return NULL;
}

/*
 * Whom a change of the OOM score reaches beside the process is not asked one by
 * one, so it is refused where Linux would pass it on (8.2).
 */
static bool kacs_reaches_others(struct task_struct *task)
{
	bool reaches = false;

	task_lock(task);
	if (task->mm && !task->vfork_done)
		reaches = test_bit(MMF_MULTIPROCESS, &task->mm->flags);
	task_unlock(task);
	return reaches;
}

static int kacs_proc_refuse(struct task_struct *task)
{
	const struct kacs_denial_place where = {
		.object_type = KACS_OBJECT_PROCESS,
		.task = task,
	};

	return kacs_record_rule(KACS_RULE_SHARED_MEMORY, -EACCES, SET, &where);
}

static int kacs_proc_ask(const struct kacs_proc_file *entry,
			 struct task_struct *task, int mask)
{
	u32 desired = 0;

	if (mask & (MAY_READ | MAY_EXEC))
		desired |= entry->read;
	if (mask & MAY_WRITE)
		desired |= entry->write;
	if ((mask & MAY_WRITE) && entry->shared && kacs_reaches_others(task))
		return kacs_proc_refuse(task);
	/* Else a process could write its own code after all (5.2, WXP). */
	if ((mask & MAY_WRITE) && entry->forces &&
	    same_thread_group(task, current) &&
	    (kacs_process_mitigations(task) & KACS_MIT_WXP))
		return kacs_record_mitigation(KACS_MIT_WXP, NULL, -EACCES);
	return desired ? kacs_process_check_other(task, desired) : 0;
}

/* Those files that have a right for this use, of a process that there is. */
static bool kacs_proc_concerns(const struct kacs_proc_file *entry, int mask)
{
	return entry && (entry->write || !(mask & MAY_WRITE));
}

bool kacs_proc_decides(struct inode *inode, int mask, int *error)
{
	const struct kacs_proc_file *entry;
	struct task_struct *task;
	struct dentry *dentry;
	bool own;

	if (!(mask & (MAY_READ | MAY_WRITE | MAY_EXEC)) ||
	    !kacs_is_process_file(inode))
		return false;
	*error = -ECHILD;
	if (mask & MAY_NOT_BLOCK)
		return true;
	dentry = d_find_any_alias(inode);
	if (!dentry)
		return false;
	entry = kacs_proc_find(dentry);
	dput(dentry);
	if (!kacs_proc_concerns(entry, mask))
		return false;
	*error = -ESRCH;
	task = get_proc_task(inode);
	if (!task)
		return true;
	own = same_thread_group(task, current);
	*error = kacs_proc_ask(entry, task, mask);
	put_task_struct(task);
	return !own || *error;
}

bool kacs_proc_is_guarded(const struct file *file)
{
	return kacs_is_process_file(file_inode(file)) &&
	       kacs_proc_find(file->f_path.dentry);
}

int kacs_proc_permission(struct file *file, int mask)
{
	const struct kacs_proc_file *entry =
		kacs_proc_find(file->f_path.dentry);
	struct task_struct *task = get_proc_task(file_inode(file));
	int error;

	if (!task)
		return -ESRCH;
	error = kacs_proc_ask(entry, task, mask);
	put_task_struct(task);
	return error;
}
