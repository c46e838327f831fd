// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include <stdarg.h>
#include <stdio.h>

#include "coverage.h"
#include "generate.h"

#define STEPS (KACS_STEP_RESULT + 1)
#define EFFECTS (KACS_EFFECT_NONE + 1)
#define NOTES (KACS_NOTE_RECOVERY + 1)
#define TRUTHS (KACS_TRUTH_UNKNOWN + 1)

static const char *const effects[EFFECTS] = {
	[KACS_EFFECT_GRANT] = "grant",	  [KACS_EFFECT_DENY] = "deny",
	[KACS_EFFECT_REMOVE] = "remove",  [KACS_EFFECT_RESTORE] = "restore",
	[KACS_EFFECT_NONE] = "no effect",
};

static u64 ace_types[256];
static u64 ace_flags[8];
static u64 did[STEPS][EFFECTS];
static u64 noted[NOTES];
static u64 allowed, denied;
static u64 operators[256];	  /* tokens of well-formed conditions */
static u64 skipped_rules[TRUTHS]; /* by the value of their condition */
static u64 events[EVENT_STAGING_MISMATCH + 1][2];
static u64 fired[256][2][2];  /* audit ACEs: success, of a policy */
static u64 privileges[64][2]; /* used in vain, used */
static u64 mismatches[2];     /* by events or nodes, by rights */
static u64 continuous, lists;

/* What every run must reach, whatever its features. */
static const u8 required[][2] = {
	{KACS_STEP_PRIVILEGES, KACS_EFFECT_GRANT},
	{KACS_STEP_INTEGRITY, KACS_EFFECT_DENY},
	{KACS_STEP_TRUST, KACS_EFFECT_DENY},
	{KACS_STEP_TRUST, KACS_EFFECT_REMOVE},
	{KACS_STEP_DACL, KACS_EFFECT_GRANT},
	{KACS_STEP_DACL, KACS_EFFECT_DENY},
	{KACS_STEP_DACL, KACS_EFFECT_NONE},
	{KACS_STEP_OWNERSHIP, KACS_EFFECT_GRANT},
	{KACS_STEP_RESTRICTED, KACS_EFFECT_REMOVE},
	{KACS_STEP_RESTRICTED, KACS_EFFECT_RESTORE},
	{KACS_STEP_CONFINEMENT, KACS_EFFECT_REMOVE},
};

static const u8 audited_privileges[] = {KACS_SE_SECURITY, KACS_SE_BACKUP,
					KACS_SE_RESTORE, KACS_SE_TAKE_OWNERSHIP,
					KACS_SE_RELABEL};

/* The length of the token at @bytes, which is well-formed. */
static u32 token_bytes(const u8 *bytes)
{
	if (bytes[0] >= 0x01 && bytes[0] <= 0x04)
		return 11;
	if (bytes[0] == 0x10 || bytes[0] == 0x18 || bytes[0] == 0x50 ||
	    bytes[0] == 0x51 || bytes[0] >= 0xf8)
		return 5 + kacs_load_le32(bytes + 1);
	return 1;
}

static void count_condition(const struct case_record *record,
			    const struct case_data *data)
{
	const u8 *bytes = record->data + data->at;
	u32 at = 4;

	if (kacs_condition_validate(bytes, data->len, 0, NULL))
		return;
	while (at < data->len) {
		operators[bytes[at]]++;
		at += token_bytes(bytes + at);
	}
}

static void count_acl(const struct case_record *record,
		      const struct case_acl *acl)
{
	if (!acl->present || acl->null)
		return;
	for (u32 i = 0; i < acl->count; i++) {
		const struct case_ace *ace = &acl->aces[i];

		ace_types[ace->type]++;
		for (u32 bit = 0; bit < 8; bit++)
			ace_flags[bit] += ace->flags >> bit & 1;
		count_condition(record, &ace->data);
	}
}

static void count_policies(const struct case_record *record)
{
	for (u32 i = 0; i < record->policy_count; i++) {
		const struct case_policy *policy = &record->policies[i];

		for (u32 j = 0; j < policy->rule_count; j++) {
			count_condition(record, &policy->rules[j].condition);
			for (u32 k = 0; k < RULE_ACLS; k++)
				count_acl(record, &policy->rules[j].acls[k]);
		}
	}
}

