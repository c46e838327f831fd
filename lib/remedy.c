// SPDX-License-Identifier: GPL-2.0-only OR MIT
/*
 * What would have allowed it: a change is made, the check is run again, and
 * only if that allows is the change offered.
 */
#include "explanation.h"

#include <errno.h>
#include <stdlib.h>

#include <kacs/descriptor.h>

/* Denials in the way of one request; more are not a simple change. */
#define MAX_REMOVED 8u

struct search {
	struct kacs_explanation *explanation;
	size_t found;
	bool failed; /* out of memory */
};

static void offer(struct search *search, struct kacs_buffer *phrase)
{
	char *text = kacs_buffer_take_text(phrase);

	if (!text) {
		search->failed = true;
		return;
	}
	if (search->found < KACS_MAX_REMEDIES)
		search->explanation->remedies[search->found++] = text;
	else
		free(text);
}

/* Would it be allowed with this token and descriptor? */
static bool allowed(const struct search *search, const struct kacs_token *token,
		    const struct kacs_sd *sd, struct kacs_trace *trace)
{
	struct kacs_check check = search->explanation->check;
	struct kacs_decision decision;

	if (token)
		check.token = token;
	if (sd)
		check.sd = sd;
	if (trace)
		kacs_trace_init(trace, NULL, 0);
	kacs_access_check(&check, &decision, trace);
	return decision.allowed;
}

/* The removed ACEs of the DACL, by their original indices, ascending. */
struct removed {
	u32 index[MAX_REMOVED];
	u32 count;
};

static bool is_removed(const struct removed *removed, u32 index)
{
	u32 i;

	for (i = 0; i < removed->count; i++)
		if (removed->index[i] == index)
			return true;
	return false;
}

/* The index that an ACE had before the removal. */
static u32 original(const struct removed *removed, u32 index)
{
	u32 at;

	if (index == KACS_NO_ACE)
		return index;
	for (at = 0;; at++) {
		if (is_removed(removed, at))
			continue;
		if (index-- == 0)
			return at;
	}
}

/* NULL: out of memory. */
static const struct kacs_sd *without(const struct kacs_sd *sd,
				     const struct removed *removed)
{
	const struct kacs_sd *result = NULL;
	struct kacs_acl_writer dacl;
	struct kacs_sd_parts parts;
	uint8_t *bytes;
	size_t len;
	u32 i;

	kacs_acl_begin(&dacl);
	for (i = 0; i < sd->dacl.count; i++) {
		const struct kacs_ace *ace = &kacs_sd_dacl(sd)[i];

		if (!is_removed(removed, i))
			kacs_acl_append(&dacl, sd->bytes + ace->offset,
					kacs_ace_size(sd, ace));
	}
	kacs_acl_end(&dacl);
	if (!dacl.bytes.failed) {
		kacs_parts_of(sd, &parts);
		parts.dacl = dacl.bytes.data;
		parts.dacl_len = dacl.bytes.len;
		if (kacs_layout_sd(&parts, &bytes, &len, NULL) == 0) {
			result = kacs_prepare_sd(bytes, len, NULL);
			free(bytes);
		}
	}
	kacs_buffer_free(&dacl.bytes);
	return result;
}

static void put_removed(struct kacs_buffer *phrase,
			const struct removed *removed)
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
			struct removed *removed)
{
	struct kacs_attribution decider = kacs_trace_decider(trace, missing);
	u32 index;

	if (decider.acl != KACS_ACL_DACL || decider.ace == KACS_NO_ACE ||
	    removed->count == MAX_REMOVED)
		return false;
	index = original(removed, decider.ace);
	removed->index[removed->count++] = index;
	return true;
}

static u32 still_missing(const struct search *search, const struct kacs_sd *sd,
			 struct kacs_trace *trace)
{
	struct kacs_check check = search->explanation->check;
	struct kacs_decision decision;

