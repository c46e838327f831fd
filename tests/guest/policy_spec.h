/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * Specifications of central policies from SDDL, for the guest tests.
 */
#ifndef KACS_TESTS_GUEST_POLICY_SPEC_H
#define KACS_TESTS_GUEST_POLICY_SPEC_H

#include <kacs/policy.h>
#include "guest.h"

/* One rule. NULL: none. */
struct rule {
	const char *applies_to; /* "(@User.a == 1)" */
	const char *dacl;	/* "D:(...)" */
	const char *sacl;	/* "S:(...)" */
	const char *staged_dacl;
	const char *staged_sacl;
};

/* A specification under way: write and read it anywhere. */
struct policy_spec {
	uint8_t bytes[KACS_POLICY_MAX_BYTES + 16];
	uint32_t len;
};

/* An empty one, and one more rule. Both end the program on bad SDDL. */
void spec_begin(struct policy_spec *spec);
void spec_rule(struct policy_spec *spec, const struct rule *rule);

/* A rule of fields that need not be well-formed. */
void spec_field(struct policy_spec *spec, const void *bytes, uint32_t len);
void spec_count(struct policy_spec *spec, uint32_t rules);

/* The bytes of one ACL of SDDL text, or of a condition; freed by free(). */
uint8_t *acl_bytes(const char *sddl, uint32_t *len);
uint8_t *condition_bytes(const char *condition, uint32_t *len);

/* kacs_set_caap by the text of the name. */
int set_spec(const char *sid, const struct policy_spec *spec);
int remove_policy(const char *sid);

/* Set a policy of some rules, while setting up. */
void must_set_rules(const char *sid, const struct rule *rules, size_t count);

#define must_set_policy(sid, ...)                                   \
	must_set_rules((sid), (const struct rule[]){__VA_ARGS__},   \
		       sizeof((const struct rule[]){__VA_ARGS__}) / \
			       sizeof(struct rule))

#endif /* KACS_TESTS_GUEST_POLICY_SPEC_H */
