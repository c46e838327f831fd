// SPDX-License-Identifier: GPL-2.0-only
/*
 * Asking AccessCheck, and remembering what it said.
 */
#include <linux/cache.h>
#include <linux/hash.h>
#include <linux/percpu.h>
#include <linux/preempt.h>

#include "decision.h"

#define KACS_DECISION_BITS 9

/*
 * One remembered answer. Both ids are never reused, so an entry can be stale
 * only by being useless. The mapping is part of the key: a process may have
 * been given the very bytes of a file's descriptor, which mean something else
 * there. The trust of a process is not: until binaries are signed every process
 * has none.
 */
struct kacs_remembered {
	u64 decision_id; /* of the token; 0: empty */
	u64 sd_id;
	const struct kacs_generic_mapping *mapping;
	u32 rights;
};

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

static u32 kacs_rights_compute(struct kacs_token_object *token,
			       struct kacs_sd_object *object,
			       const struct kacs_generic_mapping *mapping,
			       u32 intent, u64 *decision_id)
{
	struct kacs_token snapshot;
	struct kacs_check check = {
		.token = &snapshot,
		.sd = object->sd,
		.mapping = mapping,
		.desired = KACS_MAXIMUM_ALLOWED,
		.privilege_intent = intent,
	};
	struct kacs_decision decision;

	*decision_id = kacs_token_snapshot(token, &snapshot);
	kacs_access_check(&check, &decision, NULL);
	return decision.granted;
}

u32 kacs_rights(struct kacs_token_object *token, struct kacs_sd_object *object,
		const struct kacs_generic_mapping *mapping)
{
	u64 decision_id = READ_ONCE(token->decision_id);
	u64 sd_id = object->id;
	struct kacs_remembered *entry;
	u32 rights;

	preempt_disable();
	entry = &this_cpu_ptr(&kacs_memory)
			 ->entries[hash_64(decision_id * 31 + sd_id,
					   KACS_DECISION_BITS)];
	if (likely(entry->decision_id == decision_id && entry->sd_id == sd_id &&
		   entry->mapping == mapping)) {
		rights = entry->rights;
	} else {
		rights =
			kacs_rights_compute(token, object, mapping,
					    kacs_intent(mapping), &decision_id);
		entry->decision_id = decision_id;
		entry->sd_id = sd_id;
		entry->mapping = mapping;
		entry->rights = rights;
	}
	preempt_enable();
	return rights;
}

u32 kacs_rights_to_restore(struct kacs_token_object *token,
			   struct kacs_sd_object *object,
			   const struct kacs_generic_mapping *mapping)
{
	u64 decision_id;

	return kacs_rights_compute(token, object, mapping, KACS_RESTORE_INTENT,
				   &decision_id);
}

int kacs_decide(struct kacs_token_object *token, struct kacs_sd_object *object,
		const struct kacs_generic_mapping *mapping, u32 desired,
		const struct kacs_denial_place *where)
{
	u32 missing;

	desired = kacs_map_generic(desired, mapping);
	missing = desired & ~kacs_rights(token, object, mapping);
	if (likely(!missing))
		return 0;
	return kacs_record_denial(token, object, mapping, desired, missing,
				  where, KACS_STEP_NONE);
}