	check.sd = sd;
	kacs_trace_init(trace, NULL, 0);
	kacs_access_check(&check, &decision, trace);
	return decision.desired & ~decision.granted;
}

static int by_number(const void *a, const void *b)
{
	u32 left = *(const u32 *)a, right = *(const u32 *)b;

	return left < right ? -1 : left > right;
}

/*
 * Take away one deciding denial after the other. Return: the descriptor without
 * them, whether that is enough or not; NULL: no denial decides.
 */
static const struct kacs_sd *remove_denials(struct search *search,
					    struct removed *removed,
					    struct kacs_trace *trace,
					    bool *enough)
{
	struct kacs_explanation *explanation = search->explanation;
	const struct kacs_sd *sd = NULL;
	u32 missing = explanation->missing;

	*trace = explanation->trace;
	trace->entries = NULL;
	trace->capacity = 0;
	while (next_denial(trace, missing, removed)) {
		free((void *)sd);
		sd = without(explanation->sd, removed);
		if (!sd) {
			search->failed = true;
			return NULL;
		}
		missing = still_missing(search, sd, trace);
		if (!missing)
			break;
	}
	*enough = sd && !missing;
	qsort(removed->index, removed->count, sizeof(removed->index[0]),
	      by_number);
	return sd;
}

/* The ACE that allows the right which was refused first. */
static u32 allower(const struct search *search, const struct kacs_trace *trace,
		   const struct removed *removed)
{
	u32 bit = (u32)__builtin_ctz(search->explanation->missing);
	const struct kacs_attribution *right = &trace->rights[bit];

	if (right->effect != KACS_EFFECT_GRANT || right->acl != KACS_ACL_DACL)
		return KACS_NO_ACE;
	return original(removed, right->ace);
}

/* A descriptor with one more allow ACE, or NULL. */
static const struct kacs_sd *with_allow(struct search *search,
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
		search->failed |= errno == ENOMEM;
		return NULL;
	}
	result = kacs_prepare_sd(bytes, len, NULL);
	search->failed |= !result;
	free(bytes);
	return result;
}

/* An ACE for the user, after the removal of @removed. */
static void try_allow(struct search *search, const struct kacs_sd *sd,
		      const struct removed *removed)
{
	const struct kacs_explanation *explanation = search->explanation;
	const struct kacs_identity *identity = explanation->identity;
	const struct kacs_sid *sid = &identity->user;
	struct kacs_buffer phrase = {0};
	const struct kacs_sd *changed;

	if (explanation->decider.step == KACS_STEP_RESTRICTED &&
	    identity->restricted.count)
		sid = &identity->restricted.entries[0].sid;
	if (explanation->decider.step == KACS_STEP_CONFINEMENT)
		sid = &identity->confinement;
	changed = with_allow(search, sd, sid, explanation->missing);
	if (changed && allowed(search, NULL, changed, NULL)) {
		if (removed->count) {
			put_removed(&phrase, removed);
			kacs_buffer_text(&phrase, ", and ");
		}
		kacs_buffer_text(&phrase, "with an ACE that allows ");
		kacs_put_sid(&phrase, sid, explanation->principals);
		kacs_buffer_u8(&phrase, ' ');
		kacs_put_wish(&phrase, explanation->missing,
			      explanation->object_type);
		offer(search, &phrase);
	}
	free((void *)changed);
}

static void try_dacl(struct search *search)
{
	struct kacs_explanation *explanation = search->explanation;
	struct removed removed = {.count = 0};
	struct kacs_buffer phrase = {0};
	const struct kacs_sd *sd;
	struct kacs_trace trace;
	bool enough = false;

	sd = remove_denials(search, &removed, &trace, &enough);
	if (enough) {
		u32 instead = allower(search, &trace, &removed);

		put_removed(&phrase, &removed);
		offer(search, &phrase);
		if (removed.count == 1)
			explanation->instead = instead;
	}
	if (explanation->sd->dacl.null == false && !enough)
		try_allow(search, sd ? sd : explanation->sd, &removed);
	free((void *)sd);
}

