// SPDX-License-Identifier: GPL-2.0-only
/*
 * What the module shows of itself in /sys/kernel/security/kacs, and of tokens
 * in /proc. PSD-004 13.4.
 */
#include <linux/err.h>
#include <linux/fs.h>
#include <linux/init.h>
#include <linux/kacs.h>
#include <linux/module.h>
#include <linux/security.h>
#include <linux/sched/task.h>
#include <linux/seq_file.h>
#include <proc/internal.h>

#include "../include/uapi/kacs/token.h"
#include "credentials.h"
#include "decision.h"
#include "library_paths.h"
#include "process.h"
#include "sd_builder.h"
#include "sd_object.h"
#include "session.h"

/* Of the list of sessions: SYSTEM and Administrators may read it. */
static struct kacs_sd_object *kacs_sessions_sd;

static u64 kacs_session_count(void)
{
	struct kacs_session *session;
	u64 count = 0, id = 0;

	while ((session = kacs_session_from(id))) {
		id = session->id + 1;
		kacs_session_put(session);
		count++;
	}
	return count;
}

static int kacs_stats_show(struct seq_file *seq, void *unused)
{
	seq_printf(seq, "sd_objects %llu\n", kacs_sd_count());
	seq_printf(seq, "sessions %llu\n", kacs_session_count());
	return 0;
}
DEFINE_SHOW_ATTRIBUTE(kacs_stats);

/* The position in the list is the id of a session, so that it keeps its place. */
static void *kacs_sessions_start(struct seq_file *seq, loff_t *pos)
{
	struct kacs_session *session = kacs_session_from(*pos);

	if (session)
		*pos = session->id;
	return session;
}

static void *kacs_sessions_next(struct seq_file *seq, void *at, loff_t *pos)
{
	kacs_session_put(at);
	++*pos;
	return kacs_sessions_start(seq, pos);
}

static void kacs_sessions_stop(struct seq_file *seq, void *at)
{
	if (at)
		kacs_session_put(at);
}

static void kacs_put_hex(struct seq_file *seq, const u8 *bytes, u32 len)
{
	u32 i;

	for (i = 0; i < len; i++)
		seq_printf(seq, "%02x", bytes[i]);
}

static int kacs_sessions_show(struct seq_file *seq, void *at)
{
	const struct kacs_session *session = at;

	seq_printf(seq, "session_id=%llu user_sid=", session->id);
	kacs_put_hex(seq, session->user.bytes, session->user.len);
	seq_printf(seq, " logon_type=%u auth_package=", session->logon_type);
	kacs_put_hex(seq, session->bytes, session->package_len);
	seq_printf(seq, " created_at=%llu\n", session->created_at);
	return 0;
}

static const struct seq_operations kacs_sessions_operations = {
	.start = kacs_sessions_start,
	.next = kacs_sessions_next,
	.stop = kacs_sessions_stop,
	.show = kacs_sessions_show,
};

static int kacs_sessions_open(struct inode *inode, struct file *file)
{
	struct kacs_denial_place where = {
		.object_type = KACS_OBJECT_FILE,
		.inode = inode,
		.dentry = file->f_path.dentry,
		.privilege_intent = KACS_BACKUP_INTENT | KACS_RESTORE_INTENT,
	};
	struct kacs_token_object *token = kacs_current_token();
	int error = -EACCES;

	if (token)
		error = kacs_decide(token, kacs_sessions_sd, &kacs_file_mapping,
				    KACS_FILE_READ_DATA, &where);
	return error ? error : seq_open(file, &kacs_sessions_operations);
}

static const struct file_operations kacs_sessions_fops = {
	.owner = THIS_MODULE,
	.open = kacs_sessions_open,
	.read = seq_read,
	.llseek = seq_lseek,
	.release = seq_release,
};

/* Handles on tokens that can be queried and nothing else. */
static int kacs_self_open(struct inode *inode, struct file *file)
{
	struct kacs_token_object *token =
		kacs_cred_own_token(current_cred(), GFP_KERNEL);

	if (IS_ERR(token))
		return PTR_ERR(token);
	if (!token)
		return -EACCES;
	file->private_data = kacs_token_get(token);
	return 0;
}

