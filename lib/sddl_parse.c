// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* SDDL text into a self-relative descriptor. */
#include "layout.h"
#include "report.h"
#include "sddl_attribute.h"
#include "sddl_condition.h"
#include "sddl_reader.h"
#include "sddl_rights.h"
#include "sddl_types.h"
#include "well_known.h"
#include "../core/ace.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <strings.h>

#include <kacs/names.h>
#include <kacs/sddl.h>

struct acl {
	struct kacs_acl_writer writer;
	bool present;
	bool null; /* NO_ACCESS_CONTROL */
};

struct sddl {
	struct kacs_sddl_sid owner;
	struct kacs_sddl_sid group;
	struct acl dacl;
	struct acl sacl;
	u16 control;
};

/* One ACE's fields. */
struct fields {
	const struct kacs_sddl_type *type;
	u8 flags;
	u32 mask;
	bool has_object_type;
	bool has_inherited_type;
	u8 object_type[16];
	u8 inherited_type[16];
	struct kacs_sddl_sid sid;
	struct kacs_buffer data; /* behind the SID, unpadded */
};

static int parse_type(struct kacs_sddl_reader *p, bool sacl,
		      struct fields *fields)
{
	const struct kacs_sddl_type *type;
	const char *word;
	size_t start, len;

	kacs_sddl_skip_blanks(p);
	start = p->at;
	word = p->text + start;
	while (!kacs_sddl_done(p) && isalpha((unsigned char)kacs_sddl_peek(p)))
		p->at++;
	len = p->at - start;
	for (type = kacs_sddl_types; type->letters; type++)
		if (strlen(type->letters) == len &&
		    strncasecmp(type->letters, word, len) == 0)
			break;
	if (!type->letters)
		return kacs_report(
			p->diagnostic, start,
			"unknown ACE type; expected one of A D AU AL OA OD OU OL ML SP TL RA XA XD XU XL ZA ZD ZU ZL");
	if (type->sacl != sacl)
		return kacs_report(p->diagnostic, start,
				   "an ACE of type %s belongs in the %s",
				   type->letters, type->sacl ? "SACL" : "DACL");
	fields->type = type;
	return kacs_sddl_expect(p, ';');
}

static int parse_flags(struct kacs_sddl_reader *p, struct fields *fields)
{
	const struct kacs_sddl_flag *flag;
	const char *pair;

	kacs_sddl_skip_blanks(p);
	while (!kacs_sddl_done(p) && kacs_sddl_peek(p) != ';' &&
	       !isspace((unsigned char)kacs_sddl_peek(p))) {
		pair = kacs_sddl_pair(p);
		for (flag = kacs_sddl_flags; flag->flag; flag++)
			if (pair && strncasecmp(flag->letters, pair, 2) == 0)
				break;
		if (!flag->flag)
			return kacs_report(
				p->diagnostic, p->at,
				"unknown ACE flag; expected OI CI NP IO ID SA FA");
		if (fields->flags & flag->flag)
			return kacs_report(p->diagnostic, p->at,
					   "ACE flag %s given twice",
					   flag->letters);
		fields->flags |= flag->flag;
		p->at += 2;
	}
	return kacs_sddl_expect(p, ';');
}

/* Decimal, 0x and hexadecimal, or 0 and octal (MS-DTYP 2.5.1.1). */
static int parse_number(struct kacs_sddl_reader *p, u32 *mask)
{
	size_t start = p->at;
	unsigned int base = 10;
	u64 sum = 0;
	int digit;

	if (kacs_sddl_take(p, "0x"))
		base = 16;
	else if (kacs_sddl_peek(p) == '0')
		base = 8;
	if (!isxdigit((unsigned char)kacs_sddl_peek(p)))
		return kacs_report(p->diagnostic, p->at,
				   "digits expected after 0x");
	for (;; p->at++) {
		digit = kacs_sddl_hex_digit(kacs_sddl_peek(p));
		if (digit < 0 || (base != 16 && digit > 9))
			break;
		if ((unsigned int)digit >= base)
			return kacs_report(
				p->diagnostic, p->at,
				"a number that begins with 0 is octal");
		sum = sum * base + (unsigned int)digit;
		if (sum > UINT32_MAX)
			return kacs_report(p->diagnostic, start,
					   "an access mask has 32 bits");
	}
	*mask = (u32)sum;
	return 0;
}

