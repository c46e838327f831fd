// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Shrinking: make one small change after another, keep those after which the
 * case is still bad, until none is left to make. Every change that is kept
 * takes something away, so that it ends.
 */
#include "compare.h"

struct shrink {
	struct case_record *record;
	case_test bad;
	void *context;
	bool progress;
};

/* Keep @changed if it is another case and still bad. */
static void offer(struct shrink *shrink, const struct case_record *changed)
{
	if (memcmp(changed, shrink->record, sizeof(*changed)) == 0 ||
	    !shrink->bad(shrink->context, changed))
		return;
	*shrink->record = *changed;
	shrink->progress = true;
}

static void drop_aces(struct shrink *shrink, size_t acl_offset)
{
	struct case_record changed;
	struct case_acl *acl = (void *)((u8 *)&changed + acl_offset);
	struct case_ace *ace;
	u32 i = 0;

	for (;;) {
		changed = *shrink->record;
		if (i >= acl->count)
			return;
		memmove(acl->aces + i, acl->aces + i + 1,
			(acl->count - i - 1) * sizeof(acl->aces[0]));
		memset(acl->aces + --acl->count, 0, sizeof(acl->aces[0]));
		offer(shrink, &changed);
		changed = *shrink->record;
		if (i >= acl->count)
			return;
		ace = acl->aces + i;
		ace->flags = 0;
		offer(shrink, &changed);
		changed = *shrink->record;
		ace->object_type = 0;
		ace->inherited_type = 0;
		offer(shrink, &changed);
		changed = *shrink->record;
		ace->data.len = 0;
		offer(shrink, &changed);
		i++;
	}
}

static void drop_groups(struct shrink *shrink, size_t list_offset)
{
	struct case_record changed;
	struct case_groups *list = (void *)((u8 *)&changed + list_offset);

	for (u32 i = 0;; i++) {
		changed = *shrink->record;
		if (i >= list->count)
			return;
		memmove(list->entries + i, list->entries + i + 1,
			(list->count - i - 1) * sizeof(list->entries[0]));
		memset(list->entries + --list->count, 0,
		       sizeof(list->entries[0]));
		offer(shrink, &changed);
	}
}

static void drop_bits(struct shrink *shrink, size_t offset, u32 size)
{
	for (u32 bit = 0; bit < 8 * size; bit++) {
		struct case_record changed = *shrink->record;

		((u8 *)&changed)[offset + bit / 8] &= (u8) ~(1u << bit % 8);
		offer(shrink, &changed);
	}
}

static void drop_masks(struct shrink *shrink, size_t acl)
{
	for (u32 i = 0; i < CASE_MAX_ACES; i++)
		drop_bits(shrink, acl + offsetof(struct case_acl, aces[i].mask),
			  sizeof(u32));
}

static void clear(struct shrink *shrink, size_t offset, size_t size)
{
	struct case_record changed = *shrink->record;

	memset((u8 *)&changed + offset, 0, size);
	offer(shrink, &changed);
}

#define AT(member) offsetof(struct case_record, member)
#define CLEAR(shrink, member) \
	clear(shrink, AT(member), sizeof((shrink)->record->member))
#define DROP_BITS(shrink, member) \
	drop_bits(shrink, AT(member), sizeof((shrink)->record->member))

/* Offer the record without the rule @at of the policy @policy. */
static void drop_rule(struct shrink *shrink, u32 policy, u32 at)
{
	struct case_record changed = *shrink->record;
	struct case_policy *less = &changed.policies[policy];

	memmove(less->rules + at, less->rules + at + 1,
		(less->rule_count - at - 1) * sizeof(less->rules[0]));
	memset(less->rules + --less->rule_count, 0, sizeof(less->rules[0]));
	offer(shrink, &changed);
}

static void shrink_rule(struct shrink *shrink, size_t offset)
{
	size_t acl = offset + offsetof(struct case_rule, acls);

	clear(shrink, offset + offsetof(struct case_rule, condition),
	      sizeof(struct case_data));
	for (u32 i = 0; i < RULE_ACLS; i++) {
		if (i != RULE_DACL)
			clear(shrink, acl + i * sizeof(struct case_acl),
			      sizeof(struct case_acl));
		drop_aces(shrink, acl + i * sizeof(struct case_acl));
		drop_masks(shrink, acl + i * sizeof(struct case_acl));
	}
}

static void shrink_policies(struct shrink *shrink)
{
	struct case_record changed;
	u32 i, j;

	for (i = shrink->record->policy_count; i > 0; i--) {
		changed = *shrink->record;
		memmove(changed.policies + i - 1, changed.policies + i,
			(changed.policy_count - i) *
				sizeof(changed.policies[0]));
		memset(changed.policies + --changed.policy_count, 0,
		       sizeof(changed.policies[0]));
		offer(shrink, &changed);
	}
	for (i = 0; i < shrink->record->policy_count; i++) {
		for (j = shrink->record->policies[i].rule_count; j > 0; j--)
			drop_rule(shrink, i, j - 1);
		for (j = 0; j < shrink->record->policies[i].rule_count; j++)
			shrink_rule(shrink, offsetof(struct case_record,
						     policies[i].rules[j]));
	}
}

static void shrink_once(struct shrink *shrink)
{
	struct case_record changed;
	u32 i;

	drop_aces(shrink, AT(dacl));
	drop_aces(shrink, AT(sacl));
	CLEAR(shrink, sacl);
	drop_groups(shrink, AT(groups));
	drop_groups(shrink, AT(restricted));
	drop_groups(shrink, AT(capabilities));
	drop_groups(shrink, AT(device_groups));
	drop_groups(shrink, AT(restricted_device_groups));
	changed = *shrink->record;
	changed.package = SID_NONE;
	memset(&changed.capabilities, 0, sizeof(changed.capabilities));
	offer(shrink, &changed);
	changed = *shrink->record;
	changed.self = SID_NONE;
	offer(shrink, &changed);
	changed = *shrink->record;
	changed.type = KACS_TOKEN_PRIMARY;
	changed.level = 0;
	offer(shrink, &changed);
	changed = *shrink->record;
	changed.integrity = KACS_INTEGRITY_SYSTEM;
	offer(shrink, &changed);
	changed = *shrink->record;
	changed.mapping = kacs_file_mapping;
	offer(shrink, &changed);
	for (i = shrink->record->node_count; i > 0; i--) {
		changed = *shrink->record;
		changed.node_count = i - 1;
		offer(shrink, &changed);
	}
	shrink_policies(shrink);
	CLEAR(shrink, result_list);
	CLEAR(shrink, write_restricted);
	CLEAR(shrink, user_deny_only);
	CLEAR(shrink, confinement_exempt);
	CLEAR(shrink, policy);
	CLEAR(shrink, pip_type);
	CLEAR(shrink, pip_trust);
	CLEAR(shrink, intent);
	CLEAR(shrink, user_claims);
	CLEAR(shrink, device_claims);
	CLEAR(shrink, local_claims);
	DROP_BITS(shrink, privileges);
	DROP_BITS(shrink, audit_policy);
	DROP_BITS(shrink, desired);
	drop_masks(shrink, AT(dacl));
	drop_masks(shrink, AT(sacl));
}

void case_shrink(struct case_record *record, case_test bad, void *context)
{
	struct shrink shrink = {record, bad, context, true};

	while (shrink.progress) {
		shrink.progress = false;
		shrink_once(&shrink);
	}
}
