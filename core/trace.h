/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The trace of a check: for every right, who granted or refused it.
 *
 * A check without a trace costs one test a visited ACE. With one, it answers
 * the same and fills the trace; nothing is allocated either way.
 */
#ifndef KACS_CORE_TRACE_H
#define KACS_CORE_TRACE_H

#include "base.h"
#include "../include/uapi/kacs/syscall.h"

enum kacs_effect {
	KACS_EFFECT_GRANT,   /* .bits became granted */
	KACS_EFFECT_DENY,    /* .bits became decided, not granted */
	KACS_EFFECT_REMOVE,  /* .bits were granted and are no more */
	KACS_EFFECT_RESTORE, /* privilege bits put back after the restriction */
	KACS_EFFECT_NONE, /* the ACE was looked at and did nothing: see .note */
};

enum kacs_note {
	KACS_NOTE_NONE,
	KACS_NOTE_INHERIT_ONLY, /* does not apply to this object */
	KACS_NOTE_NO_MATCH,	/* the SID is not in the token */
	KACS_NOTE_DENY_ONLY,	/* in the token, but it matches denials only */
	KACS_NOTE_ALREADY_DECIDED, /* earlier ACEs or steps decided its bits */
	KACS_NOTE_NOT_EVALUATED,   /* a type that is skipped (3.4) */
	KACS_NOTE_OWNER,	   /* owner implicit rights */
	KACS_NOTE_NULL_DACL,
	KACS_NOTE_NOT_WANTED,  /* none of its rights was asked for */
	KACS_NOTE_CONDITION,   /* its condition lets it have no effect */
	KACS_NOTE_NOT_IN_TREE, /* of an object type that was not asked about */
	KACS_NOTE_PART, /* it has an effect on parts of the object only */
	KACS_NOTE_NOT_APPLICABLE, /* a policy rule that does not apply (10.8) */
	KACS_NOTE_RECOVERY, /* the policy is not there: the recovery policy's */
};

struct kacs_trace_entry {
	u8 step;       /* KACS_STEP_* */
	u8 acl;	       /* KACS_ACL_* */
	u8 effect;     /* enum kacs_effect */
	u8 note;       /* enum kacs_note */
	u32 ace;       /* index, or KACS_NO_ACE */
	u32 bits;      /* the rights that it changed */
	u32 mask;      /* of the ACE, after generic mapping */
	u64 privilege; /* the privilege that did it, or 0 */
	u8 condition;  /* enum kacs_truth: of the ACE's condition, if asked */
	/*
	 * KACS_STEP_POLICY: the step of its evaluation in which a rule said so,
	 * or KACS_STEP_NONE: the policy as a whole.
	 */
	u8 rule_step;
	u16 policy; /* KACS_STEP_POLICY: the scoped policy ACE in the SACL */
	u16 rule;   /* KACS_STEP_POLICY: in the policy */
};

/* Who had the last word on one right. step 0: nobody. */
struct kacs_attribution {
	u8 step;
	u8 acl;
	u8 effect;
	u8 note;
	u32 ace;
	u8 rule_step;
	u16 policy;
	u16 rule;
};

/* The same word of the same one? */
static inline bool kacs_attribution_equal(const struct kacs_attribution *a,
					  const struct kacs_attribution *b)
{
	return a->step == b->step && a->acl == b->acl &&
	       a->effect == b->effect && a->note == b->note &&
	       a->ace == b->ace && a->rule_step == b->rule_step &&
	       a->policy == b->policy && a->rule == b->rule;
}

struct kacs_trace {
	struct kacs_attribution rights[32]; /* by bit number */
	struct kacs_trace_entry *entries;   /* the caller's, or NULL */
	u32 capacity;			    /* of entries */
	u32 count; /* entries that there were; may be more than capacity */
};

/**
 * kacs_trace_init - an empty trace
 * @trace: out
 * @entries: room for the walk, or NULL: attribution only
 * @capacity: of @entries
 */
void kacs_trace_init(struct kacs_trace *trace, struct kacs_trace_entry *entries,
		     u32 capacity);

/**
 * kacs_trace_add - append an entry and attribute its rights to it
 * @trace: the trace
 * @entry: what happened
 */
void kacs_trace_add(struct kacs_trace *trace,
		    const struct kacs_trace_entry *entry);

/**
 * kacs_trace_decider - who refused?
 * @trace: of a check that was denied
 * @missing: the rights that were wanted and not granted
 *
 * Return: the attribution of the lowest missing right. Its step is the DACL's
 * and its ace KACS_NO_ACE when no ACE granted the right, or none is missing.
 */
struct kacs_attribution kacs_trace_decider(const struct kacs_trace *trace,
					   u32 missing);

#endif /* KACS_CORE_TRACE_H */
