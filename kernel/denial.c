// SPDX-License-Identifier: GPL-2.0-only
/*
 * The last refusal of each thread.
 *
 * A refusal is also handed to the ancestors of the process within its logon
 * session, because who asks "why?" is usually the shell, after the program that
 * was refused has ended.
 */
#include <linux/dcache.h>
#include <linux/fs.h>
#include <linux/kdev_t.h>
#include <linux/ktime.h>
#include <linux/sched/signal.h>
#include <linux/slab.h>
#include <linux/timekeeping.h>

#include "credentials.h"
#include "denial.h"
#include "denial_event.h"
#include "denial_record.h"
#include "maker.h"
#include "policy.h"
#include "process.h"
#include "sd_object.h"

/* How far up a refusal is handed. */
#define KACS_DENIAL_ANCESTORS 32

static atomic64_t kacs_denial_sequence = ATOMIC64_INIT(0);

static void kacs_denial_free(struct rcu_head *rcu)
{
	struct kacs_denial_record *record =
		container_of(rcu, struct kacs_denial_record, rcu);

	put_pid(record->process);
	put_pid(record->thread);
	put_pid(record->target);
	kacs_sd_put(record->sd);
	kacs_token_put(record->token);
	kfree(record);
}

void kacs_denial_put(struct kacs_denial_record *record)
{
	if (record && refcount_dec_and_test(&record->refs))
		call_rcu(&record->rcu, kacs_denial_free);
}

struct kacs_denial_record *kacs_denial_get(const struct kacs_task *task)
{
	struct kacs_denial_record *record;

	rcu_read_lock();
	record = rcu_dereference(task->denial);
	if (record && !refcount_inc_not_zero(&record->refs))
		record = NULL;
	rcu_read_unlock();
	return record;
}

void kacs_denial_forget(struct kacs_task *task)
{
	kacs_denial_put(unrcu_pointer(xchg(&task->denial, NULL)));
}

static void kacs_denial_publish(struct task_struct *task,
				struct kacs_denial_record *record)
{
	struct kacs_task *own = kacs_task_need(task, GFP_NOWAIT | __GFP_NOWARN);

	if (!own)
		return;
	refcount_inc(&record->refs);
	kacs_denial_put(
		unrcu_pointer(xchg(&own->denial, RCU_INITIALIZER(record))));
}

static const struct kacs_session *kacs_task_session(struct task_struct *task)
{
	struct kacs_token_object *token = kacs_cred_token(__task_cred(task));

	return token ? token->identity->session : NULL;
}

/*
 * May an ancestor learn what the refused token is, and what it may see? Not one
 * that is less: of lower integrity, the filtered half of the pair, or in a
 * sandbox that the refused one is not in.
 */
static bool kacs_may_be_told(struct task_struct *task,
			     const struct kacs_token_object *refused)
{
	const struct kacs_token_object *token =
		kacs_cred_token(__task_cred(task));
	const u64 sandbox = kacs_sandbox_of(token);

	if (token->state.integrity_level < refused->state.integrity_level ||
	    (READ_ONCE(token->elevation_type) == KACS_ELEVATION_LIMITED &&
	     READ_ONCE(refused->elevation_type) == KACS_ELEVATION_FULL))
		return false;
	return !sandbox || sandbox == kacs_sandbox_of(refused);
}

/* Under RCU, so that no ancestor goes away. */
static void kacs_denial_publish_up(struct kacs_denial_record *record,
				   struct task_struct *subject)
{
	const struct kacs_session *session = kacs_task_session(subject);
	struct task_struct *task = subject->group_leader;
	int i;

	if (subject != current && kacs_task_session(current) == session &&
	    kacs_may_be_told(current, record->token))
		kacs_denial_publish(current, record);
	kacs_denial_publish(subject, record);
	for (i = 0; i < KACS_DENIAL_ANCESTORS; i++) {
		kacs_denial_publish(task, record);
		task = rcu_dereference(task->real_parent)->group_leader;
		if (is_global_init(task) || !task->mm ||
		    kacs_task_session(task) != session ||
		    !kacs_may_be_told(task, record->token))
			return;
	}
}

static void kacs_denial_name(struct kacs_denial *data,
			     const struct kacs_denial_place *where)
{
	struct dentry *dentry = where->dentry;
	struct dentry *alias = NULL;
	struct name_snapshot name;

	if (!dentry && where->inode)
		dentry = alias = d_find_any_alias(where->inode);
	if (!dentry)
		return;
	take_dentry_name_snapshot(&name, dentry);
	strscpy_pad(data->name, name.name.name, sizeof(data->name));
	release_dentry_name_snapshot(&name);
	dput(alias);
}

