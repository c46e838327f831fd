// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* Remedies: denials out of the DACL, a permission into it. */
#include "remedy.h"

#include <stdlib.h>

#include <kacs/descriptor.h>

bool kacs_removed_has(const struct kacs_removed *removed, u32 index)
{
	u32 i;

	for (i = 0; i < removed->count; i++)
		if (removed->index[i] == index)
			return true;
	return false;
}

u32 kacs_removed_original(const struct kacs_removed *removed, u32 index)
{
	u32 at;

	if (index == KACS_NO_ACE)
		return index;
	for (at = 0;; at++) {
		if (kacs_removed_has(removed, at))
			continue;
		if (index-- == 0)
			return at;
	}
}

bool kacs_removed_add(struct kacs_removed *removed, u32 index)
{
	u32 original = kacs_removed_original(removed, index), at;

	if (removed->count == KACS_MAX_REMOVED)
		return false;
	for (at = removed->count; at && removed->index[at - 1] > original; at--)
		removed->index[at] = removed->index[at - 1];
	removed->index[at] = original;
	removed->count++;
	return true;
}

const struct kacs_sd *kacs_removed_from(const struct kacs_removed *removed,
					const struct kacs_sd *sd, bool sacl)
{
	const struct kacs_ace *aces =
		sacl ? kacs_sd_sacl(sd) : kacs_sd_dacl(sd);
	u32 i, count = sacl ? sd->sacl.count : sd->dacl.count;
	const struct kacs_sd *result = NULL;
	struct kacs_acl_writer acl;
	struct kacs_sd_parts parts;

	kacs_acl_begin(&acl);
	for (i = 0; i < count; i++)
		if (!kacs_removed_has(removed, i))
			kacs_acl_append(&acl, sd->bytes + aces[i].offset,
					kacs_ace_size(sd, &aces[i]));
	kacs_acl_end(&acl);
	if (!acl.bytes.failed) {
		kacs_parts_of(sd, &parts);
		*(sacl ? &parts.sacl : &parts.dacl) = acl.bytes.data;
		*(sacl ? &parts.sacl_len : &parts.dacl_len) = acl.bytes.len;
		result = kacs_prepare_parts(&parts);
	}
	kacs_buffer_free(&acl.bytes);
	return result;
}

void kacs_put_removed(struct kacs_buffer *phrase,
		      const struct kacs_removed *removed)
{
	u32 i;

	kacs_buffer_printf(phrase, "without ACE%s ",
			   removed->count > 1 ? "s" : "");
	for (i = 0; i < removed->count; i++)
		kacs_buffer_printf(phrase, "%s%u",
				   i == 0		     ? ""
				   : i + 1 == removed->count ? " and "
							     : ", ",
				   removed->index[i]);
}

/* Does a deny ACE decide? Then it is one more to remove. */
static bool next_denial(const struct kacs_trace *trace, u32 missing,
			struct kacs_removed *removed)
{
	struct kacs_attribution decider = kacs_trace_decider(trace, missing);

	return decider.acl == KACS_ACL_DACL && decider.ace != KACS_NO_ACE &&
	       kacs_removed_add(removed, decider.ace);
}

static u32 still_missing(const struct kacs_remedies *remedies,
			 const struct kacs_sd *sd, struct kacs_trace *trace)
{
	struct kacs_check check = remedies->explanation->check;
	struct kacs_decision decision;

	check.sd = sd;
	kacs_trace_init(trace, NULL, 0);
	kacs_access_check(&check, &decision, trace);
	return decision.desired & ~decision.granted;
}

/*
 * Take away one deciding denial after the other. Return: the descriptor without
 * them, whether that is enough or not; NULL: no denial decides.
 */
static const struct kacs_sd *remove_denials(struct kacs_remedies *remedies,
					    struct kacs_removed *removed,
					    struct kacs_trace *trace,
					    bool *enough)
{
	struct kacs_explanation *explanation = remedies->explanation;
	const struct kacs_sd *sd = NULL;
	u32 missing = explanation->missing;

	*trace = explanation->trace;
	trace->entries = NULL;
	trace->capacity = 0;
	while (next_denial(trace, missing, removed)) {
		free((void *)sd);
		sd = kacs_removed_from(removed, explanation->sd, false);
		if (!sd) {
			remedies->failed = true;
			return NULL;
		}
		missing = still_missing(remedies, sd, trace);
		if (!missing)
			break;
	}
	*enough = sd && !missing;
	return sd;
}

