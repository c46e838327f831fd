// SPDX-License-Identifier: GPL-2.0-only
/*
 * The process as an object: its descriptor, and who may signal, trace and
 * adjust it. PSD-004 5.3, 14.1 "Process lifecycle".
 */
#include <linux/err.h>
#include <linux/file.h>
#include <linux/kacs.h>
#include <linux/pid.h>
#include <linux/ptrace.h>
#include <linux/sched/signal.h>
#include <linux/sched/task.h>
#include <linux/security.h>
#include <linux/slab.h>

#include "audit_event.h"
#include "credentials.h"
#include "decision.h"
#include "denial_record.h"
#include "mitigation.h"
#include "pip.h"
#include "process.h"
#include "stacked.h"

const struct kacs_process kacs_ordinary_process = {};

const struct kacs_task kacs_ordinary_task = {
	.process = &kacs_ordinary_process,
};

/*
 * Has any process been given a descriptor that is not the default one, or does
 * anybody want to hear of what a token does?
 */
static DEFINE_STATIC_KEY_FALSE(kacs_own_signals_asked);

static struct kacs_process *kacs_process_new(gfp_t gfp)
{
	struct kacs_process *process = kzalloc(sizeof(*process), gfp);

	if (!process)
		return NULL;
	refcount_set(&process->refs, 1);
	spin_lock_init(&process->lock);
	mutex_init(&process->setting);
	kmes_bucket_init(&process->bucket);
	return process;
}

/* Nothing but the ordinary one is never written to. */
static struct kacs_process *kacs_own_process(const struct kacs_process *process)
{
	return process == &kacs_ordinary_process
		       ? NULL
		       : (struct kacs_process *)process;
}

/*
 * Called when nobody can find any of its tasks any more: a task is freed a
 * grace period after it has left the lists.
 */
static void kacs_process_put(struct kacs_process *process)
{
	if (!process || !refcount_dec_and_test(&process->refs))
		return;
	kacs_sd_put(rcu_dereference_protected(process->sd, true));
	kfree(process);
}

struct kacs_task *kacs_task_need(struct task_struct *task, gfp_t gfp)
{
	struct kacs_task *own = READ_ONCE(task->security);
	struct kacs_task *other;

	if (own)
		return own;
	own = kzalloc(sizeof(*own), gfp);
	if (!own)
		return NULL;
	own->process = &kacs_ordinary_process;
	other = cmpxchg(&task->security, NULL, own);
	if (!other)
		return own;
	kfree(own);
	return other;
}

struct kacs_process *kacs_process_need(struct task_struct *task, gfp_t gfp)
{
	struct kacs_task *own = kacs_task_need(task, gfp);
	const struct kacs_process *other;
	struct kacs_process *process;

	if (!own)
		return NULL;
	process = kacs_own_process(READ_ONCE(own->process));
	if (process)
		return process;
	process = kacs_process_new(gfp);
	if (!process)
		return NULL;
	other = cmpxchg(&own->process, &kacs_ordinary_process, process);
	if (other == &kacs_ordinary_process)
		return process;
	kfree(process);
	return kacs_own_process(other);
}

/* Under RCU. NULL for a task that is not running yet. */
static struct kacs_sd_object *kacs_process_sd_rcu(struct task_struct *task)
{
	struct kacs_sd_object *object = rcu_dereference(kacs_process(task)->sd);
	struct kacs_token_object *token;

	if (object)
		return object;
	token = kacs_cred_token(__task_cred(task));
	return token ? token->identity->process_sd : NULL;
}

struct kacs_sd_object *kacs_process_sd(struct task_struct *task)
{
	struct kacs_sd_object *object;

	rcu_read_lock();
	do {
		object = kacs_sd_get_rcu(kacs_process_sd_rcu(task));
	} while (!object);
	rcu_read_unlock();
	return object;
}

static void kacs_process_swap_sd(struct kacs_process *process,
				 struct kacs_sd_object *object)
{
	struct kacs_sd_object *old;

	spin_lock(&process->lock);
	old = rcu_replace_pointer(process->sd, object,
				  lockdep_is_held(&process->lock));
	spin_unlock(&process->lock);
	kacs_sd_put(old);
}

void kacs_ask_own_signals(void)
{
	static_branch_enable(&kacs_own_signals_asked);
}

int kacs_process_set_sd(struct task_struct *task, struct kacs_sd_object *object)
{
	struct kacs_process *process =
		kacs_process_need(task, GFP_KERNEL_ACCOUNT);

	if (!process)
		return -ENOMEM;
	/* From then on it decides, so it is looked for first. */
	kacs_ask_own_signals();
	kacs_process_swap_sd(process, kacs_sd_get(object));
	return 0;
}

