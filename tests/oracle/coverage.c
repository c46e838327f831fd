// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include <stdio.h>

#include "coverage.h"
#include "generate.h"

#define STEPS (KACS_STEP_RESULT + 1)
#define EFFECTS (KACS_EFFECT_NONE + 1)
#define NOTES (KACS_NOTE_NOT_WANTED + 1)

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

static void count_acl(const struct case_acl *acl)
{
	if (!acl->present || acl->null)
		return;
	for (u32 i = 0; i < acl->count; i++) {
		ace_types[acl->aces[i].type]++;
		for (u32 bit = 0; bit < 8; bit++)
			ace_flags[bit] += acl->aces[i].flags >> bit & 1;
	}
}

void coverage_add(const struct case_record *record,
		  const struct kacs_trace *trace,
		  const struct case_answer *answer)
{
	u32 count =
		trace->count < trace->capacity ? trace->count : trace->capacity;

	count_acl(&record->dacl);
	count_acl(&record->sacl);
	for (u32 i = 0; i < count; i++) {
		const struct kacs_trace_entry *entry = &trace->entries[i];

		if (entry->step < STEPS && entry->effect < EFFECTS)
			did[entry->step][entry->effect]++;
		if (entry->note < NOTES)
			noted[entry->note]++;
	}
	if (answer->words[ANSWER_ALLOWED])
		allowed++;
	else
		denied++;
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
		return false;
	}
	return true;
}

u32 coverage_print(u32 features)
{
	u32 missing = 0, i, j;

	printf("# %llu allowed, %llu denied\n", (unsigned long long)allowed,
	       (unsigned long long)denied);
	for (i = 0; i <= KACS_ACE_SYSTEM_PROCESS_TRUST_LABEL; i++) {
		printf("# ACE type 0x%02x: %llu\n", i,
		       (unsigned long long)ace_types[i]);
		if (ace_types[i] || !type_expected(i, features))
			continue;
		printf("# never: ACE type 0x%02x\n", i);
		missing++;
	}
	for (i = 0; i < 8; i++)
		printf("# ACE flag 0x%02x: %llu\n", 1u << i,
		       (unsigned long long)ace_flags[i]);
	for (i = 0; i < STEPS; i++)
		for (j = 0; j < EFFECTS; j++)
			if (did[i][j])
				printf("# step %s, %s: %llu\n",
				       kacs_step_name(i), effects[j],
				       (unsigned long long)did[i][j]);
	for (i = 0; i < NOTES; i++)
		printf("# note %u: %llu\n", i, (unsigned long long)noted[i]);
	for (i = 0; i < sizeof(required) / sizeof(required[0]); i++) {
		if (did[required[i][0]][required[i][1]])
			continue;
		printf("# never: step %s, %s\n", kacs_step_name(required[i][0]),
		       effects[required[i][1]]);
		missing++;
	}
	return missing;
}
