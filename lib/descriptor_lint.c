// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* What is probably not meant in a descriptor. */
#include "json.h"
#include "layout.h"
#include "report.h"
#include "sddl_condition.h"
#include "../core/ace.h"
#include "../core/claim_index.h"
#include "../core/condition_token.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>

#include <kacs/access.h>
#include <kacs/descriptor.h>

#define INHERITANCE                                             \
	(KACS_ACE_OBJECT_INHERIT | KACS_ACE_CONTAINER_INHERIT | \
	 KACS_ACE_NO_PROPAGATE_INHERIT | KACS_ACE_INHERIT_ONLY)
#define AUDIT_FLAGS (KACS_ACE_SUCCESSFUL_ACCESS | KACS_ACE_FAILED_ACCESS)

struct linter {
	const struct kacs_sd *sd;
	const struct kacs_generic_mapping *mapping;
	json_t *findings;
	bool failed; /* out of memory */
};

/* An ACE that is looked at; .acl NULL: the descriptor as a whole. */
struct place {
	const char *acl;
	u32 index;
};

static void note(struct linter *l, const struct place *place, const char *rule,
		 const char *format, ...) __attribute__((format(printf, 4, 5)));

static void note(struct linter *l, const struct place *place, const char *rule,
		 const char *format, ...)
{
	json_t *finding = json_object();
	char message[256];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(message, sizeof(message), format, arguments);
	va_end(arguments);
	kacs_json_set(&finding, "rule", json_string(rule));
	kacs_json_set(&finding, "acl",
		      place->acl ? json_string(place->acl) : json_null());
	kacs_json_set(&finding, "ace",
		      place->acl ? json_integer(place->index) : json_null());
	kacs_json_set(&finding, "message", json_string(message));
	kacs_json_append(&l->findings, finding);
}

static bool is_audit(u8 type)
{
	return type == KACS_ACE_SYSTEM_AUDIT ||
	       type == KACS_ACE_SYSTEM_AUDIT_OBJECT ||
	       type == KACS_ACE_SYSTEM_AUDIT_CALLBACK ||
	       type == KACS_ACE_SYSTEM_AUDIT_CALLBACK_OBJECT;
}

static bool is_alarm(u8 type)
{
	return type == KACS_ACE_SYSTEM_ALARM ||
	       type == KACS_ACE_SYSTEM_ALARM_OBJECT ||
	       type == KACS_ACE_SYSTEM_ALARM_CALLBACK ||
	       type == KACS_ACE_SYSTEM_ALARM_CALLBACK_OBJECT;
}

static bool denies(u8 type)
{
	return type == KACS_ACE_ACCESS_DENIED ||
	       type == KACS_ACE_ACCESS_DENIED_OBJECT ||
	       type == KACS_ACE_ACCESS_DENIED_CALLBACK ||
	       type == KACS_ACE_ACCESS_DENIED_CALLBACK_OBJECT;
}

/* 3.5: explicit denials, explicit permissions, then the inherited ones. */
static u32 rank(const struct kacs_ace *ace)
{
	return (ace->flags & KACS_ACE_INHERITED ? 2 : 0) + !denies(ace->type);
}

static void check_order(struct linter *l)
{
	static const char *const names[] = {
		"an explicit denial",
		"an explicit permission",
		"an inherited denial",
		"an inherited permission",
	};
	const struct kacs_ace *aces = kacs_sd_dacl(l->sd);
	struct place place = {"dacl", 0};
	u32 most = 0, i;

	for (i = 0; i < l->sd->dacl.count; i++) {
		if (!(kacs_ace_shape(aces[i].type) & KACS_ACE_SHAPE_ACCESS))
			continue;
		place.index = i;
		/* Parents' denials stand behind nearer parents' permissions. */
		if (rank(&aces[i]) < most && rank(&aces[i]) != 2)
			note(l, &place, "order",
			     "not in canonical order: %s behind %s",
			     names[rank(&aces[i])], names[most]);
		else if (rank(&aces[i]) > most)
			most = rank(&aces[i]);
	}
}

