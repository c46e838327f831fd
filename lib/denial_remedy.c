// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* What would change the answer of a gate, which no descriptor decides. */
#include "buffer.h"
#include "enums.h"
#include "explanation.h"

#include <errno.h>

#include <kacs/explain.h>
#include <kacs/spec.h>

#include "../core/token_spec.h"

/* The privileges that the refused token has, enabled or not. */
static u64 present_privileges(const struct kacs_denial *denial)
{
	struct kacs_token_spec spec;

	if (!denial->token_offset || denial->token_len < sizeof(spec))
		return 0;
	kacs_token_spec_load((const u8 *)denial + denial->token_offset, &spec);
	return spec.privs_present;
}

/* One that is there and asleep is nearer than one that is not. */
static void put_privilege(struct kacs_buffer *out,
			  const struct kacs_denial *denial, u64 mask)
{
	u64 asleep = mask & present_privileges(denial);
	const struct kacs_enum *entry;

	for (entry = kacs_privilege_enum; entry->name; entry++) {
		u64 bit = KACS_PRIVILEGE(entry->value);

		if (!(mask & bit) || (asleep && !(asleep & bit)))
			continue;
		kacs_buffer_printf(
			out,
			asleep ? "with %s enabled, which the token has (kacs priv --enable %s)"
			       : "with a token that has %s",
			entry->name, entry->name);
		return;
	}
}

static const char *rule_remedy(u32 rule)
{
	switch (rule) {
	case KACS_RULE_PINNED:
		return "with a new file in its place";
	case KACS_RULE_MODE:
		return "with another mode (chmod), or for the owner, SYSTEM and members of Administrators";
	case KACS_RULE_SD_XATTR:
		return "with kacs sd, which reads and sets descriptors";
	case KACS_RULE_DELETE_ON_CLOSE:
		return "under another name, or once the file is gone";
	default:
		return NULL;
	}
}

static void put_remedy(struct kacs_buffer *out,
		       const struct kacs_denial *denial)
{
	const char *text = NULL;

	switch (denial->step) {
	case KACS_STEP_PRIVILEGE_REQUIRED:
	case KACS_STEP_CAPABILITY:
		put_privilege(out, denial, denial->privilege);
		return;
	case KACS_STEP_PROTECTION:
		kacs_buffer_printf(
			out,
			"by a program that is signed for at least the trust (%u, %u)",
			denial->target_pip_type, denial->target_pip_trust);
		return;
	case KACS_STEP_MITIGATION:
		text = denial->errno_value == EBUSY
			       ? "before the process has mapped that"
			       : "in a process that none of its ancestors bound to it";
		break;
	case KACS_STEP_IMPERSONATION:
		text = "in a process that is not restricted";
		break;
	case KACS_STEP_NO_SD:
	case KACS_STEP_CORRUPT_SD:
		text = "after SeRestorePrivilege has given it a descriptor (kacs sd set)";
		break;
	case KACS_STEP_HANDLE:
		text = "with a handle that was opened for that, if the object's descriptor allows it";
		break;
	case KACS_STEP_FIXED_RULE:
		text = rule_remedy(denial->rule);
		break;
	default:
		if (denial->object_type == KACS_OBJECT_PROCESS)
			put_privilege(out, denial,
				      KACS_PRIVILEGE(KACS_SE_DEBUG));
		return;
	}
	if (text)
		kacs_buffer_text(out, text);
}

char *kacs_denial_remedy(const struct kacs_denial *denial)
{
	struct kacs_buffer out = {0};

	put_remedy(&out, denial);
	if (!out.len && !out.failed) {
		errno = ENODATA;
		return NULL;
	}
	return kacs_buffer_take_text(&out);
}
