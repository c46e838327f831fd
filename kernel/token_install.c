// SPDX-License-Identifier: GPL-2.0-only
/*
 * Replacing the primary token of a whole process: PSD-004 4.3, 13.2.
 *
 * The caller switches at once and leaves its siblings a work item each, which
 * they run in their own context before they return to user space. A thread that
 * is being created meanwhile has its creator's old credential and no work item;
 * so each thread that converges looks for such stragglers once more. Every
 * INSTALL has a number, and of two that meet on a thread the later one wins.
 */
#include <linux/list.h>
#include <linux/sched/signal.h>
#include <linux/sched/user.h>
#include <linux/slab.h>
#include <linux/task_work.h>

#include "credentials.h"
#include "process.h"

struct kacs_install {
	struct callback_head work;
	struct list_head spare;		 /* while it is on nobody */
	struct kacs_token_object *token; /* a reference */
	u64 sequence;
};

static atomic64_t kacs_install_last = ATOMIC64_INIT(0);

static void kacs_install_work(struct callback_head *work);

static void kacs_install_free(struct kacs_install *install)
{
	kacs_token_put(install->token);
	kfree(install);
}

static bool kacs_add_spare(struct list_head *spares,
			   struct kacs_token_object *token, u64 sequence)
{
	struct kacs_install *install =
		kmalloc(sizeof(*install), GFP_KERNEL_ACCOUNT);

	if (!install)
		return false;
	init_task_work(&install->work, kacs_install_work);
	install->token = kacs_token_get(token);
	install->sequence = sequence;
	list_add(&install->spare, spares);
	return true;
}

/*
 * Has this thread yet to hear of the install? One with works in its queue has
 * been told by somebody, or is about to converge; asking again does no harm.
 */
static bool kacs_is_straggler(struct task_struct *task, u64 sequence,
			      bool first)
{
	if (task == current || task->flags & PF_EXITING)
		return false;
	if (!first && READ_ONCE(task->task_works))
		return false;
	return READ_ONCE(kacs_task(task)->install_sequence) < sequence;
}

/*
 * Queue the spares on all stragglers. Returns how many spares are missing; then
 * nothing was queued. Threads join the group under siglock.
 */
static unsigned int kacs_tell(struct list_head *spares, u64 sequence,
			      bool first)
{
	unsigned int stragglers = 0;
	unsigned int have = 0;
	struct kacs_install *install;
	struct task_struct *task;

	list_for_each_entry(install, spares, spare)
		have++;
	rcu_read_lock();
	spin_lock_irq(&current->sighand->siglock);
	for_each_thread(current, task)
		stragglers += kacs_is_straggler(task, sequence, first);
	for_each_thread(current, task) {
		if (stragglers > have || list_empty(spares))
			break;
		if (!kacs_is_straggler(task, sequence, first))
			continue;
		install = list_first_entry(spares, struct kacs_install, spare);
		list_del(&install->spare);
		/* It fails on a thread that is past all works. */
		if (task_work_add(task, &install->work,
				  TWA_SIGNAL | TWAF_NO_ALLOC))
			list_add(&install->spare, spares);
	}
	spin_unlock_irq(&current->sighand->siglock);
	rcu_read_unlock();
	return stragglers > have ? stragglers - have : 0;
}

/* Nothing is queued on failure. */
static int kacs_spread(struct kacs_token_object *token, u64 sequence,
		       bool first)
{
	struct kacs_install *install, *next;
	LIST_HEAD(spares);
	unsigned int missing;
	int error = 0;

	while (!error && (missing = kacs_tell(&spares, sequence, first)) > 0) {
		while (!error && missing--) {
			if (!kacs_add_spare(&spares, token, sequence))
				error = -ENOMEM;
		}
	}
	list_for_each_entry_safe(install, next, &spares, spare)
		kacs_install_free(install);
	return error;
}

/* The primary credential of this thread with another token and its ids. */
static struct cred *kacs_prepare_install(struct kacs_token_object *token)
{
	const struct kacs_identity *identity = kacs_token_identity(token);
	struct cred *new = kacs_prepare_primary_creds();
	struct user_struct *user;
	int error;

