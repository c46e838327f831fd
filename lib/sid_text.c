// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* The S-1-... text of a SID, PSD-004 2.1 and MS-DTYP 2.4.2.1. */
#include "report.h"
#include "well_known.h"

#include <errno.h>
#include <stdio.h>

#include <kacs/names.h>

#define MAX_SUB_AUTHORITIES 15u
#define MAX_AUTHORITY ((1ull << 48) - 1)

int kacs_sid_to_text(const uint8_t *sid, size_t len,
		     char out[KACS_SID_TEXT_BYTES])
{
	struct kacs_sid parsed;
	u64 authority = 0;
	size_t at;
	u32 i;

	if (len > KACS_SID_MAX_BYTES)
		len = KACS_SID_MAX_BYTES;
	if (kacs_sid_parse(sid, (u32)len, 0, &parsed, NULL) != KACS_OK) {
		errno = EINVAL;
		return -1;
	}
	for (i = 2; i < 8; i++)
		authority = authority << 8 | sid[i];
	if (authority >> 32)
		at = (size_t)snprintf(out, KACS_SID_TEXT_BYTES, "S-1-0x%012llx",
				      (unsigned long long)authority);
	else
		at = (size_t)snprintf(out, KACS_SID_TEXT_BYTES, "S-1-%llu",
				      (unsigned long long)authority);
	for (i = 8; i < parsed.len; i += 4)
		at += (size_t)snprintf(out + at, KACS_SID_TEXT_BYTES - at,
				       "-%u", kacs_load_le32(sid + i));
	return 0;
}

static int digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return 16;
}

/*
 * A number, decimal or 0x. The D of a following "D:" component is a hexadecimal
 * digit too; the colon behind it tells. Return: bytes taken, or 0.
 */
static size_t scan_number(const char *text, size_t len, u64 max, u64 *value)
{
	size_t at = 0;
	int base = 10;
	u64 sum = 0;

	if (len >= 2 && text[0] == '0' && (text[1] == 'x' || text[1] == 'X')) {
		base = 16;
		at = 2;
	}
	while (at < len && digit(text[at]) < base) {
		if (base == 16 && at + 1 < len && text[at + 1] == ':')
			break;
		sum = sum * (u64)base + (u64)digit(text[at]);
		if (sum > max)
			return 0;
		at++;
	}
	if (base == 16 && at == 2)
		return 0;
	*value = sum;
	return at;
}

size_t kacs_sid_scan(const char *text, size_t len, u8 out[KACS_SID_MAX_BYTES],
		     size_t *sid_len, size_t *bad, const char **why)
{
	u32 sub[MAX_SUB_AUTHORITIES];
	u64 authority, value;
	size_t at = 4, taken;
	u32 count = 0;

	*bad = 0;
	*why = "a SID starts with S-1-";
	if (len < 4 || (text[0] != 'S' && text[0] != 's') ||
	    memcmp(text + 1, "-1-", 3) != 0)
		return 0;
	taken = scan_number(text + at, len - at, MAX_AUTHORITY, &authority);
	if (taken == 0) {
		*bad = at;
		*why = "the authority of a SID is a number below 2^48";
		return 0;
	}
	at += taken;
	while (at < len && text[at] == '-') {
		at++;
		taken = scan_number(text + at, len - at, UINT32_MAX, &value);
		if (taken == 0) {
			*bad = at;
			*why = "a sub-authority of a SID is a number below 2^32";
			return 0;
		}
		if (count == MAX_SUB_AUTHORITIES) {
			*bad = at;
			*why = "a SID has at most 15 sub-authorities";
			return 0;
		}
		sub[count++] = (u32)value;
		at += taken;
	}
	*sid_len = kacs_sid_make(out, authority, sub, count);
	return at;
}

int kacs_sid_from_text(const char *text, uint8_t out[KACS_SID_MAX_BYTES],
		       size_t *len, struct kacs_diagnostic *diagnostic)
{
	size_t text_len = strlen(text);
	const char *why;
	size_t bad;
	size_t taken = kacs_sid_scan(text, text_len, out, len, &bad, &why);

	if (taken == 0)
		return kacs_report(diagnostic, bad, "%s", why);
	if (taken != text_len)
		return kacs_report(diagnostic, taken,
				   "unexpected text behind a SID");
	return 0;
}