static int parse_letters(struct kacs_sddl_reader *p, bool label, u32 *mask)
{
	const char *pair;
	u32 one;

	while (!kacs_sddl_done(p) &&
	       isalpha((unsigned char)kacs_sddl_peek(p))) {
		pair = kacs_sddl_pair(p);
		if (!pair || !kacs_sddl_right(pair, label, &one))
			return kacs_report(
				p->diagnostic, p->at, "%s",
				label ? "unknown label policy; expected NR NW NX or a number"
				      : "unknown right; expected two letters such as FA, FR, GA, RC or a number");
		*mask |= one;
		p->at += 2;
	}
	return 0;
}

/* None at all is a mask of 0, as custom has it where the mask means nothing. */
static int parse_rights(struct kacs_sddl_reader *p, struct fields *fields)
{
	bool label = fields->type->type == KACS_ACE_SYSTEM_MANDATORY_LABEL;
	int result;

	kacs_sddl_skip_blanks(p);
	if (isdigit((unsigned char)kacs_sddl_peek(p)))
		result = parse_number(p, &fields->mask);
	else
		result = parse_letters(p, label, &fields->mask);
	return result < 0 ? result : kacs_sddl_expect(p, ';');
}

static int parse_guid(struct kacs_sddl_reader *p, const struct fields *fields,
		      u8 *guid, bool *present)
{
	char text[KACS_GUID_TEXT_BYTES] = {0};
	struct kacs_diagnostic why;
	size_t left;

	kacs_sddl_skip_blanks(p);
	if (kacs_sddl_peek(p) == ';')
		return kacs_sddl_expect(p, ';');
	if (!fields->type->object)
		return kacs_report(
			p->diagnostic, p->at,
			"an ACE of type %s has no object GUID; expected \";;;\" between rights and SID",
			fields->type->letters);
	left = p->len - p->at;
	memcpy(text, p->text + p->at,
	       left < sizeof(text) - 1 ? left : sizeof(text) - 1);
	if (kacs_guid_from_text(text, guid, &why) < 0)
		return kacs_report(p->diagnostic, p->at + why.offset, "%s",
				   why.message);
	*present = true;
	p->at += KACS_GUID_TEXT_BYTES - 1;
	return kacs_sddl_expect(p, ';');
}

/* What a type asks of its SID; the core would find it, but not say where. */
static int check_sid(struct kacs_sddl_reader *p, const struct fields *fields,
		     size_t at)
{
	static const u8 everyone[] = {1, 1, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0};
	const struct kacs_sddl_sid *sid = &fields->sid;
	u32 level, trust_type, trust_level;
	struct kacs_sid parsed;

	kacs_sid_parse(sid->bytes, (u32)sid->len, 0, &parsed, NULL);
	if (fields->type->type == KACS_ACE_SYSTEM_MANDATORY_LABEL &&
	    !kacs_sid_integrity(&parsed, &level))
		return kacs_report(
			p->diagnostic, at,
			"a label's SID is LW, ME, HI, SI or S-1-16-0");
	if (fields->type->type == KACS_ACE_SYSTEM_PROCESS_TRUST_LABEL &&
	    !kacs_sid_trust(&parsed, &trust_type, &trust_level))
		return kacs_report(p->diagnostic, at,
				   "a trust label's SID is S-1-19-TYPE-TRUST");
	if (fields->type->type == KACS_ACE_SYSTEM_RESOURCE_ATTRIBUTE &&
	    (sid->len != sizeof(everyone) ||
	     memcmp(sid->bytes, everyone, sizeof(everyone)) != 0))
		return kacs_report(p->diagnostic, at,
				   "a resource attribute's SID is WD");
	return 0;
}

