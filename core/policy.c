// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * Policy specifications, validated once, then prepared.
 *
 * The same parser measures and prepares. It is given a counting struct and no
 * room for rules and ACEs, or all of them.
 */
#include "check.h"
#include "policy.h"

/* The fields of a rule, in their order. */
enum field {
	FIELD_APPLIES_TO,
	FIELD_DACL,
	FIELD_SACL,
	FIELD_STAGED_DACL,
	FIELD_STAGED_SACL,
	FIELD_COUNT,
};

struct parser {
	const u8 *bytes;
	u32 len;
	u32 at;
	u32 words; /* that ACEs and notes take */
	u32 *next; /* room for them, or NULL: count only */
	struct kacs_error *error;
};

/* A length and as many bytes. */
static int read_field(struct parser *parser, u32 most, u32 *start, u32 *len)
{
	u32 left = parser->len - parser->at;

	if (left < 4)
		return kacs_fail(parser->error, KACS_E_TRUNCATED, parser->len);
	*len = kacs_load_le32(parser->bytes + parser->at);
	if (*len > most)
		return kacs_fail(parser->error, KACS_E_TOO_LARGE, parser->at);
	if (*len > left - 4)
		return kacs_fail(parser->error, KACS_E_TRUNCATED, parser->at);
	*start = parser->at + 4;
	parser->at = *start + *len;
	return KACS_OK;
}

/* The next words are in use. */
static void take(struct parser *parser, u32 words)
{
	parser->words += words;
	if (parser->next)
		parser->next += words;
}

static int read_applies_to(struct parser *parser, struct kacs_policy_rule *rule)
{
	u32 start, len, words;
	int reason;

	reason = read_field(parser, KACS_POLICY_MAX_CONDITION_BYTES, &start,
			    &len);
	if (reason || !len)
		return reason;
	rule->applies_to = parser->bytes + start;
	rule->applies_to_len = len;
	reason = kacs_condition_measure(rule->applies_to, len, start, &words,
					parser->error);
	if (reason)
		return reason;
	if (parser->next) {
		kacs_condition_prepare(rule->applies_to, len, parser->next);
		rule->applies_to_notes = parser->next;
	}
	take(parser, words);
	return KACS_OK;
}

static int read_acl(struct parser *parser, struct kacs_acl *acl)
{
	u32 start, len;
	int reason;

	reason = read_field(parser, KACS_POLICY_MAX_ACL_BYTES, &start, &len);
	if (reason || !len)
		return reason;
	reason = kacs_acl_prepare(parser->bytes + start, len, start,
				  (struct kacs_ace *)parser->next, acl,
				  parser->error);
	if (reason)
		return reason;
	take(parser, kacs_acl_room(acl) / (u32)sizeof(u32));
	return KACS_OK;
}

static int read_rule(struct parser *parser, struct kacs_policy_rule *rule)
{
	struct kacs_acl *const acls[FIELD_COUNT] = {
		[FIELD_DACL] = &rule->dacl,
		[FIELD_SACL] = &rule->sacl,
		[FIELD_STAGED_DACL] = &rule->staged_dacl,
		[FIELD_STAGED_SACL] = &rule->staged_sacl,
	};
	u32 field, at;
	int reason;

	memset(rule, 0, sizeof(*rule));
	reason = read_applies_to(parser, rule);
	for (field = FIELD_DACL; !reason && field < FIELD_COUNT; field++) {
		at = parser->at;
		reason = read_acl(parser, acls[field]);
		if (!reason && field == FIELD_DACL && !rule->dacl.bytes)
			reason = kacs_fail(parser->error, KACS_E_POLICY_DACL,
					   at);
	}
	return reason;
}

/* @rules: room for them, or NULL: count only. */
static int parse(struct parser *parser, struct kacs_policy_rule *rules,
		 u32 *rule_count)
{
	struct kacs_policy_rule rule;
	int reason;
	u32 i;

	if (parser->len > KACS_POLICY_MAX_BYTES)
		return kacs_fail(parser->error, KACS_E_TOO_LARGE,
				 KACS_POLICY_MAX_BYTES);
	if (parser->len < KACS_POLICY_HEADER_BYTES)
		return kacs_fail(parser->error, KACS_E_TRUNCATED, parser->len);
	if (parser->bytes[0] != KACS_POLICY_VERSION)
		return kacs_fail(parser->error, KACS_E_REVISION, 0);
	*rule_count = kacs_load_le32(parser->bytes + 1);
	if (*rule_count > KACS_POLICY_MAX_RULES)
		return kacs_fail(parser->error, KACS_E_COUNT, 1);
	parser->at = KACS_POLICY_HEADER_BYTES;
	for (i = 0; i < *rule_count; i++) {
		reason = read_rule(parser, rules ? &rules[i] : &rule);
		if (reason)
			return reason;
	}
	if (parser->at != parser->len)
		return kacs_fail(parser->error, KACS_E_TRAILING, parser->at);
	return KACS_OK;
}

