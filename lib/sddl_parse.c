// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* SDDL text into a self-relative descriptor. */
#include "layout.h"
#include "report.h"
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

struct parser {
	const char *text;
	size_t len;
	size_t at;
	const struct kacs_sddl_options *options;
	struct kacs_diagnostic *diagnostic;
};

struct sid {
	u8 bytes[KACS_SID_MAX_BYTES];
	size_t len; /* 0: absent */
};

struct acl {
	struct kacs_acl_writer writer;
	bool present;
	bool null; /* NO_ACCESS_CONTROL */
};

struct sddl {
	struct sid owner;
	struct sid group;
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
	struct sid sid;
};

static bool done(const struct parser *p)
{
	return p->at >= p->len;
}

static char peek(const struct parser *p)
{
	return done(p) ? '\0' : p->text[p->at];
}

static void skip_blanks(struct parser *p)
{
	while (!done(p) && strchr(" \t\r\n", p->text[p->at]) &&
	       p->text[p->at] != '\0')
		p->at++;
}

static bool take(struct parser *p, const char *word)
{
	size_t len = strlen(word);

	if (p->len - p->at < len ||
	    strncasecmp(p->text + p->at, word, len) != 0)
		return false;
	p->at += len;
	return true;
}

/* Two letters, or NULL. */
static const char *peek_pair(const struct parser *p)
{
	const char *pair = p->text + p->at;

	if (p->len - p->at < 2 || !isalpha((unsigned char)pair[0]) ||
	    !isalpha((unsigned char)pair[1]))
		return NULL;
	return pair;
}

static int parse_domain_alias(struct parser *p,
			      const struct kacs_domain_alias *alias,
			      struct sid *sid)
{
	const struct kacs_sddl_options *options = p->options;
	struct kacs_sid domain;

	if (!options || !options->domain_sid)
		return kacs_report(p->diagnostic, p->at,
				   "%s (%s) needs a domain SID", alias->alias,
				   alias->name);
	if (options->domain_sid_len > KACS_SID_MAX_BYTES - 4 ||
	    kacs_sid_parse(options->domain_sid, (u32)options->domain_sid_len, 0,
			   &domain, NULL) != KACS_OK ||
	    domain.len != options->domain_sid_len)
		return kacs_report(p->diagnostic, p->at,
				   "the domain SID for %s is not a valid SID",
				   alias->alias);
	memcpy(sid->bytes, domain.bytes, domain.len);
	sid->bytes[1]++;
	kacs_store_le32(sid->bytes + domain.len, alias->rid);
	sid->len = domain.len + 4;
	p->at += 2;
	return 0;
}

static int parse_sid(struct parser *p, struct sid *sid)
{
	const struct kacs_domain_alias *domain;
	const struct kacs_named_sid *named;
	const char *pair, *why;
	size_t taken, bad;

	skip_blanks(p);
	if (p->len - p->at >= 2 && toupper((unsigned char)peek(p)) == 'S' &&
	    p->text[p->at + 1] == '-') {
		taken = kacs_sid_scan(p->text + p->at, p->len - p->at,
				      sid->bytes, &sid->len, &bad, &why);
		if (taken == 0)
			return kacs_report(p->diagnostic, p->at + bad, "%s",
					   why);
		p->at += taken;
		return 0;
	}
	pair = peek_pair(p);
	if (!pair)
		return kacs_report(
			p->diagnostic, p->at,
			"expected a SID: S-1-... or two letters such as BA");
	named = kacs_named_sid_alias(pair);
	if (named) {
		sid->len = kacs_named_sid_make(named, sid->bytes);
		p->at += 2;
		return 0;
	}
	domain = kacs_domain_alias_find(pair);
	if (domain)
		return parse_domain_alias(p, domain, sid);
	return kacs_report(p->diagnostic, p->at, "\"%.2s\" is no SID alias",
			   pair);
}

static int end_field(struct parser *p, char end)
{
	skip_blanks(p);
	if (peek(p) == end && !done(p)) {
		p->at++;
		return 0;
	}
	if (done(p))
		return kacs_report(p->diagnostic, p->at,
				   "the text ends inside an ACE");
	return kacs_report(p->diagnostic, p->at, "expected \"%c\", not \"%c\"",
			   end,
			   isprint((unsigned char)peek(p)) ? peek(p) : '?');
}

