/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * The policy file: which path gets which descriptor. docs/image.md describes
 * the format for its users.
 */
#ifndef KACS_STAMP_POLICY_H
#define KACS_STAMP_POLICY_H

#include "core/base.h"

#include <stdio.h>

struct policy_rule {
	char *pattern;	       /* absolute, without a trailing slash */
	bool directories_only; /* it was written with one */
	bool wildcard;
	unsigned int line;
	u8 *sd; /* self-relative, as the line says it */
	u32 sd_len;
	size_t uses; /* counted by the caller */
};

struct policy {
	const char *name; /* of the file, for messages; not owned */
	struct policy_rule *rules;
	size_t count;
	struct policy_name *names;
	size_t name_count;
};

/**
 * policy_read - read a policy
 * @policy: out; release it with policy_free(), also after a failure
 * @file: where to read
 * @name: of the file; must outlive @policy
 *
 * Every mistake is reported on stderr as "NAME:LINE: what is wrong".
 *
 * Return: 0, or -1 if there was a mistake, or no rule.
 */
int policy_read(struct policy *policy, FILE *file, const char *name);

/**
 * policy_find - the rule for a path
 * @policy: the policy
 * @path: absolute
 * @directory: is it one?
 *
 * Return: the last rule that matches, or NULL.
 */
struct policy_rule *policy_find(const struct policy *policy, const char *path,
				bool directory);

/**
 * policy_free - release what policy_read() made
 * @policy: the policy
 */
void policy_free(struct policy *policy);

#endif /* KACS_STAMP_POLICY_H */