static bool plain(const struct kacs_ace *ace)
{
	return ace->type == KACS_ACE_ACCESS_ALLOWED ||
	       ace->type == KACS_ACE_ACCESS_DENIED;
}

/*
 * Have earlier ACEs for the same SID decided all of this one? A denial behind a
 * permission still counts for those in whose tokens the SID is deny-only.
 */
static void check_reachable(struct linter *l, u32 index)
{
	const struct kacs_ace *aces = kacs_sd_dacl(l->sd), *ace = &aces[index];
	u32 mask = kacs_map_generic(ace->mask, l->mapping), left = mask, i;
	struct place place = {"dacl", index};
	struct kacs_sid sid, other;
	u32 last = 0;

	if (!(kacs_ace_shape(ace->type) & KACS_ACE_SHAPE_ACCESS) || !mask)
		return;
	sid = kacs_ace_sid(l->sd, ace);
	for (i = 0; i < index && left; i++) {
		if (!plain(&aces[i]) ||
		    (aces[i].flags & INHERITANCE) !=
			    (ace->flags & INHERITANCE) ||
		    (denies(ace->type) && !denies(aces[i].type)))
			continue;
		other = kacs_ace_sid(l->sd, &aces[i]);
		if (!kacs_sid_equal(&sid, &other))
			continue;
		if (left & kacs_map_generic(aces[i].mask, l->mapping))
			last = i;
		left &= ~kacs_map_generic(aces[i].mask, l->mapping);
	}
	if (!left)
		note(l, &place, "unreachable",
		     "no effect: ACE %u and what stands before it decide all of its rights",
		     last);
}

static void check_mask(struct linter *l, const struct kacs_ace *ace,
		       const struct place *place)
{
	u32 shape = kacs_ace_shape(ace->type);

	if (!(shape & KACS_ACE_SHAPE_RIGHTS))
		return;
	if (ace->mask & KACS_RESERVED_ACCESS_MASK)
		note(l, place, "reserved_bits",
		     "reserved bits in the mask: 0x%x",
		     ace->mask & KACS_RESERVED_ACCESS_MASK);
	if (ace->mask & KACS_MAXIMUM_ALLOWED)
		note(l, place, "maximum_allowed",
		     "MAXIMUM_ALLOWED is a request, no right");
	if (shape & KACS_ACE_SHAPE_ACCESS &&
	    ace->mask & KACS_ACCESS_SYSTEM_SECURITY)
		note(l, place, "system_security",
		     "no ACE gives ACCESS_SYSTEM_SECURITY: a privilege does");
	if (!ace->mask && ace->type != KACS_ACE_SYSTEM_PROCESS_TRUST_LABEL)
		note(l, place, "no_rights", "no effect: the mask is 0");
}

/*
 * FW and FX share READ_CONTROL and SYNCHRONIZE with FR: who denies one of them
 * whole keeps people from reading, without having said so.
 */
static void check_denial(struct linter *l, const struct kacs_ace *ace,
			 const struct place *place)
{
	const struct kacs_generic_mapping *mapping = l->mapping;
	u32 mask = kacs_map_generic(ace->mask, mapping);
	u32 others = (mapping->write | mapping->execute) & ~mapping->read;
	u32 only = mapping->read & ~mapping->write & ~mapping->execute;

	if (denies(ace->type) && mask & others && mask & mapping->read &&
	    !(mask & only))
		note(l, place, "denies_reading",
		     "denies reading, too, which needs 0x%x of 0x%x; 0x%x denies the rest",
		     mask & mapping->read, mask, mask & ~mapping->read);
}

