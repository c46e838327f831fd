/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Central policies for tests, written down as C initialisers.
 */
#ifndef KACS_CORE_POLICY_TEST_SUPPORT_H
#define KACS_CORE_POLICY_TEST_SUPPORT_H

#include "condition_test_support.h"
#include "policy.h"

#define POLICY "S-1-17-1"
#define OTHER_POLICY "S-1-17-22-2"

/* An ACE of a SACL that names a policy. */
#define SCOPED(flags_, sid_text) \
	ACE(KACS_ACE_SYSTEM_SCOPED_POLICY_ID, flags_, 0, sid_text)

struct test_rule {
	const char *applies_to; /* as test_condition() takes it, or NULL */
	const struct test_acl *dacl;
	const struct test_acl *sacl; /* NULL: none */
	const struct test_acl *staged_dacl;
	const struct test_acl *staged_sacl;
};

/* The specification of some rules. */
struct test_bytes test_policy_bytes(const struct test_rule *rules, u32 count);

/* A prepared policy; lives until test_forget(). */
const struct kacs_policy *test_policy(const char *sid,
				      const struct test_rule *rules, u32 count);

/* A set of policies, NULL behind the last one; lives until test_forget(). */
const struct kacs_policy_set *
test_policy_set(const struct kacs_policy *const *policies);

/* RULES({.dacl = ACES(...)}, ...), for test_policy() */
#define RULES(...)                                                \
	(const struct test_rule[]){__VA_ARGS__},                  \
		sizeof((const struct test_rule[]){__VA_ARGS__}) / \
			sizeof(struct test_rule)

/* The set of one policy, POLICY, of these rules. */
#define POLICIES(...)                                        \
	test_policy_set((const struct kacs_policy *const[]){ \
		test_policy(POLICY, RULES(__VA_ARGS__)), NULL})

#endif /* KACS_CORE_POLICY_TEST_SUPPORT_H */