void kacs_process_reset_sd(void)
{
	struct kacs_process *process = kacs_own_process(kacs_process(current));

	if (process)
		kacs_process_swap_sd(process, NULL);
}

struct task_struct *kacs_pidfd_task(int pidfd)
{
	struct task_struct *task;
	struct pid *pid;
	CLASS(fd, f)(pidfd);

	if (fd_empty(f))
		return ERR_PTR(-EBADF);
	pid = pidfd_pid(fd_file(f));
	if (IS_ERR(pid))
		return ERR_CAST(pid);
	task = get_pid_task(pid, PIDTYPE_PID);
	return task ? task : ERR_PTR(-ESRCH);
}

/*
 * SeDebugPrivilege stands in for the descriptor, whose answer is told as it is:
 * that the privilege was used is told beside it.
 */
static int kacs_process_debugged(const struct kacs_audited *asked, u32 rights)
{
	int error =
		rights & KACS_UNAUDITED ? 0 : kacs_audit_decided(asked, NULL);
	struct kacs_audited given = *asked;

	given.desired = asked->desired & ~rights;
	return error ? error : kacs_audit_privilege(&given, KACS_SE_DEBUG);
}

/* Refused, or somebody wants to hear of it. */
static int kacs_process_decide(struct kacs_token_object *token,
			       struct kacs_sd_object *object, u32 desired,
			       u32 rights,
			       const struct kacs_denial_place *where)
{
	const struct kacs_audited asked = {
		.token = token,
		.object = object,
		.mapping = &kacs_process_mapping,
		.desired = desired,
		.place = where,
		.gfp = GFP_ATOMIC | __GFP_NOWARN,
	};

	if ((desired & ~rights) &&
	    kacs_token_use_privilege(token, KACS_SE_DEBUG))
		return kacs_process_debugged(&asked, rights);
	return kacs_decide_closely(token, object, &kacs_process_mapping,
				   desired, rights, where);
}

static noinline int kacs_process_check_closely(struct kacs_token_object *token,
					       struct task_struct *task,
					       u32 desired)
{
	const struct kacs_denial_place where = {
		.object_type = KACS_OBJECT_PROCESS,
		.task = task,
	};
	/* A record needs a descriptor that cannot go away. */
	struct kacs_sd_object *object = kacs_process_sd(task);
	int error = kacs_process_decide(
		token, object, desired,
		kacs_marked_rights(token, object, &kacs_process_mapping),
		&where);

	kacs_sd_put(object);
	return error;
}

int kacs_process_check(struct task_struct *task, u32 desired)
{
	struct kacs_token_object *token = kacs_current_token();
	struct kacs_sd_object *object;
	u32 rights;
	int error;

	if (unlikely(!token))
		return -EACCES;
	rcu_read_lock();
	object = kacs_process_sd_rcu(task);
	if (unlikely(!object)) {
		rcu_read_unlock();
		return -EACCES;
	}
	rights = kacs_marked_rights(token, object, &kacs_process_mapping);
	rcu_read_unlock();
	if (unlikely((desired | KACS_UNAUDITED) & ~rights)) {
		error = kacs_process_check_closely(token, task, desired);
		if (error)
			return error;
	}
	return kacs_check_pip(task, desired);
}

int kacs_process_check_other(struct task_struct *task, u32 desired)
{
	return same_thread_group(task, current)
		       ? 0
		       : kacs_process_check(task, desired);
}

/* 5.3: the right that a signal needs follows its default action. */
static u32 kacs_signal_right(int sig)
{
	switch (sig) {
	case 0:
		return KACS_PROCESS_QUERY_LIMITED;
	case SIGSTOP:
	case SIGTSTP:
	case SIGTTIN:
	case SIGTTOU:
	case SIGCONT:
		return KACS_PROCESS_SUSPEND_RESUME;
	case SIGCHLD:
	case SIGURG:
	case SIGWINCH:
		return KACS_PROCESS_SIGNAL;
	default:
		return KACS_PROCESS_TERMINATE;
	}
}

/*
 * A process may do anything to itself (5.3), whomever its thread impersonates,
 * unless it has been given a descriptor other than the default one. A
 * credential comes only with what is sent for somebody else.
 */
static __always_inline bool kacs_signals_itself(struct task_struct *target,
						const struct cred *cred)
{
	return !cred &&
	       (target == current || same_thread_group(target, current));
}

/* Nothing is decided, but who wants to hear of it does (10.9). */
static int kacs_audit_own_signal(u32 desired)
{
	const struct kacs_denial_place where = {
		.object_type = KACS_OBJECT_PROCESS,
		.task = current,
	};
	struct kacs_audited asked = {
		.token = kacs_current_token(),
		.mapping = &kacs_process_mapping,
		.desired = desired,
		.place = &where,
		.by_handle = true,
		.gfp = GFP_ATOMIC | __GFP_NOWARN,
	};
	int error;

	if (unlikely(!asked.token))
		return -EACCES;
	asked.object = kacs_process_sd(current);
	error = kacs_audit_unchecked(&asked);
	kacs_sd_put(asked.object);
	return error;
}

