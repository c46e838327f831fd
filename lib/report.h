/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* Filling a struct kacs_diagnostic; each sets errno and returns -1. */
#ifndef KACS_LIB_REPORT_H
#define KACS_LIB_REPORT_H

#include "../core/error.h"
#include <kacs/diagnostic.h>

/* EINVAL, at a byte of the input or KACS_NO_OFFSET. */
int kacs_report(struct kacs_diagnostic *diagnostic, size_t offset,
		const char *format, ...) __attribute__((format(printf, 3, 4)));

/* EINVAL, at a place in a JSON document. */
int kacs_report_path(struct kacs_diagnostic *diagnostic, const char *path,
		     const char *format, ...)
	__attribute__((format(printf, 3, 4)));

/* EINVAL, from a parser of the core; @what says what was parsed. */
int kacs_report_core(struct kacs_diagnostic *diagnostic, const char *what,
		     const struct kacs_error *error);

/* ENOMEM. */
int kacs_report_memory(struct kacs_diagnostic *diagnostic);

#endif /* KACS_LIB_REPORT_H */
