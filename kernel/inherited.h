/* SPDX-License-Identifier: GPL-2.0-only */
/*
 * What new files inherit, remembered: most are made by the same programs in the
 * same directories.
 */
#ifndef KACS_KERNEL_INHERITED_H
#define KACS_KERNEL_INHERITED_H

#include "sd_object.h"

/*
 * Everything that decides what a new file inherits. The ids are never reused.
 * The token's decision_id stands for its owner, group and default DACL.
 */
struct kacs_inherited_key {
	u64 parent_id;
	u64 decision_id;
	bool is_container;
};

/**
 * kacs_inherited_find - a remembered descriptor
 * @key: of the new file
 *
 * Return: a referenced object or NULL.
 */
struct kacs_sd_object *
kacs_inherited_find(const struct kacs_inherited_key *key);

/**
 * kacs_inherited_remember - remember a descriptor on this CPU
 * @key: of the new file
 * @object: what it inherited; a reference is taken. Each CPU remembers at most
 *	KACS_INHERITED_ENTRIES of them.
 */
void kacs_inherited_remember(const struct kacs_inherited_key *key,
			     struct kacs_sd_object *object);

#endif /* KACS_KERNEL_INHERITED_H */