static void count_events(const struct case_answer *answer)
{
	for (u32 i = 0; i < answer->words[ANSWER_EVENTS]; i++) {
		const u32 *event = answer->events[i];
		u32 success = event[EVENT_SUCCESS];

		events[event[EVENT_KIND]][success]++;
		if (event[EVENT_KIND] == EVENT_SACL)
			fired[event[EVENT_SUBJECT] & 0xff][success]
			     [event[EVENT_SOURCE] != EVENT_OBJECT]++;
		if (event[EVENT_KIND] == EVENT_PRIVILEGE_USE)
			privileges[event[EVENT_SUBJECT]][success]++;
	}
}

void coverage_add(const struct case_record *record,
		  const struct kacs_trace *trace,
		  const struct case_answer *answer)
{
	const u32 *words = answer->words;
	u32 count =
		trace->count < trace->capacity ? trace->count : trace->capacity;

	count_acl(record, &record->dacl);
	count_acl(record, &record->sacl);
	count_policies(record);
	for (u32 i = 0; i < count; i++) {
		const struct kacs_trace_entry *entry = &trace->entries[i];

		if (entry->step < STEPS && entry->effect < EFFECTS)
			did[entry->step][entry->effect]++;
		if (entry->note < NOTES)
			noted[entry->note]++;
		if (entry->note == KACS_NOTE_NOT_APPLICABLE &&
		    entry->condition < TRUTHS)
			skipped_rules[entry->condition]++;
	}
	if (words[ANSWER_STATUS])
		return;
	if (words[ANSWER_ALLOWED])
		allowed++;
	else
		denied++;
	count_events(answer);
	if (words[ANSWER_MISMATCH])
		mismatches[words[ANSWER_STAGED] != words[ANSWER_GRANTED]]++;
	continuous += words[ANSWER_CONTINUOUS] != 0;
	lists += record->result_list;
}

static bool type_expected(u32 type, u32 features)
{
	switch (type) {
	case KACS_ACE_ACCESS_ALLOWED_OBJECT:
	case KACS_ACE_ACCESS_DENIED_OBJECT:
		return features & FEATURE_TREES;
	case KACS_ACE_ACCESS_ALLOWED_CALLBACK:
	case KACS_ACE_ACCESS_DENIED_CALLBACK:
	case KACS_ACE_SYSTEM_RESOURCE_ATTRIBUTE:
		return features & FEATURE_CONDITIONS;
	case KACS_ACE_ACCESS_ALLOWED_CALLBACK_OBJECT:
	case KACS_ACE_ACCESS_DENIED_CALLBACK_OBJECT:
		return (features & FEATURE_CONDITIONS) &&
		       (features & FEATURE_TREES);
	case KACS_ACE_SYSTEM_SCOPED_POLICY_ID:
		return features & FEATURE_POLICIES;
	}
	return true;
}

static bool is_required(u32 step, u32 effect)
{
	for (u32 i = 0; i < sizeof(required) / sizeof(required[0]); i++)
		if (required[i][0] == step && required[i][1] == effect)
			return true;
	return false;
}

/* Print a count; 1 if it should not be 0 and is. */
__attribute__((format(printf, 3, 4))) static u32
reached(u64 count, bool expected, const char *format, ...)
{
	va_list arguments;

	printf("# %s", count || !expected ? "" : "never: ");
	va_start(arguments, format);
	vprintf(format, arguments);
	va_end(arguments);
	printf(": %llu\n", (unsigned long long)count);
	return !count && expected;
}

static u32 print_conditions(u32 features)
{
	static const u8 codes[] = {0x01, 0x02, 0x03, 0x04, 0x10, 0x18, 0x50,
				   0x51, 0x80, 0x81, 0x82, 0x83, 0x84, 0x85,
				   0x86, 0x87, 0x88, 0x89, 0x8a, 0x8b, 0x8c,
				   0x8d, 0x8e, 0x8f, 0x90, 0x91, 0x92, 0x93,
				   0xa0, 0xa1, 0xa2, 0xf8, 0xf9, 0xfa, 0xfb};
	bool expected = features & FEATURE_CONDITIONS;
	u32 missing = 0;

	for (u32 i = 0; i < sizeof(codes); i++)
		missing += reached(operators[codes[i]], expected,
				   "condition token 0x%02x", codes[i]);
	return missing;
}

