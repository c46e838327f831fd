// SPDX-License-Identifier: GPL-2.0-only
/*
 * Asking AccessCheck, and remembering what it said.
 */
#include <linux/cache.h>
#include <linux/hash.h>
#include <linux/percpu.h>
#include <linux/preempt.h>
#include <linux/rcupdate.h>

#include "audit_event.h"
#include "decision.h"
#include "policy.h"
#include "process.h"

#define KACS_DECISION_BITS 9

/*
 * One remembered answer. Both ids are never reused, so an entry can be stale
 * only by being useless, unless the descriptor names central policies: then it
 * is good for the set of policies that it was found with. The mapping is part
 * of the key: a process may have been given the very bytes of a file's
 * descriptor, which mean something else there. Of the trust of a process only
 * one thing matters, and only if the descriptor has a trust label: whether it
 * dominates that.
 */
struct kacs_remembered {
	u64 decision_id; /* of the token; 0: empty */
	u64 sd_id;
	const struct kacs_generic_mapping *mapping;
	u32 rights; /* and KACS_UNAUDITED, KACS_DOMINATED */
	/* struct kacs_policies.generation; 0: whatever policies and trust are */
	u32 policies;
};

/*
 * Where no right ever is, in what is remembered only: of a process that
 * dominates the descriptor's trust label (10.7).
 */
#define KACS_DOMINATED 0x04000000u

/* Read and written by its own CPU with preemption off, never by interrupts. */
struct kacs_memory {
	struct kacs_remembered entries[1 << KACS_DECISION_BITS];
};

static DEFINE_PER_CPU(struct kacs_memory, kacs_memory);

/*
 * Backup and restore are of files (7.2). No flag of open() could state the
 * intent, so an enabled privilege does; but nobody backs up a process.
 */
static u32 kacs_intent(const struct kacs_generic_mapping *mapping)
{
	return mapping == &kacs_file_mapping
		       ? KACS_BACKUP_INTENT | KACS_RESTORE_INTENT
		       : 0;
}

static struct kacs_remembered *kacs_slot(u64 decision_id, u64 sd_id)
{
	return &this_cpu_ptr(&kacs_memory)
			->entries[hash_64(decision_id * 31 + sd_id,
					  KACS_DECISION_BITS)];
}

static bool kacs_dominates_label(struct kacs_pip pip, const struct kacs_sd *sd)
{
	return pip.type >= sd->trust_type && pip.trust >= sd->trust_level;
}

/* With preemption off, which RCU waits for as well. */
static bool kacs_is_current(const struct kacs_remembered *entry,
			    const struct kacs_sd_object *object)
{
	if (likely(!entry->policies))
		return true;
	return entry->policies ==
		       rcu_dereference_sched(kacs_policies)->generation &&
	       kacs_dominates_label(kacs_process_pip(current), object->sd) ==
		       !!(entry->rights & KACS_DOMINATED);
}

/* An answer as it may be remembered. */
static struct kacs_remembered
kacs_rights_compute(struct kacs_token_object *token,
		    struct kacs_sd_object *object,
		    const struct kacs_generic_mapping *mapping, u32 intent,
		    struct kacs_pip pip)
{
	struct kacs_remembered answer = {
		.sd_id = object->id,
		.mapping = mapping,
	};
	const struct kacs_policies *policies;
	struct kacs_token snapshot;
	struct kacs_check check = {
		.token = &snapshot,
		.sd = object->sd,
		.mapping = mapping,
		.desired = KACS_MAXIMUM_ALLOWED,
		.privilege_intent = intent,
		.pip_type = pip.type,
		.pip_trust = pip.trust,
	};
	struct kacs_decision decision;

	answer.decision_id = kacs_token_snapshot(token, &snapshot);
	rcu_read_lock();
	policies = rcu_dereference(kacs_policies);
	check.policies = &policies->set;
	if (kacs_sd_names_policies(object->sd) || object->sd->has_trust_label)
		answer.policies = policies->generation;
	kacs_access_check(&check, &decision, NULL);
	rcu_read_unlock();
	answer.rights = decision.granted;
	return answer;
}

/* Preemption is on meanwhile: conditions and policies may take their time. */
static noinline u32 kacs_rights_remember(
	struct kacs_token_object *token, struct kacs_sd_object *object,
	const struct kacs_generic_mapping *mapping)
{
	struct kacs_pip pip = kacs_process_pip(current);
	struct kacs_remembered answer = kacs_rights_compute(
		token, object, mapping, kacs_intent(mapping), pip);
	u32 rights;

	if (!kacs_may_be_audited(kacs_token_identity(token), object->sd))
		answer.rights |= KACS_UNAUDITED;
	rights = answer.rights;
	if (kacs_dominates_label(pip, object->sd))
		answer.rights |= KACS_DOMINATED;
	preempt_disable();
	*kacs_slot(answer.decision_id, answer.sd_id) = answer;
	preempt_enable();
	return rights;
}

u32 kacs_marked_rights(struct kacs_token_object *token,
		       struct kacs_sd_object *object,
		       const struct kacs_generic_mapping *mapping)
{
	u64 decision_id = READ_ONCE(token->decision_id);
	u64 sd_id = object->id;
	const struct kacs_remembered *entry;
	bool known;
	u32 rights;

	preempt_disable();
	entry = kacs_slot(decision_id, sd_id);
	known = entry->decision_id == decision_id && entry->sd_id == sd_id &&
		entry->mapping == mapping && kacs_is_current(entry, object);
	rights = entry->rights & ~KACS_DOMINATED;
	preempt_enable();
	if (likely(known))
		return rights;
	return kacs_rights_remember(token, object, mapping);
}

u32 kacs_rights_to_restore(struct kacs_token_object *token,
			   struct kacs_sd_object *object,
			   const struct kacs_generic_mapping *mapping)
{
	return kacs_rights_compute(token, object, mapping, KACS_RESTORE_INTENT,
				   kacs_process_pip(current))
		.rights;
}

u32 kacs_rights_for(const struct task_struct *subject,
		    struct kacs_token_object *token,
		    struct kacs_sd_object *object,
		    const struct kacs_generic_mapping *mapping)
{
	return kacs_rights_compute(token, object, mapping, kacs_intent(mapping),
				   kacs_process_pip(subject))
		.rights;
}

int kacs_decide_closely(struct kacs_token_object *token,
			struct kacs_sd_object *object,
			const struct kacs_generic_mapping *mapping, u32 desired,
			u32 rights, const struct kacs_denial_place *where)
{
	const struct kacs_audited asked = {
		.token = token,
		.object = object,
		.mapping = mapping,
		.desired = desired,
		.place = where,
		.gfp = GFP_ATOMIC | __GFP_NOWARN,
	};
	u32 missing = desired & ~rights;
	int error =
		rights & KACS_UNAUDITED ? 0 : kacs_audit_decided(&asked, NULL);

	if (error || !missing)
		return error;
	return kacs_record_denial(token, object, mapping, desired, missing,
				  where, KACS_STEP_NONE);
}

int kacs_decide(struct kacs_token_object *token, struct kacs_sd_object *object,
		const struct kacs_generic_mapping *mapping, u32 desired,
		const struct kacs_denial_place *where)
{
	u32 rights = kacs_marked_rights(token, object, mapping);

	desired = kacs_map_generic(desired, mapping);
	if (likely(!((desired | KACS_UNAUDITED) & ~rights)))
		return 0;
	return kacs_decide_closely(token, object, mapping, desired, rights,
				   where);
}