/*
 * Signals that the kernel itself sends are not decided here (5.3). @cred is
 * set when a signal is sent for somebody else, as USB does; there is no token
 * to ask then but the one on that credential, so it is refused.
 */
static int kacs_task_kill(struct task_struct *target,
			  struct kernel_siginfo *info, int sig,
			  const struct cred *cred)
{
	if (kacs_signals_itself(target, cred) &&
	    !static_branch_unlikely(&kacs_own_signals_asked))
		return 0;
	if (info == SEND_SIG_PRIV ||
	    (info != SEND_SIG_NOINFO && SI_FROMKERNEL(info)))
		return 0;
	if (unlikely(cred))
		return -EACCES;
	if (kacs_signals_itself(target, cred) &&
	    !rcu_access_pointer(kacs_process(current)->sd))
		return kacs_audit_own_signal(kacs_signal_right(sig));
	return kacs_process_check(target, kacs_signal_right(sig));
}

static int kacs_ptrace_access_check(struct task_struct *child,
				    unsigned int mode)
{
	BUILD_BUG_ON(PTRACE_MODE_GETFD &
		     (PTRACE_MODE_READ | PTRACE_MODE_ATTACH |
		      PTRACE_MODE_NOAUDIT | PTRACE_MODE_FSCREDS |
		      PTRACE_MODE_REALCREDS));
	if (mode & PTRACE_MODE_GETFD)
		return kacs_process_check_other(child, KACS_PROCESS_DUP_HANDLE);
	return kacs_process_check_other(child, mode & PTRACE_MODE_ATTACH
						       ? KACS_PROCESS_VM_WRITE
						       : KACS_PROCESS_VM_READ);
}

static int kacs_tracer_check(struct task_struct *tracer,
			     struct kacs_token_object *token,
			     struct kacs_sd_object *object)
{
	const struct kacs_denial_place where = {
		.object_type = KACS_OBJECT_PROCESS,
		.task = current,
		.subject = tracer,
	};
	u32 rights =
		kacs_rights_for(tracer, token, object, &kacs_process_mapping);
	int error;

	if (!kacs_may_be_audited(kacs_token_identity(token), object->sd))
		rights |= KACS_UNAUDITED;
	error = kacs_process_decide(token, object, KACS_PROCESS_VM_WRITE,
				    rights, &where);
	return error ? error
		     : kacs_check_pip_of(tracer, token, KACS_PROCESS_VM_WRITE);
}

/* The tracer is asked about the process that offers itself (8.2). */
static int kacs_ptrace_traceme(struct task_struct *parent)
{
	struct kacs_sd_object *object = kacs_process_sd(current);
	struct kacs_token_object *token;
	int error = -EACCES;

	rcu_read_lock();
	/* It is named in records, and marked. */
	token = kacs_cred_own_token(__task_cred(parent),
				    GFP_NOWAIT | __GFP_NOWARN);
	if (!IS_ERR_OR_NULL(token))
		error = kacs_tracer_check(parent, token, object);
	rcu_read_unlock();
	kacs_sd_put(object);
	return error;
}

static int kacs_task_setnice(struct task_struct *task, int nice)
{
	return kacs_process_check_other(task, KACS_PROCESS_SET_INFORMATION);
}

static int kacs_task_setioprio(struct task_struct *task, int ioprio)
{
	return kacs_process_check_other(task, KACS_PROCESS_SET_INFORMATION);
}

static int kacs_task_setscheduler(struct task_struct *task)
{
	return kacs_process_check_other(task, KACS_PROCESS_SET_INFORMATION);
}

static int kacs_task_movememory(struct task_struct *task)
{
	return kacs_process_check_other(task, KACS_PROCESS_SET_INFORMATION);
}

static int kacs_task_setpgid(struct task_struct *task, pid_t pgid)
{
	return kacs_process_check_other(task, KACS_PROCESS_SET_INFORMATION);
}

static int kacs_task_getpgid(struct task_struct *task)
{
	return kacs_process_check_other(task, KACS_PROCESS_QUERY_LIMITED);
}

static int kacs_task_getsid(struct task_struct *task)
{
	return kacs_process_check_other(task, KACS_PROCESS_QUERY_LIMITED);
}

static int kacs_task_getscheduler(struct task_struct *task)
{
	return kacs_process_check_other(task, KACS_PROCESS_QUERY_INFORMATION);
}

