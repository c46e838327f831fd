/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
#ifndef KACS_TOOLS_PRINT_SD_H
#define KACS_TOOLS_PRINT_SD_H

#include "kacs.h"

/*
 * Owner, group, flags, label and the DACL as a table, each line behind @indent.
 * Returns a status.
 */
int print_descriptor(const uint8_t *sd, size_t len, uint32_t object_type,
		     const char *indent);

/* A line of SDDL, or JSON, NULL after a message about @what. */
int print_sddl(const uint8_t *sd, size_t len, const char *what);
json_t *descriptor_json(const uint8_t *sd, size_t len, uint32_t object_type,
			const char *what);

#endif /* KACS_TOOLS_PRINT_SD_H */