/* Where it is not that of the current process. */
static void kacs_denial_trust(struct kacs_denial *data,
			      const struct kacs_denial_place *where)
{
	struct kacs_pip pip;

	if (where->check)
		pip = (struct kacs_pip){where->check->pip_type,
					where->check->pip_trust};
	else if (where->subject)
		pip = kacs_process_pip(where->subject);
	else
		return;
	data->pip_type = pip.type;
	data->pip_trust = pip.trust;
}

void kacs_place_address(const struct kacs_denial_place *place, char *name,
			size_t room)
{
	size_t len = min_t(size_t, place->address_len, room - 2);
	size_t i;

	*name++ = '@';
	for (i = 0; i < len; i++)
		*name++ = place->address[i] ? place->address[i] : '@';
	*name = '\0';
}

static void kacs_denial_object(struct kacs_denial_record *record,
			       const struct kacs_denial_place *where)
{
	struct kacs_denial *data = &record->data;
	struct inode *inode = where->inode;

	data->object_type = where->object_type;
	data->privilege_intent = where->privilege_intent;
	data->rule = where->rule;
	kacs_denial_trust(data, where);
	if (where->address)
		kacs_place_address(where, data->name, sizeof(data->name));
	if (where->task)
		record->target = get_pid(task_tgid(where->task));
	if (!inode)
		return;
	data->device_major = MAJOR(inode->i_sb->s_dev);
	data->device_minor = MINOR(inode->i_sb->s_dev);
	data->mode = inode->i_mode;
	data->inode = inode->i_ino;
	kacs_denial_name(data, where);
}

static const struct kacs_ace *kacs_ace_at(const struct kacs_acl *acl, u32 index)
{
	return index < acl->count ? &acl->aces[index] : NULL;
}

/*
 * The ACE of the descriptor that decided: of a central policy, whose rules are
 * not part of it, the one that names the policy.
 */
static const struct kacs_ace *
kacs_denial_ace_of(const struct kacs_sd *sd,
		   const struct kacs_attribution *decider)
{
	if (decider->step == KACS_STEP_POLICY)
		return kacs_ace_at(&sd->sacl, decider->policy);
	switch (decider->acl) {
	case KACS_ACL_DACL:
		return kacs_ace_at(&sd->dacl, decider->ace);
	case KACS_ACL_SACL:
		return kacs_ace_at(&sd->sacl, decider->ace);
	default:
		return NULL;
	}
}

static void kacs_denial_ace(struct kacs_denial *data, const struct kacs_sd *sd,
			    const struct kacs_attribution *decider)
{
	const struct kacs_ace *ace = kacs_denial_ace_of(sd, decider);

	if (!ace)
		return;
	data->ace_len =
		min_t(u32, kacs_ace_size(sd, ace), sizeof(data->ace_bytes));
	memcpy(data->ace_bytes, sd->bytes + ace->offset, data->ace_len);
}

static struct kacs_attribution
kacs_denial_decider(struct kacs_denial *data, const struct kacs_sd *sd,
		    const struct kacs_trace *trace, u32 missing)
{
	struct kacs_attribution decider = kacs_trace_decider(trace, missing);

	data->step = decider.step;
	data->acl = decider.acl;
	data->ace = decider.ace;
	kacs_denial_ace(data, sd, &decider);
	return decider;
}

/* What of the object only who may look at it is told. */
static void kacs_denial_reveal(struct kacs_denial_record *record,
			       struct kacs_sd_object *object,
			       const struct kacs_denial_place *where,
			       u32 granted)
{
	/* Without the descriptor one learns one ACE of it, not all. */
	if (granted & KACS_READ_CONTROL)
		record->sd = kacs_sd_get(object);
	if (where->task && (granted & KACS_PROCESS_QUERY_LIMITED))
		strscpy_pad(record->data.name, where->task->comm,
			    sizeof(record->data.name));
}

static void kacs_denial_level(struct kacs_denial *data)
{
	data->rule = KACS_RULE_IDENTIFICATION;
	data->level = KACS_LEVEL_IDENTIFICATION;
}

