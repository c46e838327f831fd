// SPDX-License-Identifier: GPL-2.0-only
/*
 * What new files inherit, remembered.
 */
#include <linux/hash.h>
#include <linux/percpu.h>
#include <linux/preempt.h>

#include "inherited.h"

#define KACS_INHERITED_BITS 4
#define KACS_INHERITED_ENTRIES (1 << KACS_INHERITED_BITS)

struct kacs_inherited {
	struct kacs_inherited_key key;
	struct kacs_sd_object *object; /* a reference; NULL: empty */
};

/* Read and written by its own CPU with preemption off, never by interrupts. */
struct kacs_inherited_memory {
	struct kacs_inherited entries[KACS_INHERITED_ENTRIES];
};

static DEFINE_PER_CPU(struct kacs_inherited_memory, kacs_inherited_memory);

static struct kacs_inherited *
kacs_inherited_entry(const struct kacs_inherited_key *key)
{
	u64 mixed = (key->decision_id * 31 + key->parent_id) * 2 +
		    key->is_container;

	return &this_cpu_ptr(&kacs_inherited_memory)
			->entries[hash_64(mixed, KACS_INHERITED_BITS)];
}

struct kacs_sd_object *kacs_inherited_find(const struct kacs_inherited_key *key)
{
	struct kacs_sd_object *object = NULL;
	struct kacs_inherited *entry;

	preempt_disable();
	entry = kacs_inherited_entry(key);
	if (entry->object && entry->key.parent_id == key->parent_id &&
	    entry->key.decision_id == key->decision_id &&
	    entry->key.is_container == key->is_container)
		object = kacs_sd_get(entry->object);
	preempt_enable();
	return object;
}

void kacs_inherited_remember(const struct kacs_inherited_key *key,
			     struct kacs_sd_object *object)
{
	struct kacs_inherited *entry;
	struct kacs_sd_object *old;

	kacs_sd_get(object);
	preempt_disable();
	entry = kacs_inherited_entry(key);
	old = entry->object;
	entry->key = *key;
	entry->object = object;
	preempt_enable();
	kacs_sd_put(old);
}
