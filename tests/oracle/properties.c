// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "properties.h"
#include "compare.h"

#define OWNER_IMPLICIT (KACS_READ_CONTROL | KACS_WRITE_DAC)

static struct case_answer ask(const struct case_record *record,
			      struct kacs_trace *trace)
{
	struct case_answer answer;
	u8 bytes[CASE_MAX_BYTES];

	core_answer(bytes, case_encode(record, bytes), trace, &answer);
	return answer;
}

static u32 granted(const struct case_record *record)
{
	return ask(record, NULL).words[ANSWER_GRANTED];
}

static bool within(u32 less, u32 more)
{
	return (less & ~more) == 0;
}

static void unrestrict(struct case_record *record)
{
	record->restricted.count = 0;
	record->restricted_device_groups.count = 0;
	record->write_restricted = false;
}

static void unconfine(struct case_record *record)
{
	record->package = SID_NONE;
	record->capabilities.count = 0;
}

/* Put an ACE before all others; the last makes room if need be. */
static void prepend(struct case_acl *acl, const struct case_ace *ace)
{
	if (!acl->present || acl->null)
		acl->count = 0;
	acl->present = true;
	acl->null = false;
	if (acl->count == CASE_MAX_ACES)
		acl->count--;
	memmove(acl->aces + 1, acl->aces, acl->count * sizeof(*ace));
	acl->aces[0] = *ace;
	acl->count++;
}

static bool restricting_never_widens(const struct case_record *record,
				     bool *applies)
{
	struct case_record other = *record;

	*applies = record->restricted.count > 0;
	unrestrict(&other);
	other.user_deny_only = record->user_deny_only;
	return within(granted(record), granted(&other));
}

static bool confinement_never_widens(const struct case_record *record,
				     bool *applies)
{
	struct case_record other = *record;

	*applies = record->package != SID_NONE && !record->confinement_exempt;
	unconfine(&other);
	return within(granted(record), granted(&other));
}

static bool
pip_takes_back_what_privileges_gave(const struct case_record *record,
				    bool *applies)
{
	struct case_record other = *record;
	struct case_ace label = {.type = KACS_ACE_SYSTEM_PROCESS_TRUST_LABEL,
				 .sid = SID_TRUST_ISOLATED};
	struct case_answer answer;
	u32 closed = record->mapping.all | KACS_ACCESS_SYSTEM_SECURITY;

	*applies = record->privileges != 0 && record->owner != SID_NONE;
	prepend(&other.sacl, &label);
	other.pip_type = 0;
	other.pip_trust = 0;
	answer = ask(&other, NULL);
	return !(answer.words[ANSWER_GRANTED] & closed) &&
	       !(answer.words[ANSWER_PRIVILEGE_GRANTED] & closed);
}

static bool identification_gets_nothing(const struct case_record *record,
					bool *applies)
{
	struct case_record other = *record;
	struct case_answer answer;

	*applies = true;
	other.type = KACS_TOKEN_IMPERSONATION;
	other.level = KACS_LEVEL_IDENTIFICATION;
	answer = ask(&other, NULL);
	return !answer.words[ANSWER_ALLOWED] && !answer.words[ANSWER_GRANTED];
}

/* Nothing but the one ACE: no right of the owner is left. */
static bool owner_rights_suppress_implicit(const struct case_record *record,
					   bool *applies)
{
	struct case_record other = *record;
	struct case_ace ace = {.type = KACS_ACE_ACCESS_ALLOWED,
			       .sid = SID_OWNER_RIGHTS};
	struct case_answer answer;

	*applies = record->owner == record->user && !record->user_deny_only;
	other.dacl.count = 0;
	prepend(&other.dacl, &ace);
	answer = ask(&other, NULL);
	return within(answer.words[ANSWER_GRANTED] & OWNER_IMPLICIT,
		      answer.words[ANSWER_PRIVILEGE_GRANTED]);
}