/* @present: those that the token has disabled, or those that it lacks. */
static void try_privileges(struct search *search, bool present)
{
	static const u8 bits[] = {KACS_SE_SECURITY, KACS_SE_TAKE_OWNERSHIP,
				  KACS_SE_RELABEL, KACS_SE_BACKUP,
				  KACS_SE_RESTORE};
	const struct kacs_explanation *explanation = search->explanation;
	u64 in_token = explanation->identity->spec.privs_present;
	size_t i;

	for (i = 0; i < sizeof(bits); i++) {
		struct kacs_token token = explanation->token;
		struct kacs_buffer phrase = {0};

		if (kacs_token_privileged(&token, bits[i]) ||
		    present != (in_token >> bits[i] & 1))
			continue;
		token.privileges_enabled |= KACS_PRIVILEGE(bits[i]);
		if (!allowed(search, &token, NULL, NULL))
			continue;
		kacs_buffer_printf(
			&phrase, "with %s %s", kacs_privilege_name(bits[i]),
			present ? "enabled, which the token has disabled"
				: "in the token");
		offer(search, &phrase);
	}
}

static void try_groups(struct search *search)
{
	const struct kacs_explanation *explanation = search->explanation;
	const struct kacs_sid_list *groups = &explanation->identity->groups;
	u32 i;

	for (i = 0; i < groups->count && i < 64; i++) {
		struct kacs_token token = explanation->token;
		struct kacs_buffer phrase = {0};
		u64 bit = 1ull << i;

		if ((token.groups_enabled | token.groups_deny_only) & bit)
			continue;
		token.groups_enabled |= bit;
		if (!allowed(search, &token, NULL, NULL))
			continue;
		kacs_buffer_text(&phrase, "with the group ");
		kacs_put_sid(&phrase, &groups->entries[i].sid,
			     explanation->principals);
		kacs_buffer_text(&phrase,
				 " enabled, which the token has disabled");
		offer(search, &phrase);
	}
}

static void try_integrity(struct search *search)
{
	const struct kacs_explanation *explanation = search->explanation;
	const struct kacs_sd *sd = explanation->sd;
	u32 level = sd->has_label ? sd->label_level : KACS_INTEGRITY_MEDIUM;
	struct kacs_token token = explanation->token;
	struct kacs_buffer phrase = {0};

	if (token.integrity_level >= level)
		return;
	token.integrity_level = level;
	if (!allowed(search, &token, NULL, NULL))
		return;
	kacs_buffer_printf(&phrase, "from a token of integrity level %s",
			   kacs_integrity_name(level));
	offer(search, &phrase);
}

static void try_trust(struct search *search)
{
	const struct kacs_explanation *explanation = search->explanation;
	struct kacs_check check = explanation->check;
	const struct kacs_sd *sd = explanation->sd;
	struct kacs_buffer phrase = {0};
	struct kacs_decision decision;

	if (!sd->has_trust_label)
		return;
	if (check.pip_type < sd->trust_type)
		check.pip_type = sd->trust_type;
	if (check.pip_trust < sd->trust_level)
		check.pip_trust = sd->trust_level;
	kacs_access_check(&check, &decision, NULL);
	if (!decision.allowed)
		return;
	kacs_buffer_printf(&phrase, "from a process of trust %u,%u",
			   check.pip_type, check.pip_trust);
	offer(search, &phrase);
}

int kacs_find_remedies(struct kacs_explanation *explanation)
{
	struct search search = {.explanation = explanation};

	if (!explanation->missing)
		return 0;
	try_groups(&search);
	try_privileges(&search, true);
	try_integrity(&search);
	try_trust(&search);
	if (explanation->decider.acl == KACS_ACL_DACL)
		try_dacl(&search);
	/* To grant a privilege is never the simple change. */
	if (!search.found)
		try_privileges(&search, false);
	return search.failed ? -1 : 0;
}