/* The ACE that allows the right which was refused first. */
static u32 allower(const struct kacs_remedies *remedies,
		   const struct kacs_trace *trace,
		   const struct kacs_removed *removed)
{
	u32 bit = (u32)__builtin_ctz(remedies->explanation->missing);
	const struct kacs_attribution *right = &trace->rights[bit];

	if (right->effect != KACS_EFFECT_GRANT || right->acl != KACS_ACL_DACL)
		return KACS_NO_ACE;
	return kacs_removed_original(removed, right->ace);
}

/* A descriptor with one more allow ACE, or NULL. */
static const struct kacs_sd *with_allow(struct kacs_remedies *remedies,
					const struct kacs_sd *sd,
					const struct kacs_sid *sid, u32 mask)
{
	struct kacs_new_ace ace = {
		.mask = mask,
		.sid = sid->bytes,
		.sid_len = sid->len,
	};
	const struct kacs_sd *result;
	uint8_t *bytes;
	size_t len;

	if (kacs_descriptor_add_ace(sd->bytes, sd->len, &ace, &bytes, &len,
				    NULL, NULL) < 0) {
		kacs_remedy_note(remedies);
		return NULL;
	}
	result = kacs_prepare_sd(bytes, len, NULL);
	remedies->failed |= !result;
	free(bytes);
	return result;
}

/* An ACE for the user, after the removal of @removed. */
static void try_allow(struct kacs_remedies *remedies, const struct kacs_sd *sd,
		      const struct kacs_removed *removed)
{
	const struct kacs_explanation *explanation = remedies->explanation;
	const struct kacs_identity *identity = explanation->identity;
	const struct kacs_sid *sid = &identity->user;
	struct kacs_buffer phrase = {0};
	struct kacs_check check = explanation->check;
	const struct kacs_sd *changed;

	if (explanation->decider.step == KACS_STEP_RESTRICTED &&
	    identity->restricted.count)
		sid = &identity->restricted.entries[0].sid;
	if (explanation->decider.step == KACS_STEP_CONFINEMENT)
		sid = &identity->confinement;
	changed = with_allow(remedies, sd, sid, explanation->missing);
	check.sd = changed;
	if (changed && kacs_remedy_allows(&check, NULL)) {
		if (removed->count) {
			kacs_put_removed(&phrase, removed);
			kacs_buffer_text(&phrase, ", and ");
		}
		kacs_buffer_text(&phrase, "with an ACE that allows ");
		kacs_put_sid(&phrase, sid, explanation->principals);
		kacs_buffer_u8(&phrase, ' ');
		kacs_put_wish(&phrase, explanation->missing,
			      explanation->object_type);
		kacs_remedy_offer(remedies, &phrase);
	}
	free((void *)changed);
}

/* Without ACEs for Owner Rights an owner has rights by itself. */
static void try_owner(struct kacs_remedies *remedies)
{
	const struct kacs_explanation *explanation = remedies->explanation;
	const struct kacs_acl *dacl = &explanation->sd->dacl;
	struct kacs_removed removed = {.count = 0};
	struct kacs_buffer phrase = {0};
	const struct kacs_sd *sd;
	struct kacs_trace trace;
	u32 ace;

	if (!kacs_explained_owner_rights(explanation, &ace))
		return;
	for (; ace < dacl->count; ace++)
		if (dacl->aces[ace].trustee == KACS_TRUSTEE_OWNER_RIGHTS &&
		    !kacs_removed_add(&removed, ace - removed.count))
			return;
	sd = kacs_removed_from(&removed, explanation->sd, false);
	remedies->failed |= !sd;
	if (sd && !still_missing(remedies, sd, &trace)) {
		kacs_put_removed(&phrase, &removed);
		kacs_remedy_offer(remedies, &phrase);
	}
	free((void *)sd);
}

void kacs_remedy_dacl(struct kacs_remedies *remedies)
{
	struct kacs_explanation *explanation = remedies->explanation;
	struct kacs_removed removed = {.count = 0};
	struct kacs_buffer phrase = {0};
	const struct kacs_sd *sd;
	struct kacs_trace trace;
	bool enough = false;

	sd = remove_denials(remedies, &removed, &trace, &enough);
	if (enough) {
		u32 instead = allower(remedies, &trace, &removed);

		kacs_put_removed(&phrase, &removed);
		kacs_remedy_offer(remedies, &phrase);
		if (removed.count == 1)
			explanation->instead = instead;
	}
	try_owner(remedies);
	if (explanation->sd->dacl.null == false && !enough)
		try_allow(remedies, sd ? sd : explanation->sd, &removed);
	free((void *)sd);
}