static void check_flags(struct linter *l, const struct kacs_ace *ace,
			const struct place *place)
{
	bool audit = is_audit(ace->type);

	if (ace->flags & KACS_ACE_INHERIT_ONLY &&
	    !(ace->flags &
	      (KACS_ACE_OBJECT_INHERIT | KACS_ACE_CONTAINER_INHERIT)))
		note(l, place, "inherit_only",
		     "no effect: inherit-only, but nothing inherits it");
	if (audit && !(ace->flags & AUDIT_FLAGS))
		note(l, place, "audit_flags",
		     "no effect: an audit ACE for neither success nor failure");
	if (!audit && !is_alarm(ace->type) && ace->flags & AUDIT_FLAGS)
		note(l, place, "audit_flags",
		     "the flags SA and FA mean something for audits only");
	if (ace->flags & (u8) ~(INHERITANCE | KACS_ACE_INHERITED | AUDIT_FLAGS))
		note(l, place, "reserved_flags", "unknown flags: 0x%02x",
		     ace->flags);
}

/* Does the object have this attribute, with one number or one truth value? */
static bool is_flag_of_object(const struct kacs_sd *sd, const u8 *token)
{
	struct kacs_claim_index index = kacs_sd_attributes(sd);
	struct kacs_claim_key key = {
		.bytes = token + KACS_CONDITION_SIZED_BYTES,
		.len = kacs_load_le32(token + 1),
	};
	const struct kacs_value name = {
		.type = KACS_VALUE_STRING, .bytes = key.bytes, .len = key.len};
	const struct kacs_claim_note *found;

	if (token[0] != KACS_CODE_RESOURCE)
		return false;
	key.hash = kacs_claim_name_hash(&name);
	found = kacs_claim_index_find(&index, sd->bytes, &key);
	return found &&
	       found->traits & KACS_CLAIM_TRAIT_TYPE(KACS_VALUE_NUMBER) &&
	       !(found->traits & KACS_CLAIM_TRAIT_LIST);
}

/*
 * An attribute by itself is asked whether it is neither 0 nor empty (3.11),
 * where mostly it was meant to be asked whether it is there.
 */
static void check_lone_attribute(struct linter *l, const u8 *condition, u32 len,
				 const struct place *place,
				 const struct kacs_buffer *text)
{
	const u8 *token = condition + KACS_CONDITION_SIGNATURE_BYTES;
	u32 at = KACS_CONDITION_SIGNATURE_BYTES;

	if (token[0] < KACS_CODE_LOCAL)
		return;
	at += kacs_condition_operand_size(token);
	while (at < len && condition[at] == KACS_CODE_NOT)
		at++;
	if ((at < len && condition[at] != KACS_CODE_PADDING) ||
	    is_flag_of_object(l->sd, token))
		return;
	note(l, place, "lone_attribute",
	     "the whole condition is an attribute, %.*s: it asks whether that is neither 0 nor empty; to ask whether it is there, write Exists",
	     text->len < 100 ? (int)text->len : 100, (const char *)text->data);
}

/* A condition that cannot be read is unknown: it allows nothing, denies all. */
static void check_condition(struct linter *l, const struct kacs_ace *ace,
			    const struct place *place)
{
	u32 offset = kacs_ace_data_offset(ace);
	u32 end = ace->offset + kacs_ace_size(l->sd, ace);
	struct kacs_diagnostic diagnostic;
	struct kacs_buffer text = {0};

	if (!(kacs_ace_shape(ace->type) & KACS_ACE_SHAPE_DATA) ||
	    ace->type == KACS_ACE_SYSTEM_RESOURCE_ATTRIBUTE)
		return;
	if (kacs_sddl_put_condition(&text, l->sd->bytes + offset, end - offset,
				    offset, NULL, &diagnostic) == 0)
		check_lone_attribute(l, l->sd->bytes + offset, end - offset,
				     place, &text);
	else if (errno == ENOMEM)
		l->failed = true;
	else
		note(l, place, "condition",
		     "always unknown, so it %s: byte %zu: %.150s",
		     denies(ace->type) ? "always denies"
		     : is_audit(ace->type) || is_alarm(ace->type)
			     ? "always audits"
			     : "never allows",
		     diagnostic.offset, diagnostic.message);
	kacs_buffer_free(&text);
}