static long kacs_inspect_ioctl(struct file *file, unsigned int command,
			       unsigned long arg)
{
	if (command != KACS_IOC_QUERY)
		return -ENOTTY;
	return kacs_token_query(file->private_data, (void __user *)arg);
}

static int kacs_inspect_release(struct inode *inode, struct file *file)
{
	kacs_token_put(file->private_data);
	return 0;
}

static const struct file_operations kacs_self_fops = {
	.owner = THIS_MODULE,
	.open = kacs_self_open,
	.unlocked_ioctl = kacs_inspect_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.release = kacs_inspect_release,
};

static int
kacs_proc_open(struct inode *inode, struct file *file,
	       struct kacs_token_object *(*token)(struct task_struct *))
{
	struct kacs_token_object *object;
	struct task_struct *task;
	int error;

	if (!kacs_enabled)
		return -ENOENT;
	task = get_proc_task(inode);
	if (!task)
		return -ESRCH;
	/* A process may always look at itself. */
	error = kacs_process_check_other(task, KACS_PROCESS_QUERY_INFORMATION);
	object = error ? ERR_PTR(error) : token(task);
	put_task_struct(task);
	if (IS_ERR(object))
		return PTR_ERR(object);
	file->private_data = object;
	return 0;
}

static int kacs_process_token_open(struct inode *inode, struct file *file)
{
	return kacs_proc_open(inode, file, kacs_process_token);
}

static int kacs_thread_token_open(struct inode *inode, struct file *file)
{
	return kacs_proc_open(inode, file, kacs_thread_token);
}

const struct file_operations kacs_process_token_operations = {
	.open = kacs_process_token_open,
	.unlocked_ioctl = kacs_inspect_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.release = kacs_inspect_release,
	.llseek = noop_llseek,
};

const struct file_operations kacs_thread_token_operations = {
	.open = kacs_thread_token_open,
	.unlocked_ioctl = kacs_inspect_ioctl,
	.compat_ioctl = compat_ptr_ioctl,
	.release = kacs_inspect_release,
	.llseek = noop_llseek,
};

static int __init kacs_make_sessions_sd(void)
{
	const struct kacs_rule rules[] = {
		kacs_rule_allow(0, KACS_FILE_READ_DATA, KACS_SID_SYSTEM),
		kacs_rule_allow(0, KACS_FILE_READ_DATA,
				KACS_SID_ADMINISTRATORS),
	};
	struct kacs_sid system;

	kacs_sid_well_known(KACS_SID_SYSTEM, &system);
	kacs_sessions_sd = kacs_sd_build(&system, &system, rules,
					 ARRAY_SIZE(rules), GFP_KERNEL);
	return PTR_ERR_OR_ZERO(kacs_sessions_sd);
}

static int __init kacs_inspect_init(void)
{
	static const struct {
		const char *name;
		umode_t mode;
		const struct file_operations *fops;
	} files[] = {
		{"stats", 0444, &kacs_stats_fops},
		{"sessions", 0444, &kacs_sessions_fops},
		{"self", 0444, &kacs_self_fops},
		{"library_paths", 0644, &kacs_library_paths_fops},
	};
	struct dentry *directory, *file;
	int error, i;

	if (!kacs_enabled)
		return 0;
	error = kacs_make_sessions_sd();
	if (error)
		return error;
	directory = securityfs_create_dir("kacs", NULL);
	if (IS_ERR(directory))
		return PTR_ERR(directory);
	for (i = 0; i < ARRAY_SIZE(files); i++) {
		file = securityfs_create_file(files[i].name, files[i].mode,
					      directory, NULL, files[i].fops);
		if (IS_ERR(file)) {
			securityfs_recursive_remove(directory);
			return PTR_ERR(file);
		}
	}
	return 0;
}
fs_initcall(kacs_inspect_init);