/* Does nothing but the level stand in the way? */
static noinline bool kacs_is_of_level(const struct kacs_check *check,
				      u32 missing)
{
	struct kacs_token acting = *check->token;
	struct kacs_check again = *check;
	struct kacs_decision decision;

	acting.impersonation_level = KACS_LEVEL_IMPERSONATION;
	again.token = &acting;
	again.audit = NULL;
	kacs_access_check(&again, &decision, NULL);
	return !(missing & ~decision.granted);
}

/* Run the check again, off the fast path, to learn who refused. */
static struct kacs_attribution
kacs_denial_explain(struct kacs_denial_record *record,
		    struct kacs_sd_object *object,
		    const struct kacs_generic_mapping *mapping,
		    const struct kacs_denial_place *where)
{
	const struct kacs_check *asked = where->check;
	struct kacs_attribution decider = {.ace = KACS_NO_ACE};
	struct kacs_denial *data = &record->data;
	struct kacs_check check = asked ? *asked : (struct kacs_check){};
	struct kacs_decision decision;
	struct kacs_token snapshot;
	struct kacs_trace trace;

	check.token = &snapshot;
	check.sd = object->sd;
	check.mapping = mapping;
	check.desired = data->desired | KACS_MAXIMUM_ALLOWED;
	check.privilege_intent = data->privilege_intent;
	check.pip_type = data->pip_type;
	check.pip_trust = data->pip_trust;
	kacs_token_snapshot(record->token, &snapshot);
	kacs_trace_init(&trace, NULL, 0);
	rcu_read_lock();
	if (!asked)
		check.policies = &rcu_dereference(kacs_policies)->set;
	kacs_access_check(&check, &decision, &trace);
	if (kacs_token_identifies_only(record->token) &&
	    kacs_is_of_level(&check, data->missing))
		kacs_denial_level(data);
	rcu_read_unlock();
	if (data->missing & ~decision.granted)
		decider =
			kacs_denial_decider(data, object->sd, &trace,
					    data->missing & ~decision.granted);
	kacs_denial_reveal(record, object, where, decision.granted);
	return decider;
}

/* Who has asked. */
static void kacs_denial_subject(struct kacs_denial_record *record,
				const struct kacs_denial_place *where)
{
	struct task_struct *task =
		where && where->subject ? where->subject : current;

	record->process = get_pid(task_tgid(task));
	record->thread = get_pid(task_pid(task));
	strscpy_pad(record->data.comm, task->comm, sizeof(record->data.comm));
}

static struct kacs_denial_record *
kacs_denial_new(struct kacs_token_object *token, int error,
		const struct kacs_denial_place *where)
{
	struct kacs_denial_record *record;

	record = kzalloc(sizeof(*record), GFP_NOWAIT | __GFP_NOWARN);
	if (!record)
		return NULL;
	token = kacs_current_own_token(token);
	refcount_set(&record->refs, 1);
	record->token = kacs_token_get(token);
	record->caller = task_pid(current);
	kacs_denial_subject(record, where);
	record->data.version = KACS_DENIAL_VERSION;
	record->data.sequence = atomic64_inc_return(&kacs_denial_sequence);
	record->data.time_ns = ktime_get_real_ns();
	record->data.token_id = token->token_id;
	record->data.errno_value = -error;
	record->data.ace = KACS_NO_ACE;
	record->data.pip_type = kacs_process_pip(current).type;
	record->data.pip_trust = kacs_process_pip(current).trust;
	return record;
}

static void kacs_denial_finish(struct kacs_denial_record *record,
			       const struct kacs_denial_place *where)
{
	struct task_struct *subject = where ? where->subject : NULL;

	rcu_read_lock();
	kacs_denial_publish_up(record, subject ?: current);
	rcu_read_unlock();
	kacs_denial_put(record);
}

u64 kacs_denials_so_far(void)
{
	return atomic64_read(&kacs_denial_sequence);
}

bool kacs_denied_since(u64 before)
{
	const struct kacs_denial_record *record;
	bool newer;

	rcu_read_lock();
	record = rcu_dereference(kacs_task(current)->denial);
	newer = record && record->data.sequence > before &&
		record->caller == task_pid(current);
	rcu_read_unlock();
	return newer;
}

static u32 kacs_step_without_sd(const struct kacs_sd_object *object)
{
	return object == &kacs_sd_corrupt ? KACS_STEP_CORRUPT_SD
					  : KACS_STEP_NO_SD;
}

