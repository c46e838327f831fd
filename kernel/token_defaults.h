/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What a token gives to the objects that it creates, once AdjustDefault has
 * changed it: PSD-004 4.2 "Default object security", 4.5.
 */
#ifndef KACS_KERNEL_TOKEN_DEFAULTS_H
#define KACS_KERNEL_TOKEN_DEFAULTS_H

#include <linux/rcupdate.h>
#include <linux/refcount.h>
#include <linux/slab.h>

#include "token.h"

/* Never changes once it is made. */
struct kacs_token_defaults {
	refcount_t refs;
	struct rcu_head rcu; /* freed where nothing may sleep */
	u32 owner_index;     /* as in a specification */
	u32 group_index;
	u32 dacl_len;
	u8 dacl[]; /* a valid ACL; none with a length of 0 */
};

/* @defaults may be NULL, here and below. */
static inline struct kacs_token_defaults *
kacs_token_defaults_get(struct kacs_token_defaults *defaults)
{
	if (defaults)
		refcount_inc(&defaults->refs);
	return defaults;
}

static inline void kacs_token_defaults_put(struct kacs_token_defaults *defaults)
{
	if (defaults && refcount_dec_and_test(&defaults->refs))
		kvfree_rcu(defaults, rcu);
}

/*
 * The owner, the primary group and the default DACL of an identity whose token
 * has these defaults; NULL: those that it was created with.
 */
static inline u32 kacs_default_owner(const struct kacs_identity *identity,
				     const struct kacs_token_defaults *defaults)
{
	return defaults ? defaults->owner_index
			: identity->spec.owner_sid_index;
}

static inline u32 kacs_default_group(const struct kacs_identity *identity,
				     const struct kacs_token_defaults *defaults)
{
	return defaults ? defaults->group_index
			: identity->spec.primary_group_index;
}

static inline const u8 *
kacs_default_dacl(const struct kacs_identity *identity,
		  const struct kacs_token_defaults *defaults)
{
	if (!defaults)
		return identity->default_dacl;
	return defaults->dacl_len ? defaults->dacl : NULL;
}

static inline u32
kacs_default_dacl_len(const struct kacs_identity *identity,
		      const struct kacs_token_defaults *defaults)
{
	return defaults ? defaults->dacl_len : identity->default_dacl_len;
}

/**
 * kacs_token_defaults - what a token gives to new objects
 * @object: a referenced token
 * @defaults: out: a reference, or NULL: as the identity was created
 *
 * Return: the decision_id that belongs to it.
 */
u64 kacs_token_defaults(struct kacs_token_object *object,
			struct kacs_token_defaults **defaults);

#endif /* KACS_KERNEL_TOKEN_DEFAULTS_H */