static void write_ace(struct kacs_acl_writer *acl, const struct fields *fields)
{
	struct kacs_buffer ace = {0};
	u32 flags = 0;

	if (fields->has_object_type)
		flags |= KACS_ACE_OBJECT_TYPE_PRESENT;
	if (fields->has_inherited_type)
		flags |= KACS_ACE_INHERITED_OBJECT_TYPE_PRESENT;
	kacs_buffer_u8(&ace, fields->type->type);
	kacs_buffer_u8(&ace, fields->flags);
	kacs_buffer_le16(&ace, 0);
	kacs_buffer_le32(&ace, fields->mask);
	if (fields->type->object)
		kacs_buffer_le32(&ace, flags);
	if (fields->has_object_type)
		kacs_buffer_put(&ace, fields->object_type, 16);
	if (fields->has_inherited_type)
		kacs_buffer_put(&ace, fields->inherited_type, 16);
	kacs_buffer_put(&ace, fields->sid.bytes, fields->sid.len);
	kacs_buffer_put(&ace, fields->data.data, fields->data.len);
	kacs_buffer_align(&ace, 4);
	kacs_buffer_set_le16(&ace, 2, (u16)ace.len);
	if (ace.failed || fields->data.failed)
		acl->bytes.failed = true;
	else
		kacs_acl_append(acl, ace.data, ace.len);
	kacs_buffer_free(&ace);
}

/* The part behind the SID that some types have. */
static int parse_data(struct kacs_sddl_reader *p, struct fields *fields)
{
	if (fields->type->data == KACS_SDDL_NOTHING)
		return 0;
	if (kacs_sddl_expect(p, ';') < 0)
		return -1;
	if (fields->type->data == KACS_SDDL_CONDITION)
		return kacs_sddl_read_condition(p, &fields->data);
	return kacs_sddl_read_attribute(p, &fields->data);
}

static int parse_fields(struct kacs_sddl_reader *p, bool sacl,
			struct fields *fields)
{
	size_t sid_at;

	if (parse_type(p, sacl, fields) < 0 || parse_flags(p, fields) < 0 ||
	    parse_rights(p, fields) < 0 ||
	    parse_guid(p, fields, fields->object_type,
		       &fields->has_object_type) < 0 ||
	    parse_guid(p, fields, fields->inherited_type,
		       &fields->has_inherited_type) < 0)
		return -1;
	kacs_sddl_skip_blanks(p);
	sid_at = p->at;
	if (kacs_sddl_read_sid(p, &fields->sid) < 0 ||
	    check_sid(p, fields, sid_at) < 0)
		return -1;
	/* "bob" begins with Backup Operators. */
	if (!kacs_sddl_done(p) && isalnum((unsigned char)kacs_sddl_peek(p)))
		return kacs_report(
			p->diagnostic, sid_at,
			"expected a SID: S-1-... or two letters such as BA, not a name");
	return parse_data(p, fields) < 0 ? -1 : kacs_sddl_expect(p, ')');
}

static int parse_ace(struct kacs_sddl_reader *p, bool sacl,
		     struct kacs_acl_writer *acl)
{
	struct fields fields = {0};
	int result;

	p->at++; /* the parenthesis */
	result = parse_fields(p, sacl, &fields);
	if (result == 0)
		write_ace(acl, &fields);
	kacs_buffer_free(&fields.data);
	return result;
}

static void parse_acl_flags(struct kacs_sddl_reader *p, bool sacl,
			    struct sddl *sddl, struct acl *acl)
{
	for (;;) {
		kacs_sddl_skip_blanks(p);
		if (kacs_sddl_take(p, KACS_SDDL_NULL_ACL))
			acl->null = true;
		else if (kacs_sddl_take(p, "AR"))
			sddl->control |= sacl ? KACS_SE_SACL_AUTO_INHERIT_REQ
					      : KACS_SE_DACL_AUTO_INHERIT_REQ;
		else if (kacs_sddl_take(p, "AI"))
			sddl->control |= sacl ? KACS_SE_SACL_AUTO_INHERITED
					      : KACS_SE_DACL_AUTO_INHERITED;
		else if (kacs_sddl_take(p, "P"))
			sddl->control |= sacl ? KACS_SE_SACL_PROTECTED
					      : KACS_SE_DACL_PROTECTED;
		else
			return;
	}
}

static int parse_acl(struct kacs_sddl_reader *p, bool sacl, struct sddl *sddl)
{
	struct acl *acl = sacl ? &sddl->sacl : &sddl->dacl;
	size_t start = p->at;

	acl->present = true;
	sddl->control |= sacl ? KACS_SE_SACL_PRESENT : KACS_SE_DACL_PRESENT;
	kacs_acl_begin(&acl->writer);
	parse_acl_flags(p, sacl, sddl, acl);
	while (kacs_sddl_peek(p) == '(') {
		if (acl->null)
			return kacs_report(
				p->diagnostic, p->at,
				"no ACE can follow " KACS_SDDL_NULL_ACL);
		if (parse_ace(p, sacl, &acl->writer) < 0)
			return -1;
		kacs_sddl_skip_blanks(p);
	}
	if (kacs_acl_end(&acl->writer) < 0)
		return kacs_report(p->diagnostic, start,
				   "an ACL has at most 65535 bytes");
	return 0;
}