static int parse_type(struct parser *p, bool sacl, struct fields *fields)
{
	const struct kacs_sddl_type *type;
	const char *word;
	size_t start, len;

	skip_blanks(p);
	start = p->at;
	word = p->text + start;
	while (!done(p) && isalpha((unsigned char)peek(p)))
		p->at++;
	len = p->at - start;
	for (type = kacs_sddl_types; type->letters; type++)
		if (strlen(type->letters) == len &&
		    strncasecmp(type->letters, word, len) == 0)
			break;
	if (!type->letters)
		return kacs_report(
			p->diagnostic, start,
			"unknown ACE type; expected one of A D AU AL OA OD OU OL ML SP TL");
	if (!type->supported)
		return kacs_report(
			p->diagnostic, start,
			"ACE type %s: conditional and attribute ACEs cannot be written as text yet",
			type->letters);
	if (type->sacl != sacl)
		return kacs_report(p->diagnostic, start,
				   "an ACE of type %s belongs in the %s",
				   type->letters, type->sacl ? "SACL" : "DACL");
	fields->type = type;
	return end_field(p, ';');
}

static int parse_flags(struct parser *p, struct fields *fields)
{
	const struct kacs_sddl_flag *flag;
	const char *pair;

	skip_blanks(p);
	while (!done(p) && peek(p) != ';' && !isspace((unsigned char)peek(p))) {
		pair = peek_pair(p);
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
	return end_field(p, ';');
}

/* Decimal or 0x; a leading zero means octal to some and not to others. */
static int parse_number(struct parser *p, u32 *mask)
{
	size_t start = p->at;
	unsigned int base = 10;
	u64 sum = 0;

	if (take(p, "0x"))
		base = 16;
	else if (peek(p) == '0' && p->len - p->at > 1 &&
		 isdigit((unsigned char)p->text[p->at + 1]))
		return kacs_report(p->diagnostic, start,
				   "write a number in decimal or as 0x...");
	if (!isxdigit((unsigned char)peek(p)))
		return kacs_report(p->diagnostic, p->at,
				   "digits expected after 0x");
	while (!done(p) && isxdigit((unsigned char)peek(p))) {
		char c = (char)tolower((unsigned char)peek(p));
		unsigned int digit = (unsigned int)(isdigit((unsigned char)c)
							    ? c - '0'
							    : c - 'a' + 10);

		if (digit >= base)
			break;
		sum = sum * base + digit;
		if (sum > UINT32_MAX)
			return kacs_report(p->diagnostic, start,
					   "an access mask has 32 bits");
		p->at++;
	}
	*mask = (u32)sum;
	return 0;
}

static int parse_letters(struct parser *p, bool label, u32 *mask)
{
	const char *pair;
	u32 one;

	while (!done(p) && isalpha((unsigned char)peek(p))) {
		pair = peek_pair(p);
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

static int parse_rights(struct parser *p, struct fields *fields)
{
	bool label = fields->type->type == KACS_ACE_SYSTEM_MANDATORY_LABEL;
	bool policy = fields->type->type == KACS_ACE_SYSTEM_SCOPED_POLICY_ID;
	int result;

	skip_blanks(p);
	/* A policy's mask means nothing and is left out by custom. */
	if (peek(p) == ';' && !policy)
		return kacs_report(p->diagnostic, p->at,
				   "the rights are missing");
	if (isdigit((unsigned char)peek(p)))
		result = parse_number(p, &fields->mask);
	else
		result = parse_letters(p, label, &fields->mask);
	return result < 0 ? result : end_field(p, ';');
}

static int hex_digit(char c)
{
	return isdigit((unsigned char)c) ? c - '0'
					 : tolower((unsigned char)c) - 'a' + 10;
}

static int parse_guid(struct parser *p, const struct fields *fields, u8 *guid,
		      bool *present)
{
	static const char shape[] = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";
	const char *text;
	size_t i, byte = 0;

	skip_blanks(p);
	if (peek(p) == ';')
		return end_field(p, ';');
	if (!fields->type->object)
		return kacs_report(p->diagnostic, p->at,
				   "an ACE of type %s has no object GUID",
				   fields->type->letters);
	text = p->text + p->at;
	for (i = 0; i < KACS_SDDL_GUID_CHARS; i++)
		if (p->at + i >= p->len ||
		    (shape[i] == '-' ? text[i] != '-'
				     : !isxdigit((unsigned char)text[i])))
			return kacs_report(p->diagnostic, p->at + i,
					   "a GUID has the form %s", shape);
	for (i = 0; i < KACS_SDDL_GUID_CHARS; i++) {
		if (shape[i] == '-')
			continue;
		guid[kacs_guid_order[byte++]] =
			(u8)(hex_digit(text[i]) << 4 | hex_digit(text[i + 1]));
		i++;
	}
	*present = true;
	p->at += KACS_SDDL_GUID_CHARS;
	return end_field(p, ';');
}

/* What a type asks of its SID; the core would find it, but not say where. */
static int check_sid(struct parser *p, const struct fields *fields, size_t at)
{
	const struct sid *sid = &fields->sid;
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
	return 0;
}

static void write_ace(struct kacs_acl_writer *acl, const struct fields *fields)
{
	struct kacs_buffer ace = {0};
	u32 flags = 0;

	if (!fields->type->object) {
		kacs_acl_append_simple(acl, fields->type->type, fields->flags,
				       fields->mask, fields->sid.bytes,
				       fields->sid.len);
		return;
	}
	if (fields->has_object_type)
		flags |= KACS_ACE_OBJECT_TYPE_PRESENT;
	if (fields->has_inherited_type)
		flags |= KACS_ACE_INHERITED_OBJECT_TYPE_PRESENT;
	kacs_buffer_u8(&ace, fields->type->type);
	kacs_buffer_u8(&ace, fields->flags);
	kacs_buffer_le16(&ace, 0);
	kacs_buffer_le32(&ace, fields->mask);
	kacs_buffer_le32(&ace, flags);
	if (fields->has_object_type)
		kacs_buffer_put(&ace, fields->object_type, 16);
	if (fields->has_inherited_type)
		kacs_buffer_put(&ace, fields->inherited_type, 16);
	kacs_buffer_put(&ace, fields->sid.bytes, fields->sid.len);
	kacs_buffer_set_le16(&ace, 2, (u16)ace.len);
	if (ace.failed)
		acl->bytes.failed = true;
	else
		kacs_acl_append(acl, ace.data, ace.len);
	kacs_buffer_free(&ace);
}

static int parse_ace(struct parser *p, bool sacl, struct kacs_acl_writer *acl)
{
	struct fields fields = {0};
	size_t sid_at;

	p->at++; /* the parenthesis */
	if (parse_type(p, sacl, &fields) < 0 || parse_flags(p, &fields) < 0 ||
	    parse_rights(p, &fields) < 0 ||
	    parse_guid(p, &fields, fields.object_type,
		       &fields.has_object_type) < 0 ||
	    parse_guid(p, &fields, fields.inherited_type,
		       &fields.has_inherited_type) < 0)
		return -1;
	skip_blanks(p);
	sid_at = p->at;
	if (parse_sid(p, &fields.sid) < 0 || end_field(p, ')') < 0 ||
	    check_sid(p, &fields, sid_at) < 0)
		return -1;
	write_ace(acl, &fields);
	return 0;
}

static void parse_acl_flags(struct parser *p, bool sacl, struct sddl *sddl,
			    struct acl *acl)
{
	for (;;) {
		skip_blanks(p);
		if (take(p, KACS_SDDL_NULL_ACL))
			acl->null = true;
		else if (take(p, "AR"))
			sddl->control |= sacl ? KACS_SE_SACL_AUTO_INHERIT_REQ
					      : KACS_SE_DACL_AUTO_INHERIT_REQ;
		else if (take(p, "AI"))
			sddl->control |= sacl ? KACS_SE_SACL_AUTO_INHERITED
					      : KACS_SE_DACL_AUTO_INHERITED;
		else if (take(p, "P"))
			sddl->control |= sacl ? KACS_SE_SACL_PROTECTED
					      : KACS_SE_DACL_PROTECTED;
		else
			return;
	}
}

static int parse_acl(struct parser *p, bool sacl, struct sddl *sddl)
{
	struct acl *acl = sacl ? &sddl->sacl : &sddl->dacl;
	size_t start = p->at;

	acl->present = true;
	sddl->control |= sacl ? KACS_SE_SACL_PRESENT : KACS_SE_DACL_PRESENT;
	kacs_acl_begin(&acl->writer);
	parse_acl_flags(p, sacl, sddl, acl);
	while (peek(p) == '(') {
		if (acl->null)
			return kacs_report(
				p->diagnostic, p->at,
				"no ACE can follow " KACS_SDDL_NULL_ACL);
		if (parse_ace(p, sacl, &acl->writer) < 0)
			return -1;
		skip_blanks(p);
	}
	if (kacs_acl_end(&acl->writer) < 0)
		return kacs_report(p->diagnostic, start,
				   "an ACL has at most 65535 bytes");
	return 0;
}

static int parse_component(struct parser *p, struct sddl *sddl)
{
	char letter = (char)toupper((unsigned char)peek(p));
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
		return parse_sid(p, &sddl->owner);
	case 'G':
		return parse_sid(p, &sddl->group);
	default:
		return parse_acl(p, letter == 'S', sddl);
	}
}

static int parse(struct parser *p, struct sddl *sddl)
{
	skip_blanks(p);
	if (done(p))
		return kacs_report(p->diagnostic, p->at,
				   "empty: expected O:, G:, D: or S:");
	while (!done(p)) {
		if (parse_component(p, sddl) < 0)
			return -1;
		skip_blanks(p);
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
	struct parser p = {
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
	struct parser p = {
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