static bool empty_dacl_grants_owner_only(const struct case_record *record,
					 bool *applies)
{
	struct case_record other = *record;
	struct case_answer answer;

	*applies = record->owner != SID_NONE;
	other.dacl.present = true;
	other.dacl.null = false;
	other.dacl.count = 0;
	answer = ask(&other, NULL);
	return within(answer.words[ANSWER_GRANTED],
		      answer.words[ANSWER_PRIVILEGE_GRANTED] | OWNER_IMPLICIT);
}

/* ... to whom no mandatory step refuses anything. */
static bool null_dacl_grants_everything(const struct case_record *record,
					bool *applies)
{
	struct case_record other = *record;
	u32 all = record->mapping.all & ~KACS_ACCESS_SYSTEM_SECURITY;

	*applies = record->owner != SID_NONE;
	other.type = KACS_TOKEN_PRIMARY;
	other.level = 0;
	other.policy = 0;
	other.sacl.count = 0;
	other.dacl.null = true;
	other.desired = KACS_MAXIMUM_ALLOWED;
	return within(all, granted(&other));
}

/* The last ACE of the DACL that decided a wanted right, and all are decided. */
static bool last_decider(const struct kacs_trace *trace, u32 desired, u32 *last)
{
	*last = 0;
	for (u32 bit = 0; bit < 32; bit++) {
		const struct kacs_attribution *by = &trace->rights[bit];

		if (!(desired >> bit & 1))
			continue;
		if (by->step != KACS_STEP_DACL || by->acl != KACS_ACL_DACL ||
		    by->ace == KACS_NO_ACE)
			return false;
		if (by->ace > *last)
			*last = by->ace;
	}
	return desired != 0;
}

static bool order_behind_the_decider_is_free(const struct case_record *record,
					     bool *applies)
{
	struct case_record plain = *record, other;
	struct case_answer answer, again;
	struct kacs_trace trace;
	u32 last, i, j;

	unrestrict(&plain);
	unconfine(&plain);
	plain.desired &= ~KACS_MAXIMUM_ALLOWED;
	kacs_trace_init(&trace, NULL, 0);
	answer = ask(&plain, &trace);
	if (!last_decider(&trace, answer.words[ANSWER_DESIRED], &last) ||
	    plain.dacl.count < last + 3)
		return true;
	*applies = true;
	other = plain;
	for (i = last + 1, j = plain.dacl.count - 1; i < plain.dacl.count;
	     i++, j--)
		other.dacl.aces[i] = plain.dacl.aces[j];
	again = ask(&other, NULL);
	return answer.words[ANSWER_GRANTED] == again.words[ANSWER_GRANTED];
}

/* 10.2: "what can I do?" and "can I do this?" agree. */
static bool maximum_agrees_with_targeted(const struct case_record *record,
					 bool *applies)
{
	struct case_record maximum = *record, targeted = *record;
	struct case_answer answer;

	*applies = record->desired & ~KACS_MAXIMUM_ALLOWED;
	targeted.desired &= ~KACS_MAXIMUM_ALLOWED;
	maximum.desired |= KACS_MAXIMUM_ALLOWED;
	answer = ask(&targeted, NULL);
	/* Taking ownership is part of what MAXIMUM_ALLOWED asks for. */
	return answer.words[ANSWER_GRANTED] ==
	       (granted(&maximum) & answer.words[ANSWER_DESIRED]);
}

#define PROPERTY(name)      \
	{                   \
#name, name \
	}

const struct property properties[PROPERTY_COUNT] = {
	PROPERTY(restricting_never_widens),
	PROPERTY(confinement_never_widens),
	PROPERTY(pip_takes_back_what_privileges_gave),
	PROPERTY(identification_gets_nothing),
	PROPERTY(owner_rights_suppress_implicit),
	PROPERTY(empty_dacl_grants_owner_only),
	PROPERTY(null_dacl_grants_everything),
	PROPERTY(order_behind_the_decider_is_free),
	PROPERTY(maximum_agrees_with_targeted),
};