	if (!new)
		return ERR_PTR(-ENOMEM);
	kacs_set_token(new, token);
	new->uid = KUIDT_INIT(identity->spec.projected_uid);
	new->euid = new->suid = new->uid;
	new->gid = KGIDT_INIT(identity->spec.projected_gid);
	new->egid = new->sgid = new->gid;
	kacs_project_fs(new);
	kacs_project_supplementary(new);

	user = alloc_uid(new->uid);
	error = user ? 0 : -EAGAIN;
	if (user) {
		free_uid(new->user);
		new->user = user;
		error = set_cred_ucounts(new);
	}
	if (error) {
		abort_creds(new);
		return ERR_PTR(error);
	}
	return new;
}

/* What a thread switches to. */
struct kacs_switch {
	struct cred *primary;
	struct cred *over; /* if it impersonates: the same client, over that */
	struct kacs_task *task; /* the thread's own */
	u64 sequence;
};

static int kacs_prepare_switch(struct kacs_switch *to,
			       struct kacs_token_object *token, u64 sequence)
{
	to->over = NULL;
	to->sequence = sequence;
	to->task = kacs_task_need(current, GFP_KERNEL_ACCOUNT);
	if (!to->task)
		return -ENOMEM;
	to->primary = kacs_prepare_install(token);
	if (IS_ERR(to->primary))
		return PTR_ERR(to->primary);
	if (!kacs_impersonating())
		return 0;
	to->over =
		kacs_prepare_impersonation(to->primary, kacs_current_token());
	if (to->over)
		return 0;
	abort_creds(to->primary);
	return -ENOMEM;
}

static void kacs_switch(struct kacs_switch *to)
{
	kacs_revert();
	commit_creds(to->primary);
	if (to->over)
		kacs_override(to->over);
	WRITE_ONCE(to->task->install_sequence, to->sequence);
}

static int kacs_install_once(struct kacs_token_object *token, u64 sequence,
			     bool first)
{
	struct kacs_switch to;
	int error = kacs_prepare_switch(&to, token, sequence);

	if (error)
		return error;
	error = kacs_spread(token, sequence, first);
	if (!error) {
		kacs_switch(&to);
		return 0;
	}
	if (to.over)
		abort_creds(to.over);
	abort_creds(to.primary);
	return error;
}

/*
 * In a sibling. A thread that cannot take the new token must not go on with the
 * old one, which it was to lose.
 */
static void kacs_install_work(struct callback_head *work)
{
	struct kacs_install *install =
		container_of(work, struct kacs_install, work);

	if (!(current->flags & PF_EXITING) &&
	    kacs_task(current)->install_sequence < install->sequence &&
	    kacs_install_once(install->token, install->sequence, false))
		force_sig(SIGKILL);
	kacs_install_free(install);
}

/*
 * Another token of the same user leaves the process its descriptor, also the
 * default one, which may have another group in the new token.
 */
static int kacs_keep_process_sd(const struct kacs_token_object *old,
				const struct kacs_token_object *new)
{
	if (old->identity->process_sd == new->identity->process_sd ||
	    rcu_access_pointer(kacs_process(current)->sd))
		return 0;
	return kacs_process_set_sd(current, old->identity->process_sd);
}

int kacs_install_primary(struct kacs_token_object *token)
{
	struct kacs_token_object *old;
	bool same_user;
	int error;

	/* The type of a token never changes: no lock. */
	if (token->state.token_type != KACS_TOKEN_PRIMARY)
		return -EINVAL;
	old = kacs_token_get(kacs_current_primary_token());
	same_user = kacs_sid_equal(&kacs_token_identity(old)->user,
				   &kacs_token_identity(token)->user);
	error = same_user ? kacs_keep_process_sd(old, token) : 0;
	if (!error)
		error = kacs_install_once(
			token, atomic64_inc_return(&kacs_install_last), true);
	if (!error && !same_user)
		kacs_process_reset_sd();
	kacs_token_put(old);
	return error;
}