static int kacs_task_getioprio(struct task_struct *task)
{
	return kacs_process_check_other(task, KACS_PROCESS_QUERY_INFORMATION);
}

/* Linux goes on with those that are gone, and says so. */
int __kacs_pidfd_open(struct pid *pid)
{
	struct task_struct *task = get_pid_task(pid, PIDTYPE_PID);
	int error;

	if (!task)
		return 0;
	error = kacs_process_check_other(task, KACS_PROCESS_QUERY_LIMITED);
	put_task_struct(task);
	return error;
}

int __kacs_prlimit(struct task_struct *task, unsigned int flags)
{
	return kacs_process_check_other(
		task, flags & LSM_PRLIMIT_WRITE
			      ? KACS_PROCESS_SET_INFORMATION
			      : KACS_PROCESS_QUERY_INFORMATION);
}

int __kacs_perf_event_open(struct task_struct *task)
{
	int error = kacs_require_privilege(KACS_SE_PROFILE_SINGLE_PROCESS);

	return error ? error
		     : kacs_process_check_other(task,
						KACS_PROCESS_QUERY_INFORMATION);
}

/* Who is more than one thread has an object that they share. */
static int kacs_share_process(struct task_struct *task)
{
	struct kacs_process *process =
		kacs_process_need(current, GFP_KERNEL_ACCOUNT);
	struct kacs_task *own = kacs_task_need(task, GFP_KERNEL_ACCOUNT);

	if (!process || !own)
		return -ENOMEM;
	refcount_inc(&process->refs);
	own->process = process;
	own->install_sequence = kacs_task(current)->install_sequence;
	return 0;
}

/* What a new process inherits from the one that makes it (5.4). */
static int kacs_inherit_process(struct task_struct *task)
{
	const struct kacs_process *from = kacs_process(current);
	u32 mitigations = READ_ONCE(from->mitigations);
	u64 pip = READ_ONCE(from->pip);
	struct kacs_process *process;

	if (!(mitigations | pip))
		return 0;
	process = kacs_process_need(task, GFP_KERNEL_ACCOUNT);
	if (!process)
		return -ENOMEM;
	process->mitigations = mitigations;
	process->pip = pip;
	return 0;
}

/* A thread shares its process; a process gets a new one (5.4). */
static int kacs_task_alloc(struct task_struct *task, unsigned long clone_flags)
{
	int error = kacs_mitigate_fork(clone_flags);

	if (error)
		return error;
	if (unlikely(clone_flags & CLONE_THREAD || task->flags & PF_KTHREAD))
		error = kacs_thread_credentials(task);
	else
		error = kacs_fork_credentials(task);
	if (error)
		return error;
	if (unlikely(clone_flags & CLONE_THREAD))
		return kacs_share_process(task);
	/* Making a user namespace has changed the new credential. */
	if (unlikely(clone_flags & CLONE_NEWUSER))
		kacs_assert_capabilities((struct cred *)task->cred);
	return current->security ? kacs_inherit_process(task) : 0;
}

/* The memory is freed by the caller, like any module's. */
static void kacs_task_free(struct task_struct *task)
{
	struct kacs_task *own = task->security;

	if (likely(!own))
		return;
	kacs_denial_forget(own);
	kacs_stacked_forget(own);
	kacs_show_impersonated(task, NULL);
	kacs_process_put(kacs_own_process(own->process));
}

static struct security_hook_list kacs_process_hooks[] __ro_after_init = {
	LSM_HOOK_INIT(task_alloc, kacs_task_alloc),
	LSM_HOOK_INIT(task_free, kacs_task_free),
	LSM_HOOK_INIT(task_kill, kacs_task_kill),
	LSM_HOOK_INIT(ptrace_access_check, kacs_ptrace_access_check),
	LSM_HOOK_INIT(ptrace_traceme, kacs_ptrace_traceme),
	LSM_HOOK_INIT(task_setnice, kacs_task_setnice),
	LSM_HOOK_INIT(task_setioprio, kacs_task_setioprio),
	LSM_HOOK_INIT(task_setscheduler, kacs_task_setscheduler),
	LSM_HOOK_INIT(task_movememory, kacs_task_movememory),
	LSM_HOOK_INIT(task_setpgid, kacs_task_setpgid),
	LSM_HOOK_INIT(task_getpgid, kacs_task_getpgid),
	LSM_HOOK_INIT(task_getsid, kacs_task_getsid),
	LSM_HOOK_INIT(task_getscheduler, kacs_task_getscheduler),
	LSM_HOOK_INIT(task_getioprio, kacs_task_getioprio),
};

void __init kacs_add_process_hooks(void)
{
	security_add_hooks(kacs_process_hooks, ARRAY_SIZE(kacs_process_hooks),
			   &kacs_lsm_id);
}