int kacs_record_denial(struct kacs_token_object *token,
		       struct kacs_sd_object *object,
		       const struct kacs_generic_mapping *mapping, u32 desired,
		       u32 missing, const struct kacs_denial_place *where,
		       u32 step)
{
	struct kacs_attribution decider = {.ace = KACS_NO_ACE};
	struct kacs_denial_record *record;
	struct kacs_denial *data;

	record = kacs_denial_new(token, -EACCES, where);
	if (!record)
		return -EACCES;
	data = &record->data;
	data->desired = desired;
	data->missing = missing;
	data->granted = desired & ~missing;
	data->generic_read = mapping->read;
	data->generic_write = mapping->write;
	data->generic_execute = mapping->execute;
	data->generic_all = mapping->all;
	kacs_denial_object(record, where);
	if (step != KACS_STEP_NONE)
		data->step = step;
	else if (!object->sd)
		data->step = kacs_step_without_sd(object);
	else
		decider = kacs_denial_explain(record, object, mapping, where);
	kacs_denial_emit(record, object->sd, &decider);
	kacs_denial_finish(record, where);
	return -EACCES;
}

/*
 * Is it closed to who may only be looked at? One privilege counts at any level:
 * see kacs_token_has_privilege().
 */
static bool kacs_gate_takes_level(const struct kacs_gate *gate)
{
	return gate->step == KACS_STEP_GATE ||
	       (gate->privilege & ~KACS_PRIVILEGE(KACS_SE_CHANGE_NOTIFY));
}

static void kacs_denial_gate(struct kacs_denial_record *record,
			     const struct kacs_gate *gate)
{
	struct kacs_denial *data = &record->data;

	data->object_type = KACS_OBJECT_SYSTEM;
	if (gate->where)
		kacs_denial_object(record, gate->where);
	data->step = gate->step;
	data->rule = gate->rule;
	data->desired = gate->desired;
	data->missing = gate->desired;
	data->privilege = gate->privilege;
	data->capability = gate->capability;
	data->mitigation = gate->mitigation;
	data->target_pip_type = gate->target_pip_type;
	data->target_pip_trust = gate->target_pip_trust;
	data->level = gate->level;
	if (kacs_gate_takes_level(gate) &&
	    kacs_token_identifies_only(record->token))
		kacs_denial_level(data);
}

int kacs_record_gate(struct kacs_token_object *token,
		     const struct kacs_gate *gate)
{
	struct kacs_denial_record *record;

	record =
		token ? kacs_denial_new(token, gate->error, gate->where) : NULL;
	if (!record)
		return gate->error;
	kacs_denial_gate(record, gate);
	kacs_denial_emit(record, NULL, NULL);
	kacs_denial_finish(record, gate->where);
	return gate->error;
}

int kacs_record_rule(u32 rule, int error, u32 desired,
		     const struct kacs_denial_place *where)
{
	const struct kacs_gate gate = {
		.step = KACS_STEP_FIXED_RULE,
		.rule = rule,
		.error = error,
		.desired = desired,
		.where = where,
	};

	return kacs_record_gate(kacs_current_token(), &gate);
}

int kacs_record_file_rule(u32 rule, struct inode *inode, struct dentry *dentry,
			  u32 desired, int error)
{
	const struct kacs_denial_place where = {
		.object_type = S_ISDIR(inode->i_mode) ? KACS_OBJECT_DIRECTORY
						      : KACS_OBJECT_FILE,
		.inode = inode,
		.dentry = dentry,
	};

	return kacs_record_rule(rule, error, desired, &where);
}

int kacs_record_privilege_denial(struct kacs_token_object *token, u32 bit)
{
	const struct kacs_gate gate = {
		.step = KACS_STEP_PRIVILEGE_REQUIRED,
		.error = -EPERM,
		.privilege = KACS_PRIVILEGE(bit),
	};

	return kacs_record_gate(token, &gate);
}

int kacs_record_mitigation(u32 mitigation, const struct file *file, int error)
{
	struct kacs_denial_place where = {.object_type = KACS_OBJECT_PROCESS};
	const struct kacs_gate gate = {
		.step = KACS_STEP_MITIGATION,
		.error = error,
		.mitigation = mitigation,
		.where = &where,
	};

	if (file) {
		where.object_type = KACS_OBJECT_FILE;
		where.inode = file_inode(file);
		where.dentry = file->f_path.dentry;
	}
	return kacs_record_gate(kacs_current_token(), &gate);
}

int kacs_require_privilege(u32 bit)
{
	if (kacs_current_privileged(bit))
		return 0;
	return kacs_record_privilege_denial(kacs_current_token(), bit);
}