int kacs_policy_measure(const u8 *bytes, u32 len, const struct kacs_sid *sid,
			u32 *size, struct kacs_error *error)
{
	struct parser parser = {.bytes = bytes, .len = len, .error = error};
	u32 rule_count;
	int reason = parse(&parser, NULL, &rule_count);

	if (reason)
		return reason;
	*size = (u32)sizeof(struct kacs_policy) +
		rule_count * (u32)sizeof(struct kacs_policy_rule) +
		parser.words * (u32)sizeof(u32) + len + sid->len;
	return KACS_OK;
}

int kacs_policy_prepare(void *mem, u32 size, const u8 *bytes, u32 len,
			const struct kacs_sid *sid,
			const struct kacs_policy **policy,
			struct kacs_error *error)
{
	struct kacs_policy *prepared = mem;
	struct kacs_policy_rule *rules = (void *)(prepared + 1);
	struct parser parser = {.len = len, .error = error};
	u32 needed, rule_count;
	u8 *copy, *name;
	int reason;

	if (len > KACS_POLICY_MAX_BYTES)
		return kacs_fail(error, KACS_E_TOO_LARGE,
				 KACS_POLICY_MAX_BYTES);
	if (size < sizeof(*prepared) + len + sid->len)
		return kacs_fail(error, KACS_E_NO_ROOM, 0);
	/* Parse the copy: @bytes may change meanwhile. */
	copy = (u8 *)mem + (size - len);
	memcpy(copy, bytes, len);
	reason = kacs_policy_measure(copy, len, sid, &needed, error);
	if (reason)
		return reason;
	if (needed > size)
		return kacs_fail(error, KACS_E_NO_ROOM, 0);
	name = copy - sid->len;
	memcpy(name, sid->bytes, sid->len);
	parser.bytes = copy;
	rule_count = kacs_load_le32(copy + 1);
	parser.next = (u32 *)(rules + rule_count);
	/* It has been parsed before, so that nothing can be wrong with it. */
	parse(&parser, rules, &rule_count);
	*prepared = (struct kacs_policy){
		.sid = {name, sid->len, sid->hash},
		.rules = rules,
		.rule_count = rule_count,
		.size = size,
		.bytes = copy,
		.len = len,
	};
	*policy = prepared;
	return KACS_OK;
}

int kacs_policy_compare(const struct kacs_sid *a, const struct kacs_sid *b)
{
	if (a->len != b->len)
		return a->len < b->len ? -1 : 1;
	return memcmp(a->bytes, b->bytes, a->len);
}

const struct kacs_policy *kacs_policy_find(const struct kacs_policy_set *set,
					   struct kacs_sid sid)
{
	u32 low = 0, high = set ? set->count : 0;
	u32 middle;
	int order;

	while (low < high) {
		middle = (low + high) / 2;
		order = kacs_policy_compare(&set->policies[middle]->sid, &sid);
		if (!order)
			return set->policies[middle];
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return NULL;
}

/*
 * GENERIC_ALL for Administrators, SYSTEM and OWNER RIGHTS. Generic on purpose:
 * the walk maps it for whatever object it is (10.8).
 */
static const u8 recovery_dacl[] = {
	/* revision, size, count */
	2, 0, 72, 0, 3, 0, 0, 0,
	/* type, flags, size, mask, S-1-5-32-544 */
	0, 0, 24, 0, 0, 0, 0, 0x10, /**/
	1, 2, 0, 0, 0, 0, 0, 5, 32, 0, 0, 0, 0x20, 2, 0, 0,
	/* S-1-5-18 */
	0, 0, 20, 0, 0, 0, 0, 0x10, /**/
	1, 1, 0, 0, 0, 0, 0, 5, 18, 0, 0, 0,
	/* S-1-3-4 */
	0, 0, 20, 0, 0, 0, 0, 0x10,	    /**/
	1, 1, 0, 0, 0, 0, 0, 3, 4, 0, 0, 0, /**/
};

const struct kacs_policy *kacs_policy_recovery(struct kacs_recovery_policy *mem)
{
	memset(mem, 0, sizeof(*mem));
	kacs_acl_prepare(recovery_dacl, sizeof(recovery_dacl), 0, mem->aces,
			 &mem->rule.dacl, NULL);
	mem->policy.rules = &mem->rule;
	mem->policy.rule_count = 1;
	return &mem->policy;
}

enum kacs_truth kacs_policy_applies(const struct kacs_policy_rule *rule,
				    const struct kacs_check *check,
				    struct kacs_budget *budget)
{
	const struct kacs_condition condition = {
		.bytes = rule->applies_to,
		.notes = rule->applies_to_notes,
	};

	if (!rule->applies_to)
		return KACS_TRUTH_TRUE;
	return kacs_condition_evaluate(condition, check, budget,
				       KACS_PASS_APPLIES_TO, false);
}
