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

#endif /* KACS_TOOLS_PRINT_SD_H */
