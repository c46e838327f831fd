// SPDX-License-Identifier: GPL-2.0-only OR MIT
#include "sddl_rights.h"

#include <stdio.h>
#include <strings.h>

#include <kacs/access.h>
#include <kacs/sd.h>

struct right {
	char letters[3];
	u32 mask;
};

/* One bit each, in the order in which they are written, table after table. */
static const struct right single_rights[] = {
	{"CC", 0x0001}, {"DC", 0x0002}, {"LC", 0x0004}, {"SW", 0x0008},
	{"RP", 0x0010}, {"WP", 0x0020}, {"DT", 0x0040}, {"LO", 0x0080},
	{"CR", 0x0100}, {"", 0},
};

static const struct right standard_rights[] = {
	{"SD", KACS_DELETE},
	{"RC", KACS_READ_CONTROL},
	{"WD", KACS_WRITE_DAC},
	{"WO", KACS_WRITE_OWNER},
	{"", 0},
};

static const struct right generic_rights[] = {
	{"GA", KACS_GENERIC_ALL},
	{"GX", KACS_GENERIC_EXECUTE},
	{"GW", KACS_GENERIC_WRITE},
	{"GR", KACS_GENERIC_READ},
	{"", 0},
};

/*
 * For masks with SYNCHRONIZE, which has no letters of its own: written when the
 * mask holds one of them whole, with standard rights behind.
 */
static const struct right file_rights[] = {
	{"FR", KACS_FILE_GENERIC_READ},
	{"FW", KACS_FILE_GENERIC_WRITE},
	{"FX", KACS_FILE_GENERIC_EXECUTE},
	{"", 0},
};

/* Understood, never written: a registry key's masks are written by letter. */
static const struct right read_only_rights[] = {
	{"FA", KACS_FILE_ALL_ACCESS}, {"KA", 0x000f003f}, {"KR", 0x00020019},
	{"KW", 0x00020006},	      {"KX", 0x00020019}, {"", 0},
};

static const struct right label_rights[] = {
	{"NR", KACS_LABEL_NO_READ_UP},
	{"NW", KACS_LABEL_NO_WRITE_UP},
	{"NX", KACS_LABEL_NO_EXECUTE_UP},
	{"", 0},
};

static bool find(const struct right *rights, const char *letters, u32 *mask)
{
	for (; rights->letters[0]; rights++)
		if (strncasecmp(rights->letters, letters, 2) == 0) {
			*mask = rights->mask;
			return true;
		}
	return false;
}

bool kacs_sddl_right(const char *letters, bool label, u32 *mask)
{
	if (label)
		return find(label_rights, letters, mask);
	return find(single_rights, letters, mask) ||
	       find(standard_rights, letters, mask) ||
	       find(generic_rights, letters, mask) ||
	       find(file_rights, letters, mask) ||
	       find(read_only_rights, letters, mask);
}

/* Append the rights that @mask holds whole; return the bits they cover. */
static u32 append(const struct right *rights, u32 mask, u32 wanted, char *out)
{
	u32 covered = 0;

	for (; rights->letters[0]; rights++)
		if ((mask & rights->mask) == rights->mask &&
		    (rights->mask & wanted & ~covered)) {
			strcat(out, rights->letters);
			covered |= rights->mask;
		}
	return covered;
}

void kacs_sddl_rights_format(u32 mask, bool label,
			     char out[KACS_SDDL_RIGHTS_BYTES])
{
	u32 covered = 0;

	out[0] = '\0';
	if (label) {
		covered = append(label_rights, mask, mask, out);
	} else if (mask == KACS_FILE_ALL_ACCESS) {
		strcpy(out, "FA");
		covered = mask;
	} else if (mask & KACS_SYNCHRONIZE) {
		covered = append(file_rights, mask, mask, out);
		covered |= append(standard_rights, mask, mask & ~covered, out);
	} else {
		covered = append(single_rights, mask, mask, out);
		covered |= append(standard_rights, mask, mask, out);
		covered |= append(generic_rights, mask, mask, out);
	}
	if (mask == 0 || covered != mask)
		snprintf(out, KACS_SDDL_RIGHTS_BYTES, "0x%x", mask);
}
