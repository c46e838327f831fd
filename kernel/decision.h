/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * Asking AccessCheck, and remembering what it said.
 */
#ifndef KACS_KERNEL_DECISION_H
#define KACS_KERNEL_DECISION_H

#include "../core/check.h"
#include "denial.h"
#include "sd_object.h"
#include "token.h"

/*
 * Beside the rights in what kacs_marked_rights() answers, where no right ever
 * is: nobody asked to hear of what this token does to this object.
 */
#define KACS_UNAUDITED KACS_MAXIMUM_ALLOWED

/**
 * kacs_marked_rights - all rights that a token has to a descriptor
 * @token: as for kacs_rights()
 * @object: as for kacs_rights()
 * @mapping: as for kacs_rights()
 *
 * So that who opens an object learns of auditing from the same test by which it
 * learns of its rights.
 *
 * Return: the rights, and KACS_UNAUDITED.
 */
u32 kacs_marked_rights(struct kacs_token_object *token,
		       struct kacs_sd_object *object,
		       const struct kacs_generic_mapping *mapping);

/**
 * kacs_rights - all rights that a token has to a descriptor
 * @token: a token that cannot go away meanwhile
 * @object: a descriptor that cannot go away meanwhile, not one of the three
 *	without a descriptor
 * @mapping: the object type's mapping, which lives as long as the kernel
 *
 * The MAXIMUM_ALLOWED answer, for the trust of the current process; for files
 * with backup and restore intent.
 * Repeated questions are answered from a per-CPU cache keyed by the token's
 * decision_id, the descriptor's id and the mapping; for a descriptor that names
 * central policies also by the set of them that there is, and for one with a
 * trust label by whether the process dominates it.
 *
 * Context: any but hard interrupts; does not sleep.
 */
static inline u32 kacs_rights(struct kacs_token_object *token,
			      struct kacs_sd_object *object,
			      const struct kacs_generic_mapping *mapping)
{
	return kacs_marked_rights(token, object, mapping) & ~KACS_UNAUDITED;
}

/**
 * kacs_rights_to_restore - all rights of a token that restores an object
 * @token: as for kacs_rights()
 * @object: as for kacs_rights()
 * @mapping: as for kacs_rights()
 *
 * With restore intent, whatever the type of the object. Not remembered.
 */
u32 kacs_rights_to_restore(struct kacs_token_object *token,
			   struct kacs_sd_object *object,
			   const struct kacs_generic_mapping *mapping);

/**
 * kacs_rights_for - all rights of somebody who is not the current thread
 * @subject: a task whose process's trust counts, and which cannot go away
 * @token: as for kacs_rights()
 * @object: as for kacs_rights()
 * @mapping: as for kacs_rights()
 *
 * Not remembered.
 */
u32 kacs_rights_for(const struct task_struct *subject,
		    struct kacs_token_object *token,
		    struct kacs_sd_object *object,
		    const struct kacs_generic_mapping *mapping);

/**
 * kacs_decide - may the token do all of this?
 * @token: a token that cannot go away meanwhile
 * @object: a descriptor that cannot go away meanwhile
 * @mapping: the object type's
 * @desired: rights; generic ones are mapped
 * @where: describes the object, for events and for the record of a denial
 *
 * Who wants to hear of the check is told (10.9).
 *
 * Context: as kacs_rights().
 *
 * Return: 0, -EACCES, with the denial recorded, or -ENOMEM: an event that must
 * be made cannot.
 */
int kacs_decide(struct kacs_token_object *token, struct kacs_sd_object *object,
		const struct kacs_generic_mapping *mapping, u32 desired,
		const struct kacs_denial_place *where);

/**
 * kacs_decide_closely - the same, off the fast path
 * @token: as for kacs_decide()
 * @object: as for kacs_decide()
 * @mapping: as for kacs_decide()
 * @desired: rights without generic ones
 * @rights: what kacs_marked_rights() said
 * @where: as for kacs_decide()
 *
 * For who has tested the rights itself.
 *
 * Context: as kacs_rights().
 *
 * Return: as kacs_decide().
 */
int kacs_decide_closely(struct kacs_token_object *token,
			struct kacs_sd_object *object,
			const struct kacs_generic_mapping *mapping, u32 desired,
			u32 rights, const struct kacs_denial_place *where);

#endif /* KACS_KERNEL_DECISION_H */
