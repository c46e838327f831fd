/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * An independent model of AccessCheck for differential tests: 10.10 with loops
 * and lists where the core has tables and masks. It knows SIDs as small
 * numbers and shares no code with the core.
 */
#ifndef KACS_CORE_MODEL_TEST_SUPPORT_H
#define KACS_CORE_MODEL_TEST_SUPPORT_H

#include "base.h"

#define MODEL_MAX 8

/* A SID: an index into the test's list of names. NOBODY: none. */
#define MODEL_NOBODY 0xffu

struct model_group {
	u8 sid;
	u32 attributes;
};

struct model_ace {
	u8 type;
	u8 flags;
	u32 mask;
	u8 sid;
};

struct model_question {
	/* Token. */
	u8 user;
	bool user_deny_only;
	struct model_group groups[MODEL_MAX];
	u32 group_count;
	u8 restricted[MODEL_MAX];
	u32 restricted_count;
	u32 restricted_device_count;
	bool write_restricted;
	u8 confinement;
	u8 capabilities[MODEL_MAX];
	u32 capability_count;
	bool confinement_exempt;
	u64 privileges;
	u32 integrity;
	u32 policy;
	bool identification;
	/* Object. */
	u8 owner;
	bool has_dacl;
	struct model_ace dacl[MODEL_MAX];
	u32 dacl_count;
	struct model_ace sacl[MODEL_MAX];
	u32 sacl_count;
	/* Request. */
	u32 desired;
	u32 intent;
	u32 pip_type;
	u32 pip_trust;
	u8 self;
	u32 map[4]; /* read, write, execute, all */
	/* What the model must know of its SIDs. */
	u8 owner_rights_sid;
	u8 self_sid;
	u32 integrity_of[32]; /* by SID: level of a label */
	u32 trust_type_of[32];
	u32 trust_of[32];
};

struct model_answer {
	bool allowed;
	u32 granted;
	u32 privilege_granted;
};

struct model_answer model_check(const struct model_question *question);

#endif /* KACS_CORE_MODEL_TEST_SUPPORT_H */