static u32 print_policies(u32 features)
{
	bool policies = features & FEATURE_POLICIES;
	bool conditions = policies && features & FEATURE_CONDITIONS;
	u32 missing = 0;

	missing += reached(did[KACS_STEP_POLICY][KACS_EFFECT_REMOVE], policies,
			   "rights that a policy removed");
	missing +=
		reached(noted[KACS_NOTE_RECOVERY], policies, "recovery policy");
	missing += reached(skipped_rules[KACS_TRUTH_FALSE], conditions,
			   "rules that do not apply");
	missing += reached(skipped_rules[KACS_TRUTH_UNKNOWN], conditions,
			   "rules not known to apply");
	missing += reached(mismatches[1], policies,
			   "staging mismatches of rights");
	missing += reached(mismatches[0], policies,
			   "staging mismatches of events or nodes only");
	missing += reached(events[EVENT_STAGING_MISMATCH][1],
			   policies && features & FEATURE_TREES,
			   "staging mismatches of nodes");
	return missing;
}

static u32 print_audit(u32 features)
{
	static const u8 types[] = {KACS_ACE_SYSTEM_AUDIT,
				   KACS_ACE_SYSTEM_AUDIT_OBJECT,
				   KACS_ACE_SYSTEM_AUDIT_CALLBACK,
				   KACS_ACE_SYSTEM_AUDIT_CALLBACK_OBJECT};
	u32 missing = 0, i, success;

	for (success = 0; success < 2; success++) {
		const char *what = success ? "success" : "failure";

		for (i = 0; i < sizeof(types); i++) {
			missing += reached(fired[types[i]][success][0], true,
					   "event of the object, %s, ACE type "
					   "0x%02x",
					   what, types[i]);
			missing += reached(fired[types[i]][success][1],
					   features & FEATURE_POLICIES,
					   "event of a policy, %s, ACE type "
					   "0x%02x",
					   what, types[i]);
		}
		for (i = 0; i < sizeof(audited_privileges); i++)
			missing += reached(
				privileges[audited_privileges[i]][success],
				true, "event of privilege %u, %s",
				audited_privileges[i], what);
		missing += reached(events[EVENT_FORCED][success], true,
				   "forced event, %s", what);
	}
	missing += reached(continuous, true, "continuous auditing");
	missing += reached(lists, features & FEATURE_TREES, "result lists");
	return missing;
}

u32 coverage_print(u32 features)
{
	u32 missing = 0, i, j;

	printf("# %llu allowed, %llu denied\n", (unsigned long long)allowed,
	       (unsigned long long)denied);
	for (i = 0; i <= KACS_ACE_SYSTEM_PROCESS_TRUST_LABEL; i++)
		missing += reached(ace_types[i], type_expected(i, features),
				   "ACE type 0x%02x", i);
	for (i = 0; i < 8; i++)
		printf("# ACE flag 0x%02x: %llu\n", 1u << i,
		       (unsigned long long)ace_flags[i]);
	for (i = 0; i < STEPS; i++)
		for (j = 0; j < EFFECTS; j++)
			if (did[i][j] && !is_required(i, j))
				printf("# step %s, %s: %llu\n",
				       kacs_step_name(i), effects[j],
				       (unsigned long long)did[i][j]);
	for (i = 0; i < NOTES; i++)
		printf("# note %u: %llu\n", i, (unsigned long long)noted[i]);
	for (i = 0; i < sizeof(required) / sizeof(required[0]); i++)
		missing +=
			reached(did[required[i][0]][required[i][1]], true,
				"step %s, %s", kacs_step_name(required[i][0]),
				effects[required[i][1]]);
	return missing + print_conditions(features) + print_policies(features) +
	       print_audit(features);
}
