// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* GUIDs, MS-DTYP 2.3.4.3: three little-endian numbers, then bytes. */
#include "report.h"
#include "sddl_reader.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include <kacs/names.h>

static const char shape[KACS_GUID_TEXT_BYTES] =
	"xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

/* Which byte stands where in the text. */
static const u8 order[16] = {3, 2, 1,  0,  5,  4,  7,  6,
			     8, 9, 10, 11, 12, 13, 14, 15};

int kacs_guid_from_text(const char *text, uint8_t out[16],
			struct kacs_diagnostic *diagnostic)
{
	size_t i, byte = 0;

	for (i = 0; shape[i]; i++)
		if (shape[i] == '-' ? text[i] != '-'
				    : !isxdigit((unsigned char)text[i]))
			break;
	if (shape[i] || text[i])
		return kacs_report(diagnostic, i, "a GUID has the form %s",
				   shape);
	for (i = 0; shape[i]; i++) {
		if (shape[i] == '-')
			continue;
		out[order[byte++]] = (u8)(kacs_sddl_hex_digit(text[i]) << 4 |
					  kacs_sddl_hex_digit(text[i + 1]));
		i++;
	}
	return 0;
}

void kacs_guid_to_text(const uint8_t guid[16], char out[KACS_GUID_TEXT_BYTES])
{
	size_t i, at = 0;

	for (i = 0; i < 16; i++) {
		if (shape[at] == '-')
			out[at++] = '-';
		at += (size_t)snprintf(out + at, 3, "%02x", guid[order[i]]);
	}
}
