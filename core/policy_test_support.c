// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include <stdlib.h>

#include "policy_test_support.h"

struct writer {
	u8 bytes[KACS_POLICY_MAX_BYTES];
	u32 len;
};

static void put(struct writer *w, struct test_bytes field)
{
	if (field.len > sizeof(w->bytes) - w->len - 4)
		abort();
	kacs_store_le32(w->bytes + w->len, field.len);
	if (field.len)
		memcpy(w->bytes + w->len + 4, field.bytes, field.len);
	w->len += 4 + field.len;
}

static void put_acl(struct writer *w, const struct test_acl *acl)
{
	put(w, acl ? test_acl_bytes(acl) : (struct test_bytes){NULL, 0});
}

struct test_bytes test_policy_bytes(const struct test_rule *rules, u32 count)
{
	static struct writer w;
	u32 i;

	w.bytes[0] = KACS_POLICY_VERSION;
	kacs_store_le32(w.bytes + 1, count);
	w.len = KACS_POLICY_HEADER_BYTES;
	for (i = 0; i < count; i++) {
		put(&w, rules[i].applies_to
				? test_condition(rules[i].applies_to)
				: (struct test_bytes){NULL, 0});
		put_acl(&w, rules[i].dacl);
		put_acl(&w, rules[i].sacl);
		put_acl(&w, rules[i].staged_dacl);
		put_acl(&w, rules[i].staged_sacl);
	}
	return test_copy(w.bytes, w.len);
}

const struct kacs_policy *test_policy(const char *name,
				      const struct test_rule *rules, u32 count)
{
	struct test_bytes spec = test_policy_bytes(rules, count);
	struct kacs_sid sid = test_sid(name);
	const struct kacs_policy *policy;
	struct kacs_error error;
	void *mem;
	u32 size;

	if (kacs_policy_measure(spec.bytes, spec.len, &sid, &size, &error))
		abort();
	mem = test_copy(NULL, size).bytes;
	if (kacs_policy_prepare(mem, size, spec.bytes, spec.len, &sid, &policy,
				&error))
		abort();
	return policy;
}

static int compare(const void *a, const void *b)
{
	const struct kacs_policy *const *x = a;
	const struct kacs_policy *const *y = b;

	return kacs_policy_compare(&(*x)->sid, &(*y)->sid);
}

const struct kacs_policy_set *
test_policy_set(const struct kacs_policy *const *policies)
{
	struct kacs_policy_set set;
	u32 count = 0;

	while (policies[count])
		count++;
	set.policies =
		(void *)test_copy(policies, count * sizeof(*policies)).bytes;
	set.count = count;
	qsort((void *)set.policies, count, sizeof(*policies), compare);
	return (void *)test_copy(&set, sizeof(set)).bytes;
}
