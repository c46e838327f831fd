/* SPDX-License-Identifier: GPL-2.0-only OR MIT */
/* What the cases reached: ACE types and flags, steps and what they did. */
#ifndef KACS_ORACLE_COVERAGE_H
#define KACS_ORACLE_COVERAGE_H

#include "case.h"

/* Count a case and its trace. */
void coverage_add(const struct case_record *record,
		  const struct kacs_trace *trace,
		  const struct case_answer *answer);

/*
 * Print it in lines that begin with "# ". Returns how many of the things that
 * @features lead to were never reached, and names them.
 */
u32 coverage_print(u32 features);

#endif /* KACS_ORACLE_COVERAGE_H */
