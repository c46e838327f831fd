// SPDX-License-Identifier: GPL-2.0-only OR MIT
/* What generic rights mean for each kind of object. */
#include "../core/base.h"

#include <ctype.h>
#include <errno.h>
#include <stdlib.h>
#include <strings.h>

#include <kacs/authz.h>
#include <kacs/names.h>

/* The registry's: PSD-005 3.1; a directory service's: MS-ADTS 5.1.3.2. */
static const struct named_mapping {
	const char *name;
	u32 object_type;
	struct kacs_authz_mapping mapping;
} mappings[] = {
	{"file",
	 KACS_OBJECT_FILE,
	 {KACS_FILE_GENERIC_READ, KACS_FILE_GENERIC_WRITE,
	  KACS_FILE_GENERIC_EXECUTE, KACS_FILE_ALL_ACCESS}},
	{"directory",
	 KACS_OBJECT_DIRECTORY,
	 {KACS_FILE_GENERIC_READ, KACS_FILE_GENERIC_WRITE,
	  KACS_FILE_GENERIC_EXECUTE, KACS_FILE_ALL_ACCESS}},
	{"process",
	 KACS_OBJECT_PROCESS,
	 {KACS_PROCESS_GENERIC_READ, KACS_PROCESS_GENERIC_WRITE,
	  KACS_PROCESS_GENERIC_EXECUTE, KACS_PROCESS_ALL_ACCESS}},
	{"token",
	 KACS_OBJECT_TOKEN,
	 {KACS_TOKEN_GENERIC_READ, KACS_TOKEN_GENERIC_WRITE,
	  KACS_TOKEN_GENERIC_EXECUTE, KACS_TOKEN_ALL_ACCESS}},
	{"registry", KACS_OBJECT_USER, {0x00020019, 0x00020006, 0, 0x000f003f}},
	{"ds", KACS_OBJECT_DS, {0x00020094, 0x00020028, 0x00020004, 0x000f01ff}},
	{"none", KACS_OBJECT_USER, {0, 0, 0, 0}},
};

static int four_numbers(const char *text, struct kacs_authz_mapping *mapping)
{
	u32 *const fields[] = {&mapping->read, &mapping->write,
			       &mapping->execute, &mapping->all};
	unsigned long long value;
	char *end;
	size_t i;

	for (i = 0; i < 4; i++) {
		if (!isdigit((unsigned char)*text))
			return -1;
		errno = 0;
		value = strtoull(text, &end, 0);
		if (errno || value > UINT32_MAX || *end != (i < 3 ? ',' : '\0'))
			return -1;
		*fields[i] = (u32)value;
		text = end + 1;
	}
	return 0;
}

int kacs_authz_mapping_of(const char *name, struct kacs_authz_mapping *mapping,
			  uint32_t *object_type)
{
	u32 type = KACS_OBJECT_USER;
	size_t i;

	for (i = 0; i < sizeof(mappings) / sizeof(mappings[0]); i++)
		if (strcasecmp(mappings[i].name, name) == 0)
			break;
	if (i < sizeof(mappings) / sizeof(mappings[0])) {
		*mapping = mappings[i].mapping;
		type = mappings[i].object_type;
	} else if (four_numbers(name, mapping) < 0) {
		errno = EINVAL;
		return -1;
	}
	if (object_type)
		*object_type = type;
	return 0;
}