static void check_ace(struct linter *l, const struct kacs_ace *ace,
		      const struct place *place, bool sacl)
{
	u32 shape = kacs_ace_shape(ace->type);

	if (!(shape & KACS_ACE_SHAPE_KNOWN)) {
		note(l, place, "unknown_type",
		     "no effect: ACE type 0x%02x is unknown", ace->type);
		return;
	}
	if (!!(shape & KACS_ACE_SHAPE_ACCESS) == sacl)
		note(l, place, "wrong_acl",
		     "no effect: an ACE of this type belongs in the %s",
		     sacl ? "DACL" : "SACL");
	check_mask(l, ace, place);
	check_denial(l, ace, place);
	check_flags(l, ace, place);
	check_condition(l, ace, place);
}

static void check_labels(struct linter *l)
{
	const struct kacs_ace *aces = kacs_sd_sacl(l->sd);
	struct place place = {"sacl", 0};
	const u32 known = KACS_LABEL_NO_READ_UP | KACS_LABEL_NO_WRITE_UP |
			  KACS_LABEL_NO_EXECUTE_UP;
	bool label = false, trust = false;
	u32 i;

	for (i = 0; i < l->sd->sacl.count; i++) {
		bool *seen =
			aces[i].type == KACS_ACE_SYSTEM_MANDATORY_LABEL ? &label
			: aces[i].type == KACS_ACE_SYSTEM_PROCESS_TRUST_LABEL
				? &trust
				: NULL;

		place.index = i;
		if (!seen || aces[i].flags & KACS_ACE_INHERIT_ONLY)
			continue;
		if (*seen)
			note(l, &place, "second_label",
			     "no effect: only the first %s label counts",
			     seen == &label ? "mandatory" : "trust");
		*seen = true;
		/* 10.3: what only writing maps to is closed in any case. */
		if (seen == &label && !(aces[i].mask & KACS_LABEL_NO_WRITE_UP))
			note(l, &place, "label_policy",
			     "the label does not name NW, and forbids writing up all the same");
		if (seen == &label && aces[i].mask & ~known)
			note(l, &place, "reserved_bits",
			     "unknown bits in the label's policy: 0x%x",
			     aces[i].mask & ~known);
	}
}

static void check_descriptor(struct linter *l)
{
	const struct kacs_sd *sd = l->sd;
	struct place place = {NULL, 0};
	u32 i;

	if (!sd->owner.len)
		note(l, &place, "no_owner",
		     "no owner: every check of it is refused");
	if (!sd->group.len)
		note(l, &place, "no_group", "no group");
	if (sd->dacl.null)
		note(l, &place, "null_dacl",
		     "no DACL: everybody may do everything");
	else if (!sd->dacl.count)
		note(l, &place, "empty_dacl",
		     "an empty DACL: nobody but the owner may do anything");
	check_order(l);
	for (i = 0; i < sd->dacl.count; i++) {
		place = (struct place){"dacl", i};
		check_ace(l, &kacs_sd_dacl(sd)[i], &place, false);
		check_reachable(l, i);
	}
	for (i = 0; i < sd->sacl.count; i++) {
		place = (struct place){"sacl", i};
		check_ace(l, &kacs_sd_sacl(sd)[i], &place, true);
	}
	check_labels(l);
}

int kacs_descriptor_lint(const uint8_t *sd, size_t len, char **text,
			 struct kacs_diagnostic *diagnostic)
{
	struct linter l = {.mapping = &kacs_file_mapping};

	l.sd = kacs_prepare_sd(sd, len, diagnostic);
	if (!l.sd)
		return -1;
	l.findings = json_array();
	check_descriptor(&l);
	free((void *)l.sd);
	if (l.failed || !l.findings) {
		json_decref(l.findings);
		return kacs_report_memory(diagnostic);
	}
	return kacs_json_hand_out(l.findings, text, diagnostic);
}