static int parse_component(struct kacs_sddl_reader *p, struct sddl *sddl)
{
	char letter = (char)toupper((unsigned char)kacs_sddl_peek(p));
	size_t start = p->at;
	bool again;

	if (letter == '\0' || !strchr("OGDS", letter) || p->len - p->at < 2 ||
	    p->text[p->at + 1] != ':')
		return kacs_report(p->diagnostic, p->at,
				   "expected O:, G:, D: or S:");
	p->at += 2;
	again = letter == 'O'	? sddl->owner.len != 0
		: letter == 'G' ? sddl->group.len != 0
		: letter == 'D' ? sddl->dacl.present
				: sddl->sacl.present;
	if (again)
		return kacs_report(p->diagnostic, start, "%c: given twice",
				   letter);
	switch (letter) {
	case 'O':
		return kacs_sddl_read_sid(p, &sddl->owner);
	case 'G':
		return kacs_sddl_read_sid(p, &sddl->group);
	default:
		return parse_acl(p, letter == 'S', sddl);
	}
}

static int parse(struct kacs_sddl_reader *p, struct sddl *sddl)
{
	kacs_sddl_skip_blanks(p);
	while (!kacs_sddl_done(p)) {
		if (parse_component(p, sddl) < 0)
			return -1;
		kacs_sddl_skip_blanks(p);
	}
	return 0;
}

static int build(const struct sddl *sddl, uint8_t **sd, size_t *sd_len,
		 struct kacs_diagnostic *diagnostic)
{
	const struct acl *dacl = &sddl->dacl, *sacl = &sddl->sacl;
	struct kacs_sd_parts parts = {.control = sddl->control};

	if (dacl->writer.bytes.failed || sacl->writer.bytes.failed)
		return kacs_report_memory(diagnostic);
	if (sddl->owner.len)
		parts.owner = sddl->owner.bytes;
	parts.owner_len = sddl->owner.len;
	if (sddl->group.len)
		parts.group = sddl->group.bytes;
	parts.group_len = sddl->group.len;
	if (dacl->present && !dacl->null) {
		parts.dacl = dacl->writer.bytes.data;
		parts.dacl_len = dacl->writer.bytes.len;
	}
	if (sacl->present && !sacl->null) {
		parts.sacl = sacl->writer.bytes.data;
		parts.sacl_len = sacl->writer.bytes.len;
	}
	return kacs_layout_sd(&parts, sd, sd_len, diagnostic);
}

int kacs_sddl_parse(const char *text, size_t len,
		    const struct kacs_sddl_options *options, uint8_t **sd,
		    size_t *sd_len, struct kacs_diagnostic *diagnostic)
{
	struct kacs_sddl_reader p = {
		.text = text,
		.len = len,
		.options = options,
		.diagnostic = diagnostic,
	};
	struct sddl sddl = {0};
	int result = parse(&p, &sddl);

	if (result == 0)
		result = build(&sddl, sd, sd_len, diagnostic);
	kacs_buffer_free(&sddl.dacl.writer.bytes);
	kacs_buffer_free(&sddl.sacl.writer.bytes);
	return result;
}

int kacs_sddl_parse_acl(const char *text, uint8_t **acl, size_t *len,
			struct kacs_diagnostic *diagnostic)
{
	struct kacs_sddl_reader p = {
		.text = text,
		.len = strlen(text),
		.diagnostic = diagnostic,
	};
	struct sddl sddl = {0};
	int result = parse(&p, &sddl);

	if (result == 0 &&
	    (sddl.owner.len || sddl.group.len || sddl.sacl.present ||
	     sddl.dacl.null || sddl.control != KACS_SE_DACL_PRESENT))
		result =
			kacs_report(diagnostic, 0,
				    "expected D: and ACEs only, without flags");
	if (result == 0 &&
	    kacs_buffer_take(&sddl.dacl.writer.bytes, acl, len) < 0)
		result = kacs_report_memory(diagnostic);
	kacs_buffer_free(&sddl.dacl.writer.bytes);
	kacs_buffer_free(&sddl.sacl.writer.bytes);
	return result;
}
