// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* What would change the answer of a gate, which no descriptor decides. */
#include "buffer.h"
#include "enums.h"
#include "explanation.h"

#include <errno.h>

#include <kacs/explain.h>
#include <kacs/process.h>
#include <kacs/spec.h>

#include "../core/token_spec.h"

/* The token that was refused; false: the record does not have it. */
static bool load_token(const struct kacs_denial *denial,
		       struct kacs_token_spec *spec)
{
	if (!denial->token_offset || denial->token_len < sizeof(*spec))
		return false;
	kacs_token_spec_load((const u8 *)denial + denial->token_offset, spec);
	return true;
}

bool kacs_refused_identifies(const struct kacs_denial *denial)
{
	struct kacs_token_spec spec;

	return load_token(denial, &spec) &&
	       spec.token_type == KACS_TOKEN_IMPERSONATION &&
	       spec.impersonation_level == KACS_LEVEL_IDENTIFICATION;
}

const char *kacs_refused_level_name(const struct kacs_denial *denial)
{
	const char *name = kacs_enum_name(kacs_level_enum, denial->level);

	return name ? name : "unknown";
}

#define ACTING "while impersonating at level impersonation"

/* One that is there and asleep is nearer than one that is not. */
static void put_privilege_name(struct kacs_buffer *out, u64 mask, u64 present)
{
	u64 asleep = mask & present;
	const struct kacs_enum *entry;

	for (entry = kacs_privilege_enum; entry->name; entry++) {
		u64 bit = KACS_PRIVILEGE(entry->value);

		if (!(mask & bit) || (asleep && !(asleep & bit)))
			continue;
		kacs_buffer_printf(
			out,
			asleep ? "with %s enabled, which the token has (kacs priv enable %s ...)"
			       : "with a token that has %s",
			entry->name, entry->name);
		return;
	}
}

/* No privilege counts in a token that may only be looked at. */
static void put_privilege(struct kacs_buffer *out,
			  const struct kacs_denial *denial, u64 mask)
{
	struct kacs_token_spec spec = {0};
	bool identifies = kacs_refused_identifies(denial) &&
			  mask != KACS_PRIVILEGE(KACS_SE_CHANGE_NOTIFY);

	load_token(denial, &spec);
	if (identifies && mask)
		kacs_buffer_text(out, ACTING);
	if (identifies && (mask & spec.privs_enabled))
		return;
	if (identifies && mask)
		kacs_buffer_text(out, ", ");
	put_privilege_name(out, mask, spec.privs_present);
}

static void put_impersonation(struct kacs_buffer *out,
			      const struct kacs_denial *denial)
{
	switch (denial->rule) {
	case KACS_RULE_RAISES_LEVEL:
		kacs_buffer_printf(
			out, "for an impersonation token at level %s or below",
			kacs_refused_level_name(denial));
		break;
	case KACS_RULE_IMPERSONATING:
		kacs_buffer_text(out, "after reverting to the process's token");
		break;
	default:
		kacs_buffer_text(out, "in a process that is not restricted");
	}
}

static const char *mitigation_remedy(const struct kacs_denial *denial)
{
	if (denial->errno_value != EBUSY)
		return "in a process that none of its ancestors bound to it";
	if (denial->rule == KACS_RULE_SHARED_MEMORY)
		return kacs_rule_remedy(denial->rule);
	if (denial->mitigation == KACS_MIT_SML)
		return "by the process itself, before it makes threads";
	return "before the process has mapped that";
}

static void put_rule(struct kacs_buffer *out, const struct kacs_denial *denial)
{
	const char *text = kacs_rule_remedy(denial->rule);

	if (!text)
		return;
	kacs_buffer_text(out, text);
	/* A token that may only be looked at is in no group that counts. */
	if ((denial->rule == KACS_RULE_MODE ||
	     denial->rule == KACS_RULE_OWNER) &&
	    kacs_refused_identifies(denial))
		kacs_buffer_text(out, ", " ACTING);
}

/* What stands beside the descriptor. */
static void put_beside(struct kacs_buffer *out,
		       const struct kacs_denial *denial)
{
	if (denial->step == KACS_STEP_GATE &&
	    denial->rule == KACS_RULE_IDENTIFICATION)
		kacs_buffer_text(out, ACTING);
	else if (denial->object_type == KACS_OBJECT_PROCESS)
		put_privilege(out, denial, KACS_PRIVILEGE(KACS_SE_DEBUG));
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
		if (denial->rule == KACS_RULE_DUMPABLE) {
			text = "in a process whose program is not signed";
			break;
		}
		kacs_buffer_printf(
			out,
			"by a program that is signed for at least the trust (%u, %u)",
			denial->target_pip_type, denial->target_pip_trust);
		return;
	case KACS_STEP_MITIGATION:
		text = mitigation_remedy(denial);
		break;
	case KACS_STEP_IMPERSONATION:
		put_impersonation(out, denial);
		return;
	case KACS_STEP_NO_SD:
	case KACS_STEP_CORRUPT_SD:
		text = "after SeRestorePrivilege has given it a descriptor (kacs sd set)";
		break;
	case KACS_STEP_HANDLE:
		text = "with a handle that was opened for that, if the object's descriptor allows it";
		break;
	case KACS_STEP_FIXED_RULE:
		put_rule(out, denial);
		return;
	default:
		put_beside(out, denial);
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
