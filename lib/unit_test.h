/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What every unit test of libkacs includes. */
#ifndef KACS_LIB_UNIT_TEST_H
#define KACS_LIB_UNIT_TEST_H

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <kacs/kacs.h>

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

#define SID_ALICE "S-1-5-21-1-2-3-1001"
#define SID_CONTRACTORS "S-1-5-21-1-2-3-1105"

/* A descriptor that must parse. */
static inline uint8_t *sd_of(const char *sddl, size_t *len)
{
	struct kacs_diagnostic diagnostic;
	uint8_t *sd;

	if (kacs_sddl_parse(sddl, strlen(sddl), NULL, &sd, len, &diagnostic) <
	    0)
		fail_msg("%s: byte %zu: %s", sddl, diagnostic.offset,
			 diagnostic.message);
	return sd;
}

/* Its text, after which the descriptor is freed. */
static inline void assert_sddl(uint8_t *sd, size_t len, const char *expected)
{
	struct kacs_diagnostic diagnostic;
	char *text;

	if (kacs_sddl_format(sd, len, &text, NULL, &diagnostic) < 0)
		fail_msg("%s", diagnostic.message);
	assert_string_equal(text, expected);
	free(text);
	free(sd);
}

#endif /* KACS_LIB_UNIT_TEST_H */
