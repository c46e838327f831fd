/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/*
 * What must be true of every case, without an oracle: the case is asked again
 * with one thing changed, and the answers are compared.
 */
#ifndef KACS_ORACLE_PROPERTIES_H
#define KACS_ORACLE_PROPERTIES_H

#include "case.h"

struct property {
	const char *name;
	/*
	 * Whether it holds for a case; *@applies is set if the case says
	 * anything about it.
	 */
	bool (*holds)(const struct case_record *record, bool *applies);
};

#define PROPERTY_COUNT 18u
extern const struct property properties[PROPERTY_COUNT];

#endif /* KACS_ORACLE_PROPERTIES_H */
