/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Inside of what <kacs/authz.h> keeps opaque. */
#ifndef KACS_LIB_AUTHZ_H
#define KACS_LIB_AUTHZ_H

#include "../core/check.h"
#include <kacs/authz.h>

struct kacs_authz_context {
	const struct kacs_identity *identity;
	struct kacs_token token;
};

struct kacs_authz_descriptor {
	const struct kacs_sd *sd;
};

struct kacs_authz_claims {
	struct kacs_claim_array array;
	u32 *index; /* of the array, or NULL */
	u8 bytes[];
};

struct kacs_authz_tree {
	struct kacs_object_tree tree;
	struct kacs_object_node nodes[];
};

struct kacs_authz_policy {
	const struct kacs_policy *policy;
};

struct kacs_authz_policies {
	struct kacs_policy_set set;
	const struct kacs_policy *policies[];
};

struct kacs_authz_events {
	const struct kacs_sd *sd; /* of the last check */
	struct kacs_audit audit;
	struct kacs_audit_event events[];
};

/* The size of a structure whose last member is that one. */
#define KACS_SIZE_TO(type, member) \
	(offsetof(type, member) + sizeof(((type *)0)->member))

/**
 * kacs_size_take - what this library knows of a caller's structure
 * @to: out: what it knows, the rest 0
 * @known: size of it
 * @from: the caller's; its size stands first
 * @first: that of the structure's first version
 *
 * Return: 0, or -1 and EINVAL (too small) or E2BIG (it says something that this
 * library does not know).
 */
int kacs_size_take(void *to, size_t known, const void *from, size_t first);

/**
 * kacs_size_accept - may the caller's structure have this size?
 * @size: what the caller says
 * @first: that of the structure's first version
 *
 * Return: 0, or -1 and EINVAL.
 */
int kacs_size_accept(size_t size, size_t first);

/*
 * Hand a structure out to a caller that knows @size bytes of it. All but the
 * size itself, which stands first, is written.
 */
void kacs_size_give(void *to, size_t size, const void *from, size_t known);

#endif /* KACS_LIB_AUTHZ_H */
