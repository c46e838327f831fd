// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "report.h"
#include "sddl_reader.h"
#include "well_known.h"
#include "../core/sid.h"

#include <ctype.h>
#include <strings.h>

#include <kacs/names.h>

void kacs_sddl_skip_blanks(struct kacs_sddl_reader *r)
{
	while (!kacs_sddl_done(r) && strchr(" \t\r\n", r->text[r->at]) &&
	       r->text[r->at] != '\0')
		r->at++;
}

bool kacs_sddl_take(struct kacs_sddl_reader *r, const char *word)
{
	size_t len = strlen(word);

	if (r->len - r->at < len ||
	    strncasecmp(r->text + r->at, word, len) != 0)
		return false;
	r->at += len;
	return true;
}

const char *kacs_sddl_pair(const struct kacs_sddl_reader *r)
{
	const char *pair = r->text + r->at;

	if (r->len - r->at < 2 || !isalpha((unsigned char)pair[0]) ||
	    !isalpha((unsigned char)pair[1]))
		return NULL;
	return pair;
}

int kacs_sddl_hex_digit(char c)
{
	if (!isxdigit((unsigned char)c))
		return -1;
	return isdigit((unsigned char)c) ? c - '0'
					 : tolower((unsigned char)c) - 'a' + 10;
}

static int read_domain_alias(struct kacs_sddl_reader *r,
			     const struct kacs_domain_alias *alias,
			     struct kacs_sddl_sid *sid)
{
	const struct kacs_sddl_options *options = r->options;
	struct kacs_sid domain;

	if (!options || !options->domain_sid)
		return kacs_report(r->diagnostic, r->at,
				   "%s (%s) needs a domain SID", alias->alias,
				   alias->name);
	if (options->domain_sid_len > KACS_SID_MAX_BYTES - 4 ||
	    kacs_sid_parse(options->domain_sid, (u32)options->domain_sid_len, 0,
			   &domain, NULL) != KACS_OK ||
	    domain.len != options->domain_sid_len)
		return kacs_report(r->diagnostic, r->at,
				   "the domain SID for %s is not a valid SID",
				   alias->alias);
	memcpy(sid->bytes, domain.bytes, domain.len);
	sid->bytes[1]++;
	kacs_store_le32(sid->bytes + domain.len, alias->rid);
	sid->len = domain.len + 4;
	r->at += 2;
	return 0;
}

int kacs_sddl_read_sid(struct kacs_sddl_reader *r, struct kacs_sddl_sid *sid)
{
	const struct kacs_domain_alias *domain;
	const struct kacs_named_sid *named;
	const char *pair, *why;
	size_t taken, bad;

	kacs_sddl_skip_blanks(r);
	if (r->len - r->at >= 2 &&
	    toupper((unsigned char)kacs_sddl_peek(r)) == 'S' &&
	    r->text[r->at + 1] == '-') {
		taken = kacs_sid_scan(r->text + r->at, r->len - r->at,
				      sid->bytes, &sid->len, &bad, &why);
		if (taken == 0)
			return kacs_report(r->diagnostic, r->at + bad, "%s",
					   why);
		r->at += taken;
		return 0;
	}
	pair = kacs_sddl_pair(r);
	if (!pair)
		return kacs_report(
			r->diagnostic, r->at,
			"expected a SID: S-1-... or two letters such as BA");
	named = kacs_named_sid_alias(pair);
	if (named) {
		sid->len = kacs_named_sid_make(named, sid->bytes);
		r->at += 2;
		return 0;
	}
	domain = kacs_domain_alias_find(pair);
	if (domain)
		return read_domain_alias(r, domain, sid);
	return kacs_report(
		r->diagnostic, r->at,
		"\"%.2s\" is no SID alias; expected S-1-... or two letters such as BA",
		pair);
}

int kacs_sddl_expect(struct kacs_sddl_reader *r, char end)
{
	char next;

	kacs_sddl_skip_blanks(r);
	next = kacs_sddl_peek(r);
	if (next == end && !kacs_sddl_done(r)) {
		r->at++;
		return 0;
	}
	if (kacs_sddl_done(r))
		return kacs_report(r->diagnostic, r->at,
				   "the text ends inside an ACE");
	return kacs_report(r->diagnostic, r->at, "expected \"%c\", not \"%c\"",
			   end, isprint((unsigned char)next) ? next : '?');
}
